import { isRefusal } from "../../base/report.ts";
import { int as intValue } from "../../base/value.ts";
import { groupnorm as operator } from "../../operators/groupnorm.ts";
import { reshaped } from "../../weights/tensor.ts";
import { float, int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { numberArgument, statedExtent } from "./arguments.ts";
import { shapeOf } from "./shapes.ts";

export const groupnorm = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { eps, affine } = call.parameters;
    const groups = statedExtent(call.parameters.groups, "groups");
    if (isRefusal(groups)) return groups;
    if (to.opset >= 21 && affine) {
      const inputs = [name, call.weight("weight"), call.weight("bias")];
      return [to.node("GroupNormalization", inputs, { num_groups: int(groups), epsilon: float(eps) })];
    }
    // Each group as one channel with all its positions in a row.
    const rows = to.node("Reshape", [name, to.constant("i64", [0, groups, -1])]);
    const statistics = [to.constant(type.dtype, 1, [groups]), to.constant(type.dtype, 0, [groups])];
    const normalised = to.node("InstanceNormalization", [rows, ...statistics], { epsilon: float(eps) });
    const back = to.node("Reshape", [normalised, shapeOf(to, name, type)]);
    if (!affine) return [back];
    const perChannel = (parameter: "weight" | "bias") => {
      const tensor = call.tensor(parameter);
      const extents = [...tensor.shape, ...type.shape.slice(2).map(() => 1)];
      return to.initializer(`${parameter}PerChannel`, reshaped(tensor, extents));
    };
    return [to.node("Add", [to.node("Mul", [back, perChannel("weight")]), perChannel("bias")])];
  },
  raise: {
    GroupNormalization(node) {
      const [x, weight, bias] = [node.input(0), node.input(1)?.constant, node.input(2)?.constant];
      const groups = node.int("num_groups");
      // Before operator set 21 scale and shift were per group.
      if (x === undefined || weight === undefined || bias === undefined || groups === undefined || node.opset < 21) {
        return undefined;
      }
      return {
        inputs: [x],
        arguments: { groups: intValue(groups), eps: numberArgument(node.float("epsilon") ?? 1e-5) },
        weights: { weight, bias },
      };
    },
  },
});
