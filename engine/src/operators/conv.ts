import { type Dim, formatDim, productDims } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output, weight } from "./links.ts";
import { type AxisLink, type AxisMember, operator, product, type Weight } from "./operator.ts";
import { dim, extents, flag, padding } from "./parameter.ts";
import { share } from "./shapes.ts";
import { channelsFirst, slideWindow } from "./window.ts";

export const conv = operator({
  name: "conv",
  family: "convolution",
  summary: "Convolution over the one to three spatial dims of a channels-first tensor.",
  example: `input x: f32[1, 3, 224, 224]
y = x -> conv(64, kernel=7, stride=2)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "float" }],
  parameters: {
    out: dim("output channels"),
    kernel: extents("kernel size"),
    stride: extents("step of the window", { default: 1 }),
    pad: padding("zeros around the data", {
      default: undefined,
      defaultText: "(dilation·(kernel−1))//2, or 0 where stride = kernel",
    }),
    dilation: extents("distance between kernel taps", { default: 1 }),
    groups: dim("groups of channels that do not mix", { default: 1 }),
    bias: flag("adds a learned bias", { default: true }),
  },
  formula: "outputs × input channels per group × kernel",
  arithmetic: "one addition per output for the bias",
  storage: "fresh",
  quantization: { kind: "weighted", channelAxis: { weight: 0 } },
  apply([x], { out, groups, bias, ...window }) {
    const data = channelsFirst(x, "conv");
    if (isRefusal(data)) return data;
    const slid = slideWindow(data.spatial, window);
    if (isRefusal(slid)) return slid;
    const inPerGroup = share(data.channels, groups);
    const outPerGroup = share(out, groups);
    if (inPerGroup === undefined || outPerGroup === undefined) {
      const what = inPerGroup === undefined ? `${formatDim(data.channels)} input` : `${formatDim(out)} output`;
      return refuse("groups-do-not-divide", `${what} channels do not fall into ${formatDim(groups)} equal groups.`, {
        help: "Choose a number of groups that divides the input and the output channels.",
        parameter: "groups",
      });
    }
    const y = { dtype: x.dtype, shape: [data.batch, out, ...slid.output] };
    const weights: Weight[] = [
      { name: "weight", shape: [out, inPerGroup, ...slid.kernel], role: "learned", initial: "kaiming" },
    ];
    if (bias) weights.push({ name: "bias", shape: [out], role: "learned", initial: "zeros" });
    const isDepthwise = inPerGroup === 1 && groups !== 1;
    return {
      outputs: [y],
      weights,
      macs: [
        product(["outputs", elements(y)], ["channels per group", inPerGroup], ["kernel", productDims(slid.kernel)]),
      ],
      arithmetic: bias ? [product(["outputs", elements(y)])] : [],
      storage: isDepthwise && outPerGroup === 1 ? "in-place-where-supported" : "fresh",
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        ...(isDepthwise ? [] : mixingLinks(inPerGroup, outPerGroup, groups, bias)),
        ...(groups === 1 ? [] : [groupLink(inPerGroup, outPerGroup, groups, bias, ["out", "groups"])]),
      ],
    };
  },
});

/** A channel inside a group goes in every group at once, so that the groups stay equal. */
function mixingLinks(inPerGroup: Dim, outPerGroup: Dim, groups: Dim, bias: boolean): readonly AxisLink[] {
  return [
    { size: inPerGroup, members: [{ ...input(0, 1), outer: groups }, weight("weight", 1)] },
    {
      size: outPerGroup,
      members: [
        { ...output(1), outer: groups },
        { ...weight("weight", 0), outer: groups },
        ...(bias ? [{ ...weight("bias", 0), outer: groups }] : []),
        { kind: "parameter", name: "out", outer: groups },
      ],
    },
  ];
}

/**
 * A whole group goes with its inputs and outputs. In a depthwise convolution this is the only link: each input channel
 * is its own group.
 */
export function groupLink(
  inPerGroup: Dim,
  outPerGroup: Dim,
  groups: Dim,
  bias: boolean,
  parameters: readonly ("out" | "groups")[],
): AxisLink {
  return {
    size: groups,
    members: [
      { ...input(0, 1), inner: inPerGroup },
      { ...output(1), inner: outPerGroup },
      { ...weight("weight", 0), inner: outPerGroup },
      ...(bias ? [{ ...weight("bias", 0), inner: outPerGroup }] : []),
      ...parameters.map((name): AxisMember => ({ kind: "parameter", name, inner: name === "out" ? outPerGroup : 1 })),
    ],
  };
}
