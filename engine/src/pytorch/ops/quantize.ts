/** Numbers as integers and back. */
import { isRefusal } from "../../base/report.ts";
import { bitsOf } from "../../base/tensor.ts";
import { dequantize as dequantizeOperator, quantize as quantizeOperator } from "../../operators/quantize.ts";
import { hole, py } from "../code.ts";
import { torchDtype } from "../dtypes.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const quantize = pytorchFacet(quantizeOperator, (call) => {
  const { scale, zero, dtype } = call.parameters;
  const type = torchDtype(dtype);
  if (isRefusal(type)) return type;
  const bits = bitsOf(dtype) ?? 8;
  const [low, high] = dtype.startsWith("u") ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  const rounded = py`(${inputOf(call).text} / ${hole("scale", scale)}).round() + ${hole("zero", zero)}`;
  return { forward: py`(${rounded}).clamp(${String(low)}, ${String(high)}).to(${type.raw})` };
});

export const dequantize = pytorchFacet(dequantizeOperator, (call) => {
  const { scale, zero } = call.parameters;
  const x = `${inputOf(call).text}.to(torch.float32)`;
  const shifted = zero === 0 ? py`${x}` : py`(${x} - ${hole("zero", zero)})`;
  return { forward: py`${shifted} * ${hole("scale", scale)}` };
});
