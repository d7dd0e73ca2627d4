import { refuse } from "../../base/report.ts";
import { isFloat } from "../../base/tensor.ts";
import { pad as operator } from "../../operators/pad.ts";
import { float, hole, literal, named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

export const pad = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { pads, value, mode } = call.parameters;
  const rank = x.type.shape.length;
  const axes = pads.length / 2;
  const pairs = Array.from({ length: axes }, (_, axis) => [pads[axis] ?? 0, pads[axes + axis] ?? 0] as const);
  if (mode === "constant") {
    const filled = isFloat(x.type.dtype) ? float(value) : Math.trunc(value);
    const zero = isFloat(x.type.dtype) ? float(0) : 0;
    const lengths = hole("pad", literal(pairs.toReversed().flat()));
    return { forward: python("F.pad", [x.text, lengths], [named("value", filled, zero)]) };
  }
  // The other modes leave the first axes alone, and PyTorch has no words for them there.
  const spatial = axes === rank ? pairs.slice(2) : pairs;
  const isOutside =
    axes === rank &&
    pairs
      .slice(0, 2)
      .flat()
      .some((length) => length !== 0);
  if (isOutside || rank < 3 || rank > 5 || spatial.flat().some((length) => length < 0)) {
    const message = `PyTorch pads in mode "${mode}" only spatial dims, one to three of them, and cuts nothing away`;
    return refuse("not-in-pytorch", message, { help: "Reshape the data, or use `slice` and `concat`." });
  }
  return {
    forward: python("F.pad", [x.text, hole("pad", literal(spatial.toReversed().flat()))], [named("mode", mode)]),
  };
});
