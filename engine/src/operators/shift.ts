import { type Dim, formatDim, mulDim, subDim } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { input, output, passThrough } from "./links.ts";
import { type AxisLink, operator } from "./operator.ts";
import { dim, float, word } from "./parameter.ts";
import { refuseRank, share } from "./shapes.ts";

export const shift = operator({
  name: "shift",
  family: "shape",
  summary:
    "Moves a share of the channels to the next frame, and as many to the one before (temporal shift, Lin et al., 2019).",
  example: `input x: f32[8, 64, 56, 56]
y = x -> shift(segments=8)
output y`,
  inputs: [{ name: "x", doc: "frames, [N·segments, C, …]", takes: "any" }],
  parameters: {
    fraction: float("share of the channels that moves in each direction", {
      default: 1 / 8,
      defaultText: "1/8",
      min: 0,
      max: 1,
    }),
    mode: word("in both directions, or only onwards in time", ["bidirectional", "online"], {
      default: "bidirectional",
    }),
    segments: dim("frames of one clip"),
  },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "transparent" },
  apply([x], { fraction, mode, segments }) {
    const [frames, channels] = x.shape;
    if (frames === undefined || channels === undefined) return refuseRank(x, "shift", "frames [N·segments, C, …]");
    const clips = share(frames, segments);
    if (clips === undefined) {
      return refuse(
        "segments-do-not-divide",
        `${formatDim(frames)} frames do not fall into clips of ${formatDim(segments)}.`,
        {
          help: "The first axis holds the frames of one clip after the other.",
          parameter: "segments",
        },
      );
    }
    const directions = mode === "bidirectional" ? 2 : 1;
    if (fraction * directions > 1) {
      return refuse("out-of-range", `${fraction} of the channels cannot move in each of ${directions} directions.`, {
        help: `Use at most ${1 / directions}.`,
        parameter: "fraction",
      });
    }
    return {
      outputs: [x],
      axes: () => [
        ...passThrough(x.shape, { except: [0, 1] }),
        {
          size: clips,
          members: [
            { ...input(0, 0), inner: segments },
            { ...output(0), inner: segments },
          ],
        },
        ...shareLinks(channels, fraction, directions),
      ],
    };
  },
});

/** To keep the shares, an entry is one channel of each moved part and as many resting ones as go with it. */
function shareLinks(channels: Dim, fraction: number, directions: number): readonly AxisLink[] {
  if (typeof channels !== "number") return [];
  const moved = Math.floor(channels * fraction);
  const resting = subDim(channels, mulDim(moved, directions));
  const perEntry = moved === 0 ? undefined : share(resting, moved);
  // The share must also come out whole for fewer channels.
  if (perEntry === undefined || moved !== channels * fraction) return [];
  const places = [
    ...Array.from({ length: directions }, (_, i) => ({ offset: mulDim(moved, i), inner: 1 })),
    { offset: mulDim(moved, directions), inner: perEntry },
  ].filter(({ inner }) => inner !== 0);
  return [
    {
      size: moved,
      members: places.flatMap((place) => [
        { ...input(0, 1), ...place },
        { ...output(1), ...place },
      ]),
    },
  ];
}
