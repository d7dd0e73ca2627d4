/**
 * The heart of attention in a model: softmax(q·kᵀ·scale + mask)·v, or the node that ONNX has for it from opset 23 on. Scales may
 * stand before or behind the product, as factors or divisors, at queries, keys or both.
 */
import { isKnown } from "../../base/dim.ts";
import { numbersOf } from "../../weights/numbers.ts";
import type { Tensor } from "../../weights/tensor.ts";
import type { RaisableValue } from "../facet.ts";
import { eitherWay, from, type IdiomNode, scalarOf } from "./idiom.ts";
import { type Layout, type Move, moveBefore, moved } from "./layout.ts";

/** A value with the node that gives it. */
export interface Given {
  readonly value: RaisableValue;
  readonly giver: IdiomNode | undefined;
}

export interface Scores {
  /** […, heads, S, size] */
  readonly q: Given;
  /** […, key heads, T, size], or […, size, T] where it is turned. */
  readonly k: Given;
  readonly isTurned: boolean;
  readonly v: Given;
  readonly factor: number;
  readonly causal: boolean;
  readonly mask: RaisableValue | undefined;
  readonly nodes: readonly IdiomNode[];
}

export function given(node: IdiomNode, index: number): Given | undefined {
  const value = node.input(index);
  return value === undefined ? undefined : { value, giver: node.from(index) };
}

/** Attention whose last node is this one. */
export function scoresOf(node: IdiomNode): Scores | undefined {
  if (node.node.domain !== "") return undefined;
  return node.node.op === "Attention" ? attentionNode(node) : node.node.op === "MatMul" ? product(node) : undefined;
}

function product(node: IdiomNode): Scores | undefined {
  const guard = from(node, 0, "Where");
  const softmax = guard === undefined ? from(node, 0, "Softmax") : guardedSoftmax(guard);
  const [v, rank] = [given(node, 1), node.input(0)?.type.shape.length ?? 0];
  if (softmax === undefined || v === undefined || rank < 2) return undefined;
  const axis = softmax.int("axis") ?? (softmax.opset < 13 ? 1 : -1);
  if (axis !== -1 && axis !== rank - 1) return undefined;
  const before = given(softmax, 0);
  const read = before === undefined ? undefined : readScores(before, { factor: 1, causal: false, mask: undefined });
  if (read === undefined) return undefined;
  const guards = guard === undefined ? [] : [from(guard, 0, "IsNaN"), guard].flatMap((each) => each ?? []);
  return { ...read, v, nodes: [...read.nodes, softmax, ...guards, node] };
}

/** Zeros for a query that sees no key, where 0 is divided by 0: Where(IsNaN(softmax), 0, softmax). */
function guardedSoftmax(guard: IdiomNode): IdiomNode | undefined {
  const [test, softmax] = [from(guard, 0, "IsNaN"), from(guard, 2, "Softmax")];
  const isSame = softmax !== undefined && test?.from(0) === softmax && scalarOf(guard.input(1)) === 0;
  return isSame ? softmax : undefined;
}

interface Found {
  /** Of everything between the product and here. */
  readonly factor: number;
  readonly causal: boolean;
  readonly mask: RaisableValue | undefined;
}

type Read = Omit<Scores, "v">;

/** Goes from the softmax back to the product, past scales and masks. */
function readScores({ giver }: Given, found: Found): Read | undefined {
  if (giver === undefined || giver.node.domain !== "") return undefined;
  const next = (index: number, more: Partial<Found>): Read | undefined => {
    const before = given(giver, index);
    const read = before === undefined ? undefined : readScores(before, { ...found, ...more });
    return read === undefined ? undefined : { ...read, nodes: [...read.nodes, giver] };
  };
  switch (giver.node.op) {
    case "Mul":
      return eitherWay((one, other) => {
        const scale = scalarOf(giver.input(other));
        return scale === undefined ? undefined : scaled(next(one, {}), scale, found);
      });
    case "Div": {
      const scale = scalarOf(giver.input(1));
      return scale === undefined ? undefined : scaled(next(0, {}), 1 / scale, found);
    }
    case "Add":
      return eitherWay((one, other) => {
        const mask = given(giver, other);
        const hidden = mask === undefined ? undefined : maskAdded(mask, giver.results[0]?.type.dtype);
        return hidden === undefined ? undefined : masked(found, hidden, (more) => next(one, more));
      });
    case "Where": {
      const hidden = [1, 2].flatMap((index) => (isNever(giver.input(index)) ? [index] : []));
      const [index] = hidden;
      const condition = given(giver, 0);
      if (condition === undefined || index === undefined || hidden.length > 1) return undefined;
      const seen = seenWhere(condition, index === 2);
      return seen === undefined ? undefined : masked(found, seen, (more) => next(3 - index, more));
    }
    case "MatMul": {
      const [q, k] = [given(giver, 0), given(giver, 1)];
      return q === undefined || k === undefined ? undefined : { ...found, q, k, isTurned: true, nodes: [giver] };
    }
    default:
      return undefined;
  }
}

