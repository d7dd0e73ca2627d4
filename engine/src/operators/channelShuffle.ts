import { formatDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { input, output, passThrough } from "./links.ts";
import { operator } from "./operator.ts";
import { dim } from "./parameter.ts";
import { refuseRank, share } from "./shapes.ts";

export const channelShuffle = operator({
  name: "channel_shuffle",
  family: "shape",
  summary: "Deals the channels of all groups out in turn, so that groups mix (Zhang et al., 2018).",
  example: `input x: f32[1, 116, 28, 28]
y = x -> channel_shuffle(groups=2)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …]", takes: "any" }],
  parameters: { groups: dim("groups of channels") },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { groups }) {
    const channels = x.shape[1];
    if (channels === undefined) return refuseRank(x, "channel_shuffle", "[N, C, …]");
    const perGroup = share(channels, groups);
    if (perGroup === undefined) {
      return refuse(
        "groups-do-not-divide",
        `${formatDim(channels)} channels do not fall into ${formatDim(groups)} equal groups.`,
        { help: "Choose a number of groups that divides the channels.", parameter: "groups" },
      );
    }
    return {
      outputs: [x],
      // Channel group·perGroup + c becomes channel c·groups + group.
      axes: () => [
        ...passThrough(x.shape, { except: [1] }),
        {
          size: perGroup,
          members: [
            { ...input(0, 1), outer: groups },
            { ...output(1), inner: groups },
          ],
        },
        {
          size: groups,
          members: [
            { ...input(0, 1), inner: perGroup },
            { ...output(1), outer: perGroup },
            { kind: "parameter", name: "groups" },
          ],
        },
      ],
    };
  },
});
