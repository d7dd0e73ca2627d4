/**
 * Where the elements of a value come from, when nodes did no more than move them: transposing, reshaping, cutting out and
 * repeating. It tells what exporters mean by their many ways to say "split into heads" without knowing any of them.
 *
 * An axis of the value is a list of *parts*, outermost first. The index i of a part stands for i · inner along one axis of the source;
 * a reshape cuts parts in two or puts them side by side, a transposition moves axes. Parts of extent 1 are left out.
 */
import { addDim, type Dim, divideDim, equalDims, isKnown, isUnknown, mulDim, productDims } from "../../base/dim.ts";
import type { RaisableValue } from "../facet.ts";
import type { IdiomNode } from "./idiom.ts";

export interface Part {
  /** Of the source; `repeated` where the index changes nothing. */
  readonly axis: number;
  readonly inner: Dim;
  readonly extent: Dim;
}

export const repeated = -1;

export interface Layout {
  readonly axes: readonly (readonly Part[])[];
  /** Where along each axis of the source the first element is; zero where nothing is said. */
  readonly offsets: ReadonlyMap<number, Dim>;
}

/** An axis of the source as it is. */
export function wholeAxis(axis: number, extent: Dim): readonly Part[] {
  return equalDims(extent, 1) ? [] : [{ axis, inner: 1, extent }];
}

/** The layout of the source itself. */
export function sourceLayout(shape: readonly Dim[]): Layout {
  return { axes: shape.map((extent, axis) => wholeAxis(axis, extent)), offsets: new Map() };
}

export function equalParts(a: readonly Part[], b: readonly Part[]): boolean {
  return (
    a.length === b.length &&
    a.every((part, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        part.axis === other.axis &&
        equalDims(part.inner, other.inner) &&
        equalDims(part.extent, other.extent)
      );
    })
  );
}

/** Whether a layout begins at the start of the source and has exactly these axes. */
export function hasAxes(layout: Layout | undefined, wanted: readonly (readonly Part[] | undefined)[]): boolean {
  return (
    layout?.offsets.size === 0 &&
    layout.axes.length === wanted.length &&
    layout.axes.every((parts, axis) => equalParts(parts, wanted[axis] ?? []))
  );
}

/** A node that only moves elements of its first input, and the place of the result that is meant. */
export interface Move {
  readonly node: IdiomNode;
  readonly result: number;
}

const movers: ReadonlySet<string> = new Set([
  "Transpose",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "Identity",
  "Split",
  "Slice",
  "Gather",
  "Expand",
]);

/** The node that gives a value, as a move; undefined where it does more than move. */
export function moveBefore(value: RaisableValue | undefined, giver: IdiomNode | undefined): Move | undefined {
  if (value === undefined || giver === undefined || giver.node.domain !== "" || !movers.has(giver.node.op)) {
    return undefined;
  }
  const result = giver.results.findIndex((each) => each?.id === value.id);
  return result < 0 ? undefined : { node: giver, result };
}

/** The layout behind a move; undefined where it cannot be followed. */
export function moved(layout: Layout, { node, result }: Move): Layout | undefined {
  const shape = node.results[result]?.type.shape ?? statedShape(node);
  switch (node.node.op) {
    case "Transpose": {
      const order = node.ints("perm") ?? layout.axes.map((_, i) => layout.axes.length - 1 - i);
      return { ...layout, axes: order.map((axis) => layout.axes[axis] ?? []) };
    }
    case "Split":
      return split(layout, node, result);
    case "Slice":
      return slice(layout, node);
    case "Gather":
      return gather(layout, node);
    case "Expand":
      return shape === undefined ? undefined : expand(layout, node, shape);
    default:
      return shape === undefined ? undefined : reshaped(layout, shape);
  }
}

/** The shape that a Reshape states, whose result nobody has read yet. */
function statedShape(node: IdiomNode): readonly Dim[] | undefined {
  const [data, stated] = [node.input(0)?.type.shape, node.input(1)?.integers];
  if (node.node.op !== "Reshape" || data === undefined || stated === undefined) return undefined;
  const copies = (node.int("allowzero") ?? 0) === 0;
  const extents = stated.map((extent, axis) => (extent === 0 && copies ? (data[axis] ?? 0) : extent));
  if (!extents.includes(-1)) return extents;
  const others = extents.filter((extent) => extent !== -1);
  const rest = divideDim(productDims(data), productDims(others));
  return rest === undefined ? undefined : extents.map((extent) => (extent === -1 ? rest : extent));
}