/** A scale of the product; where a mask was added before, it would scale that too. */
function scaled(read: Read | undefined, scale: number, { mask }: Found): Read | undefined {
  return read === undefined || read.mask !== mask ? undefined : { ...read, factor: read.factor * scale };
}

/** The operator of ONNX (opset 23), where it has nothing that Lathe has no word for; queries, keys and values have four axes. */
function attentionNode(node: IdiomNode): Scores | undefined {
  const [q, k, v] = [given(node, 0), given(node, 1), given(node, 2)];
  const plain =
    node.resultCount === 1 &&
    node.inputCount <= 4 &&
    (node.float("softcap") ?? 0) === 0 &&
    (node.int("qk_matmul_output_mode") ?? 0) === 0 &&
    node.int("softmax_precision") === undefined;
  const size = q?.value.type.shape[3];
  if (!plain || q === undefined || k === undefined || v === undefined) return undefined;
  if (size === undefined || !isKnown(size)) return undefined;
  return {
    q,
    k,
    v,
    isTurned: false,
    factor: node.float("scale") ?? 1 / Math.sqrt(size),
    causal: (node.int("is_causal") ?? 0) !== 0,
    mask: node.inputCount > 3 ? node.input(3) : undefined,
    nodes: [node],
  };
}

/** What hides keys from queries: those behind them, or what a mask says. */
type Hidden = { readonly causal: true } | { readonly mask: RaisableValue };

/** Goes on before a mask; where there is one already, two are more than Lathe has a word for. */
function masked(found: Found, hidden: Hidden, next: (more: Partial<Found>) => Read | undefined): Read | undefined {
  if ("causal" in hidden) return found.causal ? undefined : next(hidden);
  return found.mask === undefined ? next(hidden) : undefined;
}

/** Below every finite number of a half: exporters write the least number of a type where they mean −∞. */
const never = -1e4;

function isNever(value: RaisableValue | undefined): boolean {
  const number = scalarOf(value);
  return number !== undefined && number <= never;
}

/** What is added to scores: numbers, or 0 where a condition holds and −∞ elsewhere. */
function maskAdded({ value, giver }: Given, dtype: string | undefined): Hidden | undefined {
  if (isCausal(value, 0)) return { causal: true };
  if (giver?.node.op === "Where" && giver.node.domain === "") {
    const condition = given(giver, 0);
    const [one, other] = [giver.input(1), giver.input(2)];
    const isSeen = scalarOf(one) === 0 && isNever(other);
    const isHidden = scalarOf(other) === 0 && isNever(one);
    const seen = condition !== undefined && isSeen !== isHidden ? seenWhere(condition, isSeen) : undefined;
    if (seen !== undefined) return seen;
  }
  // All of a matrix above its diagonal.
  if (giver?.node.op === "Trilu" && isTriangle(giver, 1, 1) && isFilled(given(giver, 0), (number) => number <= never)) {
    return { causal: true };
  }
  return value.type.dtype === dtype ? { mask: value } : undefined;
}

/** Keys that are seen where a condition holds, or where it does not; undefined for what bools cannot say as they are. */
function seenWhere({ value, giver }: Given, holds: boolean): Hidden | undefined {
  const behind = isCausal(value, holds ? 1 : 0) || isBehind(giver, holds);
  if (behind) return { causal: true };
  if (giver?.node.op === "Not" && giver.node.domain === "") {
    const negated = given(giver, 0);
    return negated === undefined ? undefined : seenWhere(negated, !holds);
  }
  return holds ? { mask: value } : undefined;
}

/**
 * Whether a stored square has `seen` where a key is not behind its query, and hides the others: in bools by the other value, in numbers
 * by one so low that its exponential is nothing.
 */
function isCausal({ constant, type }: RaisableValue, seen: 0 | 1): boolean {
  const [rows = 0, columns = 0] = constant?.shape.slice(-2) ?? [];
  const isOne = constant?.shape.slice(0, -2).every((extent) => extent === 1) ?? false;
  if (constant === undefined || !isOne || rows !== columns || rows < 2) return false;
  const numbers = storedNumbers(constant);
  const isHidden = (value: number) => (type.dtype === "bool" ? value !== seen : value <= never);
  return (
    numbers?.every((value, i) => (i % columns > Math.floor(i / columns) ? isHidden(value) : value === seen)) ?? false
  );
}

function storedNumbers({ dtype, content }: Tensor): Float64Array | undefined {
  return content.kind === "bytes" ? numbersOf(dtype, content.bytes) : undefined;
}

/**
 * Places compared while the model runs: Less(Unsqueeze(Range(0, S)), Range(0, T)), or a triangle of ones. `holds`: where it holds, keys
 * are seen; otherwise hidden.
 */
