/** What MaxPool and AveragePool have in common: the window and how it is stated. */
import type { Refusal } from "../../base/report.ts";
import { isRefusal } from "../../base/report.ts";
import { bool } from "../../base/value.ts";
import type { ShapedTensor } from "../../operators/operator.ts";
import type { Window } from "../../operators/window.ts";
import { type Attributes, int } from "../attributes.ts";
import type { Argument, RaisableNode, RaisableValue } from "../facet.ts";
import { extentsValue, padArgument, slidOver, statedWindow, windowAttributes } from "./window.ts";

/** The attributes of a pooling window; a stride that is not stated is the kernel. */
export function poolAttributes(
  x: ShapedTensor,
  window: Omit<Window, "stride"> & { readonly stride: Window["stride"] | undefined },
): Attributes | Refusal {
  const slid = slidOver(x, { ...window, stride: window.stride ?? window.kernel });
  const attributes = windowAttributes(slid, window.pad);
  if (isRefusal(attributes)) return attributes;
  return { ...attributes, ceil_mode: window.ceil === true ? int(1) : undefined };
}

/** Reads a pooling node: its data, and its window as arguments. Undefined where its rule has no words here. */
export function readPool(node: RaisableNode):
  | {
      readonly x: RaisableValue;
      readonly window: Readonly<Record<"kernel" | "stride" | "pad" | "dilation" | "ceil", Argument | undefined>>;
    }
  | undefined {
  const [x, kernel] = [node.input(0), node.ints("kernel_shape")];
  const stated = kernel && statedWindow(node, kernel);
  if (x === undefined || stated === undefined || stated.kernel.length !== x.type.shape.length - 2) return undefined;
  const pad = padArgument(node, x.type.shape.slice(2), stated, () => 0);
  if (isRefusal(pad)) return undefined;
  const { stride, dilation } = stated;
  // A rule for the padding settles the extents, so that rounding up has nothing to say.
  const isRule = (node.text("auto_pad") ?? "NOTSET").startsWith("SAME");
  const window = {
    kernel: extentsValue(stated.kernel),
    stride: stride.join() === stated.kernel.join() ? undefined : extentsValue(stride),
    pad,
    dilation: extentsValue(dilation),
    ceil: bool((node.int("ceil_mode") ?? 0) === 1 && !isRule),
  };
  return { x, window };
}
