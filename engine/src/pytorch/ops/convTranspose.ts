import { isRefusal } from "../../base/report.ts";
import { convTranspose as operator } from "../../operators/convTranspose.ts";
import { beginsAndEnds, perSpatialDim } from "../../operators/window.ts";
import { extents, hole, literal, named, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf, spatialRank } from "./common.ts";
import { byRank } from "./window.ts";

export const convTranspose = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { out, kernel, stride, pad, output_pad, dilation, groups, bias } = call.parameters;
  const rank = spatialRank(x);
  const pads = beginsAndEnds(pad, rank);
  if (isRefusal(pads)) return pads;
  const isEven = pads.every(([begin, end]) => begin === end);
  const perDim = (value: number | readonly number[], name: string) => {
    const list = perSpatialDim(value, rank, name);
    return isRefusal(list) ? [] : list;
  };
  const module = moduleOf(
    byRank("nn.ConvTranspose", rank),
    [
      hole("in_channels", call.size(x.type.shape[1] ?? 1)),
      hole("out_channels", call.size(out)),
      hole("kernel_size", literal(extents(perDim(kernel, "kernel")))),
    ],
    [
      named("stride", extents(perDim(stride, "stride")), 1),
      named("padding", isEven ? extents(pads.map(([begin]) => begin)) : 0, 0),
      named("output_padding", extents(perDim(output_pad, "output_pad")), 0),
      named("groups", call.size(groups), 1),
      named("bias", bias, true),
      named("dilation", extents(perDim(dilation, "dilation")), 1),
    ],
    call.dtype,
  );
  if (isRefusal(module)) return module;
  const whole = py`${call.self}(${x.text})`;
  // PyTorch cuts both ends alike; what differs is cut afterwards.
  const cut = pads.toReversed().flatMap(([begin, end]) => [begin === 0 ? 0 : -begin, end === 0 ? 0 : -end]);
  return { module, forward: isEven ? whole : py`F.pad(${whole}, ${literal(cut)})` };
});
