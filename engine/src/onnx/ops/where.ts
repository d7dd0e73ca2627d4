import { where as operator } from "../../operators/where.ts";
import { onnxFacet } from "../facet.ts";
import { combined, computed, storedNumber, withNumbers } from "./operands.ts";

export const where = onnxFacet(operator, {
  emit(call, to) {
    const [condition, ...values] = call.inputs;
    const { names, dtype } = combined(values, to);
    // ONNX has it for all types, ONNX Runtime only for these.
    return [computed(to, dtype, ["u8"], names, (inputs) => to.node("Where", [condition?.name, ...inputs]))];
  },
  raise: {
    Where(node) {
      const [condition, a, b] = [node.input(0), node.input(1), node.input(2)];
      if (condition === undefined || a === undefined || b === undefined || a.type.dtype !== b.type.dtype) {
        return undefined;
      }
      const { dtype } = a.type;
      const [first, second] = [a, b].map(storedNumber);
      const areNumbers = first !== undefined && second !== undefined;
      // Two numbers without a tensor are f32, and have the shape of the condition.
      if (areNumbers && dtype === "f32" && fitsInto(condition, a) && fitsInto(condition, b)) {
        return { inputs: [condition, first, second] };
      }
      return { inputs: [condition, ...withNumbers([a, b], [condition, a, b])] };
    },
  },
});

function fitsInto(
  data: { readonly type: { readonly shape: readonly unknown[] } },
  value: { readonly type: { readonly shape: readonly unknown[] } },
): boolean {
  return value.type.shape.length <= data.type.shape.length;
}
