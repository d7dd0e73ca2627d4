/** Geometry shared by everything that slides a window over spatial dims: convolution and pooling. */
import {
  addDim,
  boundsOfDim,
  ceilDivDim,
  type Dim,
  floorDivDim,
  formatDim,
  mulDim,
  subDim,
  unknownDim,
} from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { formatTensor } from "../base/tensor.ts";
import type { ShapedTensor } from "./operator.ts";
import type { Extents, Padding } from "./parameter.ts";

/** A channels-first tensor taken apart: `[N, C, …spatial]` with 1 to 3 spatial dims. */
export interface ChannelsFirst {
  readonly batch: Dim;
  readonly channels: Dim;
  readonly spatial: readonly Dim[];
}

/** Takes `[N, C, L]`, `[N, C, H, W]` or `[N, C, D, H, W]` apart; refuses every other rank. */
export function channelsFirst(x: ShapedTensor, operatorName: string): ChannelsFirst | Refusal {
  const [batch, channels, ...spatial] = x.shape;
  if (batch === undefined || channels === undefined || spatial.length < 1 || spatial.length > 3) {
    return refuse(
      "wrong-rank",
      `\`${operatorName}\` needs [N, C, …] with one to three spatial dims; the data is ${formatTensor(x)}.`,
      { help: "Reshape it, or add the missing dims with `unsqueeze`." },
    );
  }
  return { batch, channels, spatial };
}

export interface Window {
  readonly kernel: Extents;
  readonly stride: Extents;
  readonly pad: Padding;
  readonly dilation: Extents;
  /** Whether the last, partial window counts (PyTorch's `ceil_mode`). */
  readonly ceil?: boolean;
}

/** The window with one number per spatial dim, and what comes out. */
export interface SlidWindow {
  readonly output: readonly Dim[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** Zeros before and after; undefined where the rule is "same" and the extent symbolic. */
  readonly padding: readonly (readonly [begin: Dim, end: Dim])[];
}

/**
 * Output extents: floor((in + begin + end − dilation·(kernel − 1) − 1) / stride) + 1 per spatial dim (Dumoulin and Visin,
 * "A guide to convolution arithmetic", relationship 15). With `ceil`, rounded up, but a window that would start in the
 * padding at the end is dropped (PyTorch's pooling rule). Refuses lists of the wrong length, an even kernel without
 * stated padding, and a kernel that is larger than the padded data.
 */
export function slideWindow(spatial: readonly Dim[], window: Window): SlidWindow | Refusal {
  const rank = spatial.length;
  const kernel = perSpatialDim(window.kernel, rank, "kernel");
  if (isRefusal(kernel)) return kernel;
  const stride = perSpatialDim(window.stride, rank, "stride");
  if (isRefusal(stride)) return stride;
  const dilation = perSpatialDim(window.dilation, rank, "dilation");
  if (isRefusal(dilation)) return dilation;
  const stated = statedPadding(window.pad, rank);
  if (isRefusal(stated)) return stated;

  const output: Dim[] = [];
  const padding: (readonly [Dim, Dim])[] = [];
  for (const [i, extent] of spatial.entries()) {
    const [k, s, d] = [kernel[i] ?? 1, stride[i] ?? 1, dilation[i] ?? 1];
    const reach = d * (k - 1) + 1;
    if (window.pad === "same") {
      const out = ceilDivDim(extent, s);
      const total = addDim(mulDim(subDim(out, 1), s), subDim(reach, extent));
      const needed = typeof total === "number" ? Math.max(total, 0) : total;
      const begin = floorDivDim(needed, 2);
      padding.push([begin, subDim(needed, begin)]);
      output.push(out);
      continue;
    }
    const [begin, end] = stated?.[i] ?? defaultPadding(k, s, d);
    if (k % 2 === 0 && stated === undefined && k !== s) {
      return refuse("even-kernel", `An even kernel (${k}) has no middle, so its padding must be stated.`, {
        help: 'Add `pad=…`: a number, begins and then ends, or "same".',
        parameter: "kernel",
      });
    }
    const room = subDim(addDim(extent, begin + end), reach);
    if (boundsOfDim(room, new Map()).high < 0) {
      return refuse(
        "kernel-too-large",
        `The kernel covers ${reach}, but the padded data is only ${formatDim(addDim(extent, begin + end))} wide.`,
        { help: "Use a smaller kernel or more padding.", parameter: "kernel" },
      );
    }
    const steps = window.ceil === true ? ceilDivDim(room, s) : floorDivDim(room, s);
    const out = window.ceil === true ? dropOutside(addDim(steps, 1), extent, s, reach, begin, end) : addDim(steps, 1);
    output.push(out);
    padding.push([begin, end]);
  }
  return { output, kernel, stride, dilation, padding };
}

/**
 * Without the last window where that would start in the padding at the end. The last window starts below
 * extent + begin + end − reach + stride, so with end + stride ≤ reach it always starts within the data.
 */
function dropOutside(out: Dim, extent: Dim, stride: number, reach: number, begin: number, end: number): Dim {
  if (typeof out === "number" && typeof extent === "number") {
    return (out - 1) * stride >= extent + begin ? out - 1 : out;
  }
  return end + stride <= reach ? out : unknownDim;
}

/** One number per spatial dim; refuses a list of another length. */
export function perSpatialDim(value: Extents, rank: number, name: string): readonly number[] | Refusal {
  if (typeof value === "number") return Array.from({ length: rank }, () => value);
  if (value.length === rank) return value;
  return refuse("wrong-length", `\`${name}\` has ${value.length} entries, but the data has ${rank} spatial dims.`, {
    parameter: name,
  });
}

function statedPadding(pad: Padding, rank: number): readonly (readonly [number, number])[] | undefined | Refusal {
  if (pad === undefined || pad === "same") return undefined;
  if (pad === "valid") return Array.from({ length: rank }, () => [0, 0] as const);
  return beginsAndEnds(pad, rank);
}

/** Padding per spatial dim, from one number, one per spatial dim, or all begins and then all ends. */
export function beginsAndEnds(pad: Extents, rank: number): readonly (readonly [number, number])[] | Refusal {
  if (typeof pad !== "number" && pad.length === 2 * rank) {
    return Array.from({ length: rank }, (_, i) => [pad[i] ?? 0, pad[i + rank] ?? 0] as const);
  }
  const both = perSpatialDim(pad, rank, "pad");
  return isRefusal(both) ? both : both.map((p) => [p, p] as const);
}

function defaultPadding(kernel: number, stride: number, dilation: number): readonly [number, number] {
  const side = stride === kernel ? 0 : Math.floor((dilation * (kernel - 1)) / 2);
  return [side, side];
}

/** Pooling refuses padding as wide as the window: some windows would hold nothing but padding. */
export function refusePadding({ kernel, dilation, padding }: SlidWindow): Refusal | undefined {
  for (const [i, [begin, end]] of padding.entries()) {
    const reach = (dilation[i] ?? 1) * ((kernel[i] ?? 1) - 1) + 1;
    if ((typeof begin === "number" && begin >= reach) || (typeof end === "number" && end >= reach)) {
      return refuse(
        "padding-too-large",
        `The padding (${formatDim(begin)}, ${formatDim(end)}) is as wide as the window (${reach}), so a window could lie wholly outside the data.`,
        { help: "Use less padding than the window is wide.", parameter: "pad" },
      );
    }
  }
  return undefined;
}