function reshaped(layout: Layout, shape: readonly Dim[]): Layout | undefined {
  const waiting = layout.axes.flat().reverse();
  const axes: Part[][] = [];
  for (const extent of shape) {
    if (isUnknown(extent)) return undefined;
    const parts: Part[] = [];
    let rest: Dim = extent;
    while (!equalDims(rest, 1)) {
      const part = waiting.pop();
      if (part === undefined) return undefined;
      const beyond = divideDim(rest, part.extent);
      if (beyond !== undefined) {
        parts.push(part);
        rest = beyond;
        continue;
      }
      const within = divideDim(part.extent, rest);
      if (within === undefined) return undefined;
      parts.push({ ...part, inner: mulDim(part.inner, within), extent: rest });
      waiting.push({ ...part, extent: within });
      rest = 1;
    }
    axes.push(joined(parts));
  }
  return waiting.length > 0 ? undefined : { ...layout, axes };
}

/** Parts of one axis that lie side by side there are one part. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last?.axis === part.axis && equalDims(last.inner, mulDim(part.inner, part.extent))) {
      result[result.length - 1] = { ...part, extent: mulDim(last.extent, part.extent) };
    } else result.push(part);
  }
  return result;
}

/** Entries `begin` to `begin + extent` of one axis; undefined where they cut through an inner part. */
function cut(layout: Layout, axis: number, begin: number, extent: number): Layout | undefined {
  const [outer, ...inner] = layout.axes[axis] ?? [];
  if (outer === undefined) return begin === 0 && extent === 1 ? layout : undefined;
  const size = inner.reduce<Dim>((product, part) => mulDim(product, part.extent), 1);
  if (!isKnown(size) || begin % size !== 0 || extent % size !== 0) return undefined;
  const offset = mulDim(outer.inner, begin / size);
  const kept = equalDims(extent / size, 1) ? [] : [{ ...outer, extent: extent / size }];
  const offsets = new Map(layout.offsets);
  if (outer.axis !== repeated) offsets.set(outer.axis, addDim(offsets.get(outer.axis) ?? 0, offset));
  return { axes: layout.axes.with(axis, [...kept, ...inner]), offsets };
}

function counted(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function split(layout: Layout, node: IdiomNode, result: number): Layout | undefined {
  const axis = counted(node.int("axis") ?? 0, layout.axes.length);
  const extents = node.results.map((each) => each?.type.shape[axis]);
  let begin = 0;
  for (const extent of extents.slice(0, result)) {
    if (extent === undefined || !isKnown(extent)) return undefined;
    begin += extent;
  }
  const extent = extents[result];
  return extent === undefined || !isKnown(extent) ? undefined : cut(layout, axis, begin, extent);
}

function slice(layout: Layout, node: IdiomNode): Layout | undefined {
  const [starts, axes, steps] = [node.input(1)?.numbers, node.input(3)?.numbers, node.input(4)?.numbers];
  const [data, result] = [node.input(0)?.type.shape, node.results[0]?.type.shape];
  if (node.opset < 10 || starts === undefined || data === undefined || result === undefined) return undefined;
  if (steps?.some((step) => step !== 1) === true || (node.inputCount > 3 && axes === undefined)) return undefined;
  let current: Layout | undefined = layout;
  for (const [i, start] of starts.entries()) {
    const axis = counted(axes?.[i] ?? i, data.length);
    const [whole, extent] = [data[axis], result[axis]];
    if (current === undefined || whole === undefined || extent === undefined) return undefined;
    if (equalDims(whole, extent)) continue;
    if (!isKnown(whole) || !isKnown(extent)) return undefined;
    current = cut(current, axis, start < 0 ? start + whole : start, extent);
  }
  return current;
}

/** One entry of an axis; or every entry several times, as query heads that share keys see them: 0, 0, 1, 1, … */
function gather(layout: Layout, node: IdiomNode): Layout | undefined {
  const axis = counted(node.int("axis") ?? 0, layout.axes.length);
  const [extent, indices] = [node.input(0)?.type.shape[axis], node.input(1)];
  const numbers = indices?.constant === undefined ? undefined : indices.numbers;
  if (numbers === undefined || extent === undefined || !isKnown(extent)) return undefined;
  if (indices?.type.shape.length === 0) {
    const [index = 0] = numbers;
    const one = cut(layout, axis, index < 0 ? index + extent : index, 1);
    return one === undefined ? undefined : { ...one, axes: one.axes.toSpliced(axis, 1) };
  }
  const times = numbers.length / extent;
  if (indices?.type.shape.length !== 1 || !Number.isInteger(times)) return undefined;
  if (numbers.some((number, i) => number !== Math.floor(i / times))) return undefined;
  const parts = [...(layout.axes[axis] ?? []), ...wholeAxis(repeated, times)];
  return { ...layout, axes: layout.axes.with(axis, parts) };
}

function expand(layout: Layout, node: IdiomNode, shape: readonly Dim[]): Layout | undefined {
  const data = node.input(0)?.type.shape;
  if (data === undefined) return undefined;
  const added = shape.length - data.length;
  const axes = shape.map((extent, axis) => {
    const own = data[axis - added];
    if (own === undefined || (equalDims(own, 1) && !equalDims(extent, 1))) return wholeAxis(repeated, extent);
    return layout.axes[axis - added] ?? [];
  });
  return { ...layout, axes };
}
