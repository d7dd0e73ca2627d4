import { addDim, boundsOfDim, type Dim, formatDim, mulDim, productDims, subDim } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output, weight } from "./links.ts";
import { operator, product, type Weight } from "./operator.ts";
import { dim, type Extents, extents, flag } from "./parameter.ts";
import { share } from "./shapes.ts";
import { beginsAndEnds, channelsFirst, perSpatialDim } from "./window.ts";

export const convTranspose = operator({
  name: "conv_transpose",
  family: "convolution",
  summary: "Transposed convolution: every input position writes a kernel, `stride` apart, and overlaps add up.",
  example: `input x: f32[1, 64, 28, 28]
y = x -> conv_transpose(32, kernel=2, stride=2)
output y`,
  inputs: [{ name: "x", doc: "data, [N, C, …spatial]", takes: "float" }],
  parameters: {
    out: dim("output channels"),
    kernel: extents("kernel size"),
    stride: extents("distance between what neighbouring positions write", { default: 1 }),
    pad: extents("positions cut from the result: per side, or all begins and then all ends", { default: 0, min: 0 }),
    output_pad: extents("positions added at the end of the result", { default: 0, min: 0 }),
    dilation: extents("distance between kernel taps", { default: 1 }),
    groups: dim("groups of channels that do not mix", { default: 1 }),
    bias: flag("adds a learned bias", { default: true }),
  },
  formula:
    "inputs × output channels per group × kernel; with `counting paper`, outputs × input channels per group × kernel",
  arithmetic: "one addition per output for the bias",
  storage: "fresh",
  quantization: { kind: "weighted", channelAxis: { weight: 1 } },
  apply([x], { out, groups, bias, ...window }) {
    const data = channelsFirst(x, "conv_transpose");
    if (isRefusal(data)) return data;
    const spread = spreadWindow(data.spatial, window);
    if (isRefusal(spread)) return spread;
    const inPerGroup = share(data.channels, groups);
    const outPerGroup = share(out, groups);
    if (inPerGroup === undefined || outPerGroup === undefined) {
      const what = inPerGroup === undefined ? `${formatDim(data.channels)} input` : `${formatDim(out)} output`;
      return refuse("groups-do-not-divide", `${what} channels do not fall into ${formatDim(groups)} equal groups.`, {
        help: "Choose a number of groups that divides the input and the output channels.",
        parameter: "groups",
      });
    }
    const y = { dtype: x.dtype, shape: [data.batch, out, ...spread.output] };
    const weights: Weight[] = [
      { name: "weight", shape: [data.channels, outPerGroup, ...spread.kernel], role: "learned", initial: "kaiming" },
    ];
    if (bias) weights.push({ name: "bias", shape: [out], role: "learned", initial: "zeros" });
    const kernel = productDims(spread.kernel);
    const biasAlong = (place: { readonly outer?: Dim; readonly inner?: Dim }) =>
      bias ? [{ ...weight("bias", 0), ...place }] : [];
    return {
      outputs: [y],
      weights,
      macs: [product(["inputs", elements(x)], ["output channels per group", outPerGroup], ["kernel", kernel])],
      paperMacs: [product(["outputs", elements(y)], ["channels per group", inPerGroup], ["kernel", kernel])],
      arithmetic: bias ? [product(["outputs", elements(y)])] : [],
      axes: () => [
        { size: data.batch, members: [input(0, 0), output(0)] },
        {
          size: inPerGroup,
          members: [
            { ...input(0, 1), outer: groups },
            { ...weight("weight", 0), outer: groups },
          ],
        },
        {
          size: outPerGroup,
          members: [
            { ...output(1), outer: groups },
            weight("weight", 1),
            ...biasAlong({ outer: groups }),
            { kind: "parameter", name: "out", outer: groups },
          ],
        },
        ...(groups === 1
          ? []
          : [
              {
                size: groups,
                members: [
                  { ...input(0, 1), inner: inPerGroup },
                  { ...weight("weight", 0), inner: inPerGroup },
                  { ...output(1), inner: outPerGroup },
                  ...biasAlong({ inner: outPerGroup }),
                  { kind: "parameter", name: "out", inner: outPerGroup } as const,
                  { kind: "parameter", name: "groups" } as const,
                ],
              },
            ]),
      ],
    };
  },
});

/**
 * Output extents: (in − 1)·stride − begin − end + dilation·(kernel − 1) + output_pad + 1 (Dumoulin and Visin, relationship
 * 14, with dilation). Refuses what would be empty.
 */
function spreadWindow(
  spatial: readonly Dim[],
  window: Readonly<Record<"kernel" | "stride" | "pad" | "output_pad" | "dilation", Extents>>,
): { readonly output: readonly Dim[]; readonly kernel: readonly number[] } | Refusal {
  const rank = spatial.length;
  const kernel = perSpatialDim(window.kernel, rank, "kernel");
  if (isRefusal(kernel)) return kernel;
  const stride = perSpatialDim(window.stride, rank, "stride");
  if (isRefusal(stride)) return stride;
  const dilation = perSpatialDim(window.dilation, rank, "dilation");
  if (isRefusal(dilation)) return dilation;
  const outputPad = perSpatialDim(window.output_pad, rank, "output_pad");
  if (isRefusal(outputPad)) return outputPad;
  const pads = beginsAndEnds(window.pad, rank);
  if (isRefusal(pads)) return pads;
  const output: Dim[] = [];
  for (const [i, extent] of spatial.entries()) {
    const [k, s, d, extra] = [kernel[i] ?? 1, stride[i] ?? 1, dilation[i] ?? 1, outputPad[i] ?? 0];
    const [begin, end] = pads[i] ?? [0, 0];
    if (extra >= s && extra >= d) {
      return refuse(
        "padding-too-large",
        `\`output_pad\` is ${extra}; it must be less than the stride (${s}) or the dilation (${d}).`,
        {
          help: "It only settles which of several output sizes is meant.",
          parameter: "output_pad",
        },
      );
    }
    const out = addDim(mulDim(subDim(extent, 1), s), d * (k - 1) + extra + 1 - begin - end);
    if (boundsOfDim(out, new Map()).high < 1) {
      return refuse(
        "padding-too-large",
        `\`pad\` cuts away all of the result: ${formatDim(out)} positions would remain.`,
        {
          help: "Use less padding.",
          parameter: "pad",
        },
      );
    }
    output.push(out);
  }
  return { output, kernel };
}
