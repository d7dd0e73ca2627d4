/** Attributes of windows that slide, shared by convolution and pooling. */
import type { Dim } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import { int as intValue, list, type Value } from "../../base/value.ts";
import type { ShapedTensor } from "../../operators/operator.ts";
import { channelsFirst, type SlidWindow, slideWindow, type Window } from "../../operators/window.ts";
import { type Attributes, ints, text } from "../attributes.ts";
import type { RaisableNode } from "../facet.ts";

/** The geometry of a window over the spatial dims of a call's input; the call was checked, so that it slides. */
export function slidOver(x: ShapedTensor, window: Window): SlidWindow {
  const data = channelsFirst(x, "window");
  const slid = isRefusal(data) ? data : slideWindow(data.spatial, window);
  if (isRefusal(slid)) throw new Error(slid.message);
  return slid;
}

/** `kernel_shape`, `strides`, `pads`, `dilations`; what is ONNX's default is left out. */
export function windowAttributes(slid: SlidWindow, pad: Window["pad"]): Attributes | Refusal {
  const padding = paddingAttributes(slid, pad);
  if (isRefusal(padding)) return padding;
  return {
    kernel_shape: ints(slid.kernel),
    strides: slid.stride.some((step) => step !== 1) ? ints(slid.stride) : undefined,
    dilations: slid.dilation.some((step) => step !== 1) ? ints(slid.dilation) : undefined,
    ...padding,
  };
}

function paddingAttributes({ padding, dilation }: SlidWindow, pad: Window["pad"]): Attributes | Refusal {
  const isKnown = padding.every(([begin, end]) => typeof begin === "number" && typeof end === "number");
  // ONNX Runtime pads by rule only where the taps stand side by side.
  const isDense = dilation.every((step) => step === 1);
  if (pad === "same" && (isDense || !isKnown)) return { auto_pad: text("SAME_UPPER") };
  if (!isKnown) return refuse("unknown-extent", "its padding is not known before the net runs");
  const numbers = [...padding.map(([begin]) => begin), ...padding.map(([, end]) => end)].map(Number);
  return { pads: numbers.some((extent) => extent !== 0) ? ints(numbers) : undefined };
}

/** One number where all are equal, else a list. */
export function extentsValue(values: readonly number[]): Value {
  const [first] = values;
  if (first !== undefined && values.every((value) => value === first)) return intValue(first);
  return list(values.map((value) => intValue(value)));
}

/** A window as a node states it, with one number per spatial dim. */
export interface StatedWindow {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/** Reads `strides` and `dilations`; undefined where they are for another number of axes. */
export function statedWindow(node: RaisableNode, kernel: readonly number[]): StatedWindow | undefined {
  const stride = node.ints("strides") ?? kernel.map(() => 1);
  const dilation = node.ints("dilations") ?? kernel.map(() => 1);
  return stride.length === kernel.length && dilation.length === kernel.length
    ? { kernel, stride, dilation }
    : undefined;
}

/**
 * Padding of a node as the text states it: undefined where it is the default of the operator, `"same"`, numbers otherwise. Gives
 * a refusal where the node's own rule has no words here (`SAME_LOWER` over extents that are not known).
 */
export function padArgument(
  node: RaisableNode,
  spatial: readonly Dim[],
  window: StatedWindow,
  byDefault: (kernel: number, stride: number, dilation: number) => number | undefined,
): Value | undefined | Refusal {
  const rank = spatial.length;
  const auto = node.text("auto_pad") ?? "NOTSET";
  const stated = node.ints("pads") ?? Array.from({ length: 2 * rank }, () => 0);
  const pads =
    auto === "VALID"
      ? stated.map(() => 0)
      : auto === "NOTSET" || auto === ""
        ? stated
        : samePads(spatial, window, auto);
  if (pads === undefined) {
    return auto === "SAME_UPPER" ? { kind: "string", value: "same" } : refuse("bad-node", `pads by ${auto}`);
  }
  if (pads.length !== 2 * rank || pads.some((pad) => pad < 0)) return refuse("bad-node", "has pads that do not fit");
  const { kernel, stride, dilation } = window;
  const isDefault = pads.every(
    (pad, i) => pad === byDefault(kernel[i % rank] ?? 1, stride[i % rank] ?? 1, dilation[i % rank] ?? 1),
  );
  if (isDefault) return undefined;
  if (auto === "SAME_UPPER" && dilation.every((step) => step === 1)) return { kind: "string", value: "same" };
  const isSymmetric = pads.every((pad, i) => pad === pads[(i + rank) % (2 * rank)]);
  return isSymmetric ? extentsValue(pads.slice(0, rank)) : list(pads.map((pad) => intValue(pad)));
}

/** What SAME_UPPER and SAME_LOWER add, the odd one at the end or at the begin; undefined where an extent is not known. */
function samePads(
  spatial: readonly Dim[],
  { kernel, stride, dilation }: StatedWindow,
  auto: string,
): readonly number[] | undefined {
  const rank = spatial.length;
  const pads: number[] = [];
  for (const [i, extent] of spatial.entries()) {
    if (typeof extent !== "number") return undefined;
    const [k, s, d] = [kernel[i] ?? 1, stride[i] ?? 1, dilation[i] ?? 1];
    const total = Math.max((Math.ceil(extent / s) - 1) * s + d * (k - 1) + 1 - extent, 0);
    const less = Math.floor(total / 2);
    pads[i] = auto === "SAME_LOWER" ? total - less : less;
    pads[i + rank] = auto === "SAME_LOWER" ? less : total - less;
  }
  return pads;
}

/** What a convolution pads where nothing is stated; undefined for an even kernel, whose padding must be. */
export function defaultPad(kernel: number, stride: number, dilation: number): number | undefined {
  if (stride === kernel) return 0;
  return kernel % 2 === 0 ? undefined : Math.floor((dilation * (kernel - 1)) / 2);
}
