import { formatDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output, passThrough, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { dim, flag, float } from "./parameter.ts";
import { refuseRank, share } from "./shapes.ts";

export const groupnorm = operator({
  name: "groupnorm",
  family: "normalisation",
  summary: "Normalises each group of channels over its channels and positions, then applies a learned scale and shift.",
  example: `input x: f32[1, 64, 28, 28]
y = x -> groupnorm(groups=8)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …]", takes: "float" }],
  parameters: {
    groups: dim("groups of channels normalised together"),
    eps: float("added to the variance", { default: 1e-5, min: 0 }),
    affine: flag("learns a scale and a shift per channel", { default: true }),
  },
  arithmetic:
    "5 per element: sum, subtract the mean, square, sum, divide; 2 more for scale and shift. The root and the divisions once per group are left out",
  storage: "fresh",
  quantization: { kind: "float" },
  apply([x], { groups, affine }) {
    const channels = x.shape[1];
    if (channels === undefined) return refuseRank(x, "groupnorm", "[N, C, …]");
    const perGroup = share(channels, groups);
    if (perGroup === undefined) {
      return refuse(
        "groups-do-not-divide",
        `${formatDim(channels)} channels do not fall into ${formatDim(groups)} equal groups.`,
        { help: "Choose a number of groups that divides the channels.", parameter: "groups" },
      );
    }
    const weights: readonly Weight[] = affine
      ? [
          { name: "weight", shape: [channels], role: "learned", initial: "ones" },
          { name: "bias", shape: [channels], role: "learned", initial: "zeros" },
        ]
      : [];
    const members = [input(0, 1), output(1), ...weights.map(({ name }) => weight(name, 0))];
    return {
      outputs: [x],
      weights,
      arithmetic: [product(["elements", elements(x)], ["operations", affine ? 7 : 5])],
      // One channel of every group, so that the groups stay equal; or a whole group.
      axes: () => [
        ...passThrough(x.shape, { except: [1] }),
        { size: perGroup, members: members.map((member) => ({ ...member, outer: groups })) },
        {
          size: groups,
          members: [
            ...members.map((member) => ({ ...member, inner: perGroup })),
            { kind: "parameter", name: "groups" },
          ],
        },
      ],
    };
  },
});
