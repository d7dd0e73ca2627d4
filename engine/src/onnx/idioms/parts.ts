/** Steps that idioms have in common: a number added or multiplied, a mean that keeps its axes, a quotient by a root. */
import type { Shape } from "../../operators/shapes.ts";
import type { RaisableValue } from "../facet.ts";
import type { OnnxNode } from "../model.ts";
import { axesOfNode } from "../ops/axes.ts";
import { reshapedTo, statedShape } from "../ops/shapes.ts";
import { eitherWay, from, type IdiomNode, isNumber, scalarOf } from "./idiom.ts";

/** One input of a node, and the node that gives it. */
export interface Part {
  readonly value: RaisableValue;
  readonly node: IdiomNode | undefined;
}

export function partOf(node: IdiomNode, index: number): Part | undefined {
  const value = node.input(index);
  return value === undefined ? undefined : { value, node: node.from(index) };
}

/** What a node adds the number to. */
export function addedTo(node: IdiomNode | undefined, number: number): Part | undefined {
  if (!isOp(node, "Add")) return undefined;
  return eitherWay((one, other) => (isNumber(node.input(other), number) ? partOf(node, one) : undefined));
}

/** What a node multiplies by the number, or divides by what it is the reciprocal of. */
export function multiplied(node: IdiomNode | undefined, number: number): Part | undefined {
  if (isOp(node, "Div")) return isNumber(node.input(1), 1 / number) ? partOf(node, 0) : undefined;
  if (!isOp(node, "Mul")) return undefined;
  return eitherWay((one, other) => (isNumber(node.input(other), number) ? partOf(node, one) : undefined));
}

/** What a node takes the square of, as a power or as a product. */
export function squared(node: IdiomNode | undefined): Part | undefined {
  if (isOp(node, "Pow")) return isNumber(node.input(1), 2) ? partOf(node, 0) : undefined;
  if (!isOp(node, "Mul") || node.input(0)?.id !== node.input(1)?.id) return undefined;
  return partOf(node, 0);
}

/** A node of ONNX's own domain. */
interface OwnNode extends IdiomNode {
  readonly node: OnnxNode & { readonly domain: "" };
}

export function isOp(node: IdiomNode | undefined, op: string): node is OwnNode {
  return node?.node.op === op && node.node.domain === "";
}

/** What a Reshape gives, which is not yet known of an anchor. */
export function reshapedBy(node: IdiomNode): Shape | undefined {
  const [x, stated] = [node.input(0), isOp(node, "Reshape") ? statedShape(node) : undefined];
  return x === undefined || stated === undefined ? undefined : reshapedTo(x.type.shape, stated);
}

/** A mean over the last axes that keeps them with extent 1: what it is taken of, and the first axis. */
export function meanOverLast(
  node: IdiomNode | undefined,
): { readonly of: Part; readonly node: IdiomNode; readonly first: number } | undefined {
  if (!isOp(node, "ReduceMean") || (node.int("keepdims") ?? 1) !== 1) return undefined;
  const of = partOf(node, 0);
  const rank = of?.value.type.shape.length ?? 0;
  const axes = axesOfNode(node, rank)?.toSorted((a, b) => a - b);
  const first = axes?.[0];
  if (of === undefined || axes === undefined || first === undefined) return undefined;
  return axes.length === rank - first && axes.every((axis, i) => axis === first + i) ? { of, node, first } : undefined;
}

/** A value divided by √(mean of squares + eps), in one of the ways in which that is written. */
export interface Normalised {
  readonly dividend: Part;
  /** What the squares are of. */
  readonly base: Part;
  readonly first: number;
  readonly eps: number;
  readonly nodes: readonly IdiomNode[];
}

export function normalised(anchor: IdiomNode): Normalised | undefined {
  if (isOp(anchor, "Div")) return byRoot(anchor, 0, anchor.from(1), []);
  if (!isOp(anchor, "Mul")) return undefined;
  return eitherWay((one, other) => {
    const inverse = anchor.from(other);
    if (isOp(inverse, "Reciprocal")) return byRoot(anchor, one, inverse.from(0), [inverse]);
    if (isOp(inverse, "Div") && isNumber(inverse.input(0), 1)) return byRoot(anchor, one, inverse.from(1), [inverse]);
    if (isOp(inverse, "Pow") && isNumber(inverse.input(1), -0.5)) return overSquares(anchor, one, inverse, [inverse]);
    return undefined;
  });
}

function byRoot(anchor: IdiomNode, index: 0 | 1, root: IdiomNode | undefined, nodes: readonly IdiomNode[]) {
  const isRoot = isOp(root, "Sqrt") || (isOp(root, "Pow") && isNumber(root.input(1), 0.5));
  return isRoot && root !== undefined ? overSquares(anchor, index, root, [...nodes, root]) : undefined;
}

function overSquares(
  anchor: IdiomNode,
  index: 0 | 1,
  root: IdiomNode,
  nodes: readonly IdiomNode[],
): Normalised | undefined {
  const sum = from(root, 0, "Add");
  const dividend = partOf(anchor, index);
  if (sum === undefined || dividend === undefined) return undefined;
  return eitherWay((one, other) => {
    const eps = scalarOf(sum.input(other));
    const mean = meanOverLast(sum.from(one));
    const base = squared(mean?.of.node);
    if (eps === undefined || mean?.of.node === undefined || base === undefined) return undefined;
    return { dividend, base, first: mean.first, eps, nodes: [...nodes, sum, mean.node, mean.of.node] };
  });
}
