import { gridSample as operator } from "../../operators/gridSample.ts";
import { named, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";

const modes = { linear: "bilinear", nearest: "nearest", cubic: "bicubic" } as const;

export const gridSample = pytorchFacet(operator, (call) => {
  const { mode, padding_mode, align_corners } = call.parameters;
  return {
    forward: python(
      "F.grid_sample",
      [inputOf(call, 0).text, inputOf(call, 1).text],
      [
        named("mode", modes[mode], "bilinear"),
        named("padding_mode", padding_mode, "zeros"),
        // PyTorch warns where it is left out.
        named("align_corners", align_corners),
      ],
    ),
  };
});
