/** Space from channels and channels from space. */
import { pixelShuffle as shuffleOperator, pixelUnshuffle as unshuffleOperator } from "../../operators/pixelShuffle.ts";
import { hole, py } from "../code.ts";
import { type Helper, inputOf, type PyTorchForm, pytorchFacet, type WrittenCall } from "../facet.ts";
import { spatialRank } from "./common.ts";

export const pixelShuffle = pytorchFacet(shuffleOperator, (call) => write(call, "pixel_shuffle", generalShuffle));
export const pixelUnshuffle = pytorchFacet(unshuffleOperator, (call) =>
  write(call, "pixel_unshuffle", generalUnshuffle),
);

const generalShuffle: Helper = {
  name: "_pixel_shuffle",
  source: `
def _pixel_shuffle(x, r):
    """F.pixel_shuffle over any number of spatial dims."""
    rank = x.dim() - 2
    x = x.unflatten(1, [-1] + [r] * rank)
    places = [axis for i in range(rank) for axis in (2 + rank + i, 2 + i)]
    x = x.permute(0, 1, *places)
    for i in range(rank):
        x = x.flatten(2 + i, 3 + i)
    return x`,
};

const generalUnshuffle: Helper = {
  name: "_pixel_unshuffle",
  source: `
def _pixel_unshuffle(x, r):
    """F.pixel_unshuffle over any number of spatial dims."""
    rank = x.dim() - 2
    for i in range(rank):
        x = x.unflatten(2 + 2 * i, (-1, r))
    fine = [3 + 2 * i for i in range(rank)]
    coarse = [2 + 2 * i for i in range(rank)]
    return x.permute(0, 1, *fine, *coarse).flatten(1, 1 + rank)`,
};

function write(call: WrittenCall<{ readonly r: number }>, name: string, general: Helper): PyTorchForm {
  const x = inputOf(call);
  const r = hole("r", call.parameters.r);
  if (spatialRank(x) === 2) return { forward: py`F.${name}(${x.text}, ${r})` };
  return { forward: py`${general.name}(${x.text}, ${r})`, helpers: [general] };
}
