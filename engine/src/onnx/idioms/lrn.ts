/** Positions brought to two spatial dims, as ONNX Runtime wants them, and back: channels are all that it looks at. */
import { lrn as operator } from "../../operators/lrn.ts";
import { lrn as facet } from "../ops/lrn.ts";
import { isShape } from "../ops/shapes.ts";
import { from, type Idiom } from "./idiom.ts";
import { reshapedBy } from "./parts.ts";

export const lrn: Idiom = {
  name: "lrn",
  anchors: ["Reshape"],
  match(anchor) {
    const inner = from(anchor, 0, "LRN");
    const image = inner && from(inner, 0, "Reshape");
    const [x, result] = [image?.input(0), reshapedBy(anchor)];
    const read = inner && facet.raise.LRN?.(inner);
    const shape = inner?.input(0)?.type.shape ?? [];
    if (image === undefined || inner === undefined || read === undefined || x === undefined || result === undefined) {
      return undefined;
    }
    const fits = isShape(result, x.type.shape) && isShape(shape.slice(0, 2), x.type.shape.slice(0, 2));
    return fits ? { ...read, operator, inputs: [x], nodes: [image, inner] } : undefined;
  },
};
