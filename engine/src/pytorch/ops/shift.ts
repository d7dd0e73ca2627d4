import { isRefusal } from "../../base/report.ts";
import { shift as operator } from "../../operators/shift.ts";
import { hole, named, call as python } from "../code.ts";
import { type Helper, inputOf, pytorchFacet } from "../facet.ts";

export const shift = pytorchFacet(operator, (call) => {
  const { fraction, mode, segments } = call.parameters;
  const frames = call.extent(segments, "segments");
  if (isRefusal(frames)) return frames;
  const names = [named("online", mode === "online", false)];
  return {
    forward: python("_temporal_shift", [inputOf(call).text, frames, hole("fraction", fraction)], names),
    helpers: [temporalShift],
  };
});

const temporalShift: Helper = {
  name: "_temporal_shift",
  source: `
def _temporal_shift(x, segments, fraction, online=False):
    """Moves a share of the channels to the frame before and as many to the next one (Lin et al., 2019); online only onwards."""
    clips = x.unflatten(0, (-1, segments))
    moved = int(clips.size(2) * fraction)
    rest = clips[:, :, moved if online else 2 * moved :]
    empty = torch.zeros_like(clips[:, :1, :moved])
    if online:
        parts = [torch.cat([empty, clips[:, :-1, :moved]], dim=1)]
    else:
        parts = [
            torch.cat([clips[:, 1:, :moved], empty], dim=1),
            torch.cat([empty, clips[:, :-1, moved : 2 * moved]], dim=1),
        ]
    return torch.cat([*parts, rest], dim=2).flatten(0, 1)`,
};
