/** Activations, which are functions of PyTorch's. */
import {
  elu as eluOperator,
  hardsigmoid as hardsigmoidOperator,
  hardswish as hardswishOperator,
  leakyRelu as leakyReluOperator,
  mish as mishOperator,
  relu6 as relu6Operator,
  relu as reluOperator,
  selu as seluOperator,
  sigmoid as sigmoidOperator,
  silu as siluOperator,
  softplus as softplusOperator,
  tanh as tanhOperator,
} from "../../operators/activation.ts";
import type { Operator } from "../../operators/operator.ts";
import { float, hole, literal, py } from "../code.ts";
import { inputOf, type PyTorchFacet } from "../facet.ts";

export const relu = simple(reluOperator, "F.relu");
export const relu6 = simple(relu6Operator, "F.relu6");
export const leakyRelu = simple(leakyReluOperator, "F.leaky_relu", "slope");
export const elu = simple(eluOperator, "F.elu", "alpha");
export const selu = simple(seluOperator, "F.selu");
export const silu = simple(siluOperator, "F.silu");
export const mish = simple(mishOperator, "F.mish");
export const softplus = simple(softplusOperator, "F.softplus");
export const sigmoid = simple(sigmoidOperator, "torch.sigmoid");
export const tanh = simple(tanhOperator, "torch.tanh");
export const hardswish = simple(hardswishOperator, "F.hardswish");
export const hardsigmoid = simple(hardsigmoidOperator, "F.hardsigmoid");

/** Which function is a literal too: blocks that differ in their activation alone are one class. */
function simple(operator: Operator, name: string, parameter?: string): PyTorchFacet {
  return {
    operator,
    write(call) {
      const x = inputOf(call).text;
      // Labels are names of the text: `act` in `act1: act` as well as in `main.act`.
      const hint = call.path.split(/[.[]/).at(-1)?.replace(/_\d+$/, "") ?? operator.name;
      const callee = hole(/^\d/.test(hint) ? "act" : hint, name);
      if (parameter === undefined) return { forward: py`${callee}(${x})` };
      return { forward: py`${callee}(${x}, ${hole(parameter, literal(float(Number(call.parameters[parameter]))))})` };
    },
  };
}