function isBehind(giver: IdiomNode | undefined, holds: boolean): boolean {
  if (giver === undefined || giver.node.domain !== "") return false;
  if (giver.node.op === "Cast") return isBehind(giver.from(0), holds);
  const isOne = (number: number) => number === 1;
  if (giver.node.op === "Trilu")
    return isTriangle(giver, holds ? 0 : 1, holds ? 0 : 1) && isFilled(given(giver, 0), isOne);
  if (giver.node.op !== "Less" || holds) return false;
  const column = from(giver, 0, "Unsqueeze");
  const [rows, columns] = [column === undefined ? undefined : from(column, 0, "Range"), from(giver, 1, "Range")];
  return [rows, columns].every(
    (range) => range !== undefined && scalarOf(range.input(0)) === 0 && scalarOf(range.input(2)) === 1,
  );
}

/** The upper (1) or lower (0) triangle from a diagonal on. */
function isTriangle(node: IdiomNode, upper: 0 | 1, diagonal: number): boolean {
  const stated = node.inputCount > 1 ? scalarOf(node.input(1)) : 0;
  return (node.int("upper") ?? 1) === upper && stated === diagonal;
}

/** Whether all numbers of a value are like that: it is stored, or one number in many places. */
export function isFilled(value: Given | undefined, fits: (number: number) => boolean): boolean {
  if (value === undefined) return false;
  const { constant } = value.value;
  if (constant !== undefined) return storedNumbers(constant)?.every(fits) ?? false;
  const { giver } = value;
  if (giver?.node.op === "Expand" || giver?.node.op === "Slice") return isFilled(given(giver, 0), fits);
  const filling = giver?.node.op === "ConstantOfShape" ? giver.node.attributes.get("value") : undefined;
  if (filling?.kind !== "tensor" || filling.tensor.kind !== "tensor") return false;
  return storedNumbers(filling.tensor.tensor)?.every(fits) ?? false;
}

/** How a value came out of another one: moves in the order in which they happen, and what it was multiplied by. */
export interface Path {
  readonly source: Given;
  readonly moves: readonly Move[];
  readonly factor: number;
  readonly nodes: readonly IdiomNode[];
}

/** All ways back from a value, the shortest first: it is its own source, or what the nodes before it moved or scaled. */
export function pathsTo(end: Given): readonly Path[] {
  return longerAndLonger({ source: end, moves: [], factor: 1, nodes: [] });
}

/** How the result of an anchor came out of what a node before it gives, or out of nothing but the anchor. */
export interface Ending extends Omit<Path, "source"> {
  readonly last: IdiomNode;
  /** What the last node gives; undefined where that is the anchor itself. */
  readonly value: RaisableValue | undefined;
}

/** All ways back from an anchor, the shortest first. */
export function endingsOf(anchor: IdiomNode): readonly Ending[] {
  const source = anchor.node.op === "Transpose" || anchor.node.op === "Reshape" ? given(anchor, 0) : undefined;
  if (source === undefined) return [{ last: anchor, value: undefined, moves: [], factor: 1, nodes: [] }];
  const start = { source, moves: [{ node: anchor, result: 0 }], factor: 1, nodes: [anchor] };
  return longerAndLonger(start).flatMap(({ source: { value, giver }, ...path }) =>
    giver === undefined ? [] : [{ ...path, last: giver, value }],
  );
}

function longerAndLonger(shortest: Path): readonly Path[] {
  const paths = [shortest];
  for (;;) {
    const last = paths.at(-1);
    const longer = last === undefined ? undefined : onePathBack(last);
    if (last === undefined || longer === undefined || longer.nodes.length > longest) return paths;
    // A scale belongs to the path: nobody means what stands behind it.
    if (longer.moves.length === last.moves.length) paths.pop();
    paths.push(longer);
  }
}

/** Exporters take some ten steps from a projection to the heads. */
const longest = 24;

function onePathBack({ source: { value, giver }, moves, factor, nodes }: Path): Path | undefined {
  if (giver === undefined) return undefined;
  const move = moveBefore(value, giver);
  if (move !== undefined) {
    const source = given(giver, 0);
    return source === undefined ? undefined : { source, moves: [move, ...moves], factor, nodes: [giver, ...nodes] };
  }
  if (giver.node.domain !== "" || (giver.node.op !== "Mul" && giver.node.op !== "Div")) return undefined;
  return eitherWay((one, other) => {
    const [source, scale] = [given(giver, one), scalarOf(giver.input(other))];
    if (source === undefined || scale === undefined || source.value.type.shape.length !== value.type.shape.length) {
      return undefined;
    }
    if (giver.node.op === "Div" && one === 1) return undefined;
    const times = giver.node.op === "Div" ? 1 / scale : scale;
    return { source, moves, factor: factor * times, nodes: [giver, ...nodes] };
  });
}

/** Follows the moves of a path from a layout of its source. */
export function along(path: Pick<Path, "moves">, start: Layout): Layout | undefined {
  return path.moves.reduce<Layout | undefined>(
    (layout, move) => (layout === undefined ? undefined : moved(layout, move)),
    start,
  );
}
