import { isUnknown } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { tile as operator } from "../../operators/tile.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { intsArgument } from "./arguments.ts";

export const tile = onnxFacet(operator, {
  emit(call, to) {
    const repeats = to.extents(call.parameters.repeats);
    return isRefusal(repeats) ? repeats : [to.node("Tile", [firstInput(call).name, repeats])];
  },
  raise: {
    Tile(node) {
      const [x, repeats] = [node.input(0), node.input(1)?.integers];
      return x === undefined || repeats === undefined || repeats.some(isUnknown)
        ? undefined
        : { inputs: [x], arguments: { repeats: intsArgument(repeats) } };
    },
  },
});
