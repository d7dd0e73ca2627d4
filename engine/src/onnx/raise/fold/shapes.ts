/** Nodes that ask for shapes and types, and those that make tensors of them. */
import { type Dim, isKnown, productDims } from "../../../base/dim.ts";
import { bytesOfNumbers, numbersOf } from "../../../weights/numbers.ts";
import { byteLength, elementCount, type Tensor } from "../../../weights/tensor.ts";
import { type Fold, type Folded, intAttribute, numbersAt, small } from "./contract.ts";
import { cast } from "./elementwise.ts";
import { maximumElements } from "./small.ts";

export const shapes: Readonly<Record<string, Fold>> = {
  Shape(node) {
    const shape = node.inputs[0]?.type.shape;
    if (shape === undefined) return undefined;
    const part = shape.slice(
      within(intAttribute(node, "start") ?? 0, shape.length),
      within(intAttribute(node, "end") ?? shape.length, shape.length),
    );
    return extents(part, [part.length]);
  },
  Size(node) {
    const shape = node.inputs[0]?.type.shape;
    return shape === undefined ? undefined : extents([productDims(shape)], []);
  },
  // Of the second input only the type counts.
  CastLike: (node) => cast(node.inputs[0]?.small, node.inputs[1]?.type.dtype),
  ConstantOfShape(node) {
    const shape = numbersAt(node, 0);
    if (shape === undefined || node.inputs[0]?.type.shape?.length !== 1) return undefined;
    const attribute = node.node.attributes.get("value");
    if (attribute !== undefined && (attribute.kind !== "tensor" || attribute.tensor.kind !== "tensor"))
      return undefined;
    const value = attribute?.kind === "tensor" && attribute.tensor.kind === "tensor" ? attribute.tensor.tensor : zero;
    const filled = fill(shape, value);
    return filled === undefined ? undefined : [{ kind: "tensor", tensor: filled }];
  },
  Range(node) {
    const [start, limit, delta] = [0, 1, 2].map((index) => node.inputs[index]?.small);
    const [from, to, step] = [0, 1, 2].map((index) => numbersAt(node, index)?.[0]);
    if (start === undefined || from === undefined || to === undefined || step === undefined || step === 0)
      return undefined;
    if (limit?.values.length !== 1 || delta?.values.length !== 1) return undefined;
    // Sums of floats would depend on how the runtime adds them up.
    if (![from, to, step].every(Number.isSafeInteger)) return undefined;
    const length = Math.max(0, Math.ceil((to - from) / step));
    if (length > maximumElements) return undefined;
    return small({
      dtype: start.dtype,
      shape: [length],
      values: Array.from({ length }, (_, i) => from + i * step),
    });
  },
};

const zero: Tensor = { dtype: "f32", shape: [1], content: { kind: "bytes", bytes: new Uint8Array(4) } };

/** A place along an axis, counted from its end where it is negative, and cut to it. */
function within(place: number, extent: number): number {
  return Math.min(extent, Math.max(0, place < 0 ? place + extent : place));
}

function extents(values: readonly Dim[], shape: readonly number[]): readonly Folded[] | undefined {
  return small({ dtype: "i64", shape, values });
}

/** A tensor with one number everywhere, made when it is read if it is large. */
function fill(shape: readonly number[], { dtype, content }: Tensor): Tensor | undefined {
  if (content.kind !== "bytes" || !shape.every((extent) => isKnown(extent) && extent >= 0)) return undefined;
  const [value] = numbersOf(dtype, content.bytes);
  const count = elementCount(shape);
  if (value === undefined || byteLength({ dtype, shape }) > 2 ** 33) return undefined;
  const read = () => {
    const bytes = new Uint8Array(byteLength({ dtype, shape }));
    const one = bytesOfNumbers(dtype, [value]);
    for (let at = 0; at < bytes.length && one.some((byte) => byte !== 0); at += one.length) bytes.set(one, at);
    return bytes;
  };
  const bytes = count <= maximumElements ? read() : undefined;
  return bytes === undefined
    ? { dtype, shape, content: { kind: "deferred", read: async () => read() } }
    : { dtype, shape, content: { kind: "bytes", bytes } };
}
