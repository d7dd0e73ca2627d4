import { refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { float, int as intValue } from "../../base/value.ts";
import { dequantize as dequantizeOperator, quantize as quantizeOperator } from "../../operators/quantize.ts";
import { dtypeOfNumber } from "../dataTypes.ts";
import { firstInput, onnxFacet, type RaisableNode } from "../facet.ts";
import { cast } from "./operands.ts";

export const quantize = onnxFacet(quantizeOperator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { scale, zero, dtype } = call.parameters;
    if (!quantizedTypes(to.opset).includes(dtype)) {
      return refuse("not-in-onnx", `opset ${to.opset} of ONNX does not quantize to ${dtype}`, {
        help: `Choose one of ${quantizedTypes(to.opset).join(", ")}; opset 21 has 16 and 4 bits as well.`,
      });
    }
    // Only f32 is taken by every opset, and a scale in f16 would be another one.
    const data = cast(to, name, type.dtype, "f32");
    return [to.node("QuantizeLinear", [data, to.constant("f32", scale), to.constant(dtype, zero)])];
  },
  raise: {
    QuantizeLinear(node) {
      const [x, steps] = [node.input(0), stepsOf(node)];
      const stated = node.int("output_dtype") ?? 0;
      const dtype = node.input(2)?.type.dtype ?? (stated === 0 ? "u8" : dtypeOfNumber(stated));
      if (x === undefined || x.type.dtype !== "f32" || steps === undefined || dtype === undefined) return undefined;
      if (!quantizedTypes(node.opset).includes(dtype)) return undefined;
      return { inputs: [x], arguments: { ...steps, dtype: { kind: "dtype", dtype } } };
    },
  },
});

export const dequantize = onnxFacet(dequantizeOperator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { scale, zero } = call.parameters;
    const factor = to.constant("f32", scale);
    if (quantizedTypes(to.opset).includes(type.dtype)) {
      return [to.node("DequantizeLinear", [name, factor, to.constant(type.dtype, zero)])];
    }
    const data = cast(to, name, type.dtype, "f32");
    const shifted = zero === 0 ? data : to.node("Sub", [data, to.constant("f32", zero)]);
    return [to.node("Mul", [shifted, factor])];
  },
  raise: {
    DequantizeLinear(node) {
      const [x, steps] = [node.input(0), stepsOf(node)];
      const isTaken = x !== undefined && quantizedTypes(node.opset).includes(x.type.dtype);
      return isTaken && steps !== undefined ? { inputs: [x], arguments: steps } : undefined;
    },
  },
});

/** The integers of QuantizeLinear. */
function quantizedTypes(opset: number): readonly Dtype[] {
  return opset < 21 ? ["i8", "u8"] : ["i8", "u8", "i16", "u16", "i4", "u4"];
}

/** One scale in f32 and one zero for all elements, which is all that the text says; several belong to `@int8`. */
function stepsOf(node: RaisableNode) {
  const [scale, zero] = [node.input(1), node.input(2)];
  const [factor] = scale?.numbers ?? [];
  const isWhole = scale?.type.shape.length === 0 && scale.type.dtype === "f32" && (node.int("block_size") ?? 0) === 0;
  const hasZero = node.inputCount <= 2 || (zero?.type.shape.length === 0 && zero.numbers?.length === 1);
  if (factor === undefined || !(factor >= 0 && factor < Number.POSITIVE_INFINITY) || !isWhole || !hasZero) {
    return undefined;
  }
  if ((node.int("precision") ?? 0) !== 0) return undefined;
  return { scale: float(factor), zero: intValue(zero?.numbers?.[0] ?? 0) };
}
