/** Padding of windows that slide, shared by convolution and pooling. */
import { isRefusal } from "../../base/report.ts";
import type { ShapedTensor } from "../../operators/operator.ts";
import { channelsFirst, type SlidWindow, slideWindow, type Window } from "../../operators/window.ts";
import { type Code, call, extents, type Literal, literal, named, py } from "../code.ts";
import type { Helper } from "../facet.ts";

/** The geometry of a window over the spatial dims of a call's input; the call was checked, so that it slides. */
export function slidOver(x: ShapedTensor, window: Window): SlidWindow {
  const data = channelsFirst(x, "window");
  const slid = isRefusal(data) ? data : slideWindow(data.spatial, window);
  if (isRefusal(slid)) throw new Error(slid.message);
  return slid;
}

/** How a window is padded: by the module itself where both sides are alike, else before it. */
export interface Padding {
  readonly own: Literal;
  /** The data, padded where the module cannot. */
  readonly data: (x: string) => Code;
  readonly helpers: readonly Helper[];
}

export function paddingOf({ padding, kernel, stride, dilation }: SlidWindow, value: number): Padding {
  const known = padding.flatMap(([begin, end]) =>
    typeof begin === "number" && typeof end === "number" ? [[begin, end] as const] : [],
  );
  if (known.length < padding.length) {
    const arguments_ = [kernel, stride, dilation].map((list) => literal(list));
    return {
      own: 0,
      data: (x) => call("_same_pad", [x, ...arguments_], [named("value", value, 0)]),
      helpers: [samePad],
    };
  }
  if (known.every(([begin, end]) => begin === end)) {
    return { own: extents(known.map(([begin]) => begin)), data: (x) => [x], helpers: [] };
  }
  const pairs = known.toReversed().flat();
  return { own: 0, data: (x) => call("F.pad", [x, literal(pairs)], [named("value", value, 0)]), helpers: [] };
}

const samePad: Helper = {
  name: "_same_pad",
  source: `
def _same_pad(x, kernel, stride, dilation, value=0):
    """Pads so that each extent is divided by the stride, rounded up; an odd rest goes behind (ONNX, SAME_UPPER)."""
    pads = []
    for extent, k, s, d in reversed(list(zip(x.shape[2:], kernel, stride, dilation))):
        total = max((-(-extent // s) - 1) * s + d * (k - 1) + 1 - extent, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value)`,
};

/** `nn.Conv` and two spatial dims: `nn.Conv2d`. */
export function byRank(name: string, rank: number): string {
  return `${name}${rank}d`;
}

export function applied(self: string, { data }: Padding, x: string): Code {
  return py`${self}(${data(x)})`;
}
