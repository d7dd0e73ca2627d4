import { isFloat } from "../../base/tensor.ts";
import { clip as operator } from "../../operators/clip.ts";
import { float, named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const clip = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { min, max } = call.parameters;
  if (min === undefined && max === undefined) return { forward: [x.text] };
  // Bounds have the type of the data, so that nothing becomes a float.
  const bound = (value: number) => (isFloat(x.type.dtype) ? float(value) : Math.trunc(value));
  return {
    forward: python(
      "torch.clamp",
      [x.text],
      [
        ...(min === undefined ? [] : [named("min", bound(min))]),
        ...(max === undefined ? [] : [named("max", bound(max))]),
      ],
    ),
  };
});
