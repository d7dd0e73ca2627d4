import { isRefusal } from "../../base/report.ts";
import { isFloat } from "../../base/tensor.ts";
import { constant as operator } from "../../operators/constant.ts";
import { float, hole, type Literal, literal, py } from "../code.ts";
import { torchDtype } from "../dtypes.ts";
import { pytorchFacet } from "../facet.ts";

export const constant = pytorchFacet(operator, (call) => {
  const { value, shape, dtype } = call.parameters;
  const type = torchDtype(dtype);
  if (isRefusal(type)) return type;
  const written = (entry: number): Literal =>
    isFloat(dtype) ? float(entry) : dtype === "bool" ? entry !== 0 : Math.trunc(entry);
  const extents = (shape ?? value.shape).map(call.size);
  const [first = 0] = value.values;
  const code =
    value.shape.length === 0
      ? py`torch.full(${hole("shape", literal(extents))}, ${hole("value", literal(written(first)))}, dtype=${type.raw})`
      : py`torch.tensor(${hole("values", literal(value.values.map(written)))}, dtype=${type.raw}).reshape(${hole("shape", literal(extents))})`;
  return { tensor: { kind: "buffer", code }, forward: [call.self] };
});
