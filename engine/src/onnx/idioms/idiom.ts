/**
 * Idioms: several nodes of ONNX that are one operator of the catalogue. One file per idiom; each begins with the algebra, as
 * a comment, because that is what makes it right. The list in `index.ts` has larger idioms before smaller ones.
 *
 * An idiom looks at the graph from its *anchor*, the last of its nodes, whose results are those of the call, but for those
 * that it names of inner nodes. When it is
 * asked, every node before the anchor has been read, so that the types of all values inside are known.
 */
import type { Operator } from "../../operators/operator.ts";
import type { RaisableNode, RaisableValue, RaisedNode } from "../facet.ts";

export interface Idiom {
  /** Of the operator that it stands for, and what tells it from others of that: `gelu by erf`. */
  readonly name: string;
  /** ONNX operators that its last node may be (`Add`, `com.microsoft::Gelu`). */
  readonly anchors: readonly string[];
  /**
   * Gives the call that the anchor and nodes before it are; undefined where they are anything else, which is no fault of
   * theirs. Whether the inner nodes have other readers need not be asked: a match that takes away what somebody else reads,
   * or what is an output of the model, is not applied.
   */
  match(anchor: IdiomNode): IdiomMatch | undefined;
}

/** A node with what is around it. */
export interface IdiomNode extends RaisableNode {
  readonly results: readonly (RaisableValue | undefined)[];
  /** The node that gives an input; undefined where it is an input of the model, stored, or left out. */
  from(index: number): IdiomNode | undefined;
  /** The nodes that read a result; those that only ask for a shape that is known are not among them. */
  readers(result?: number): readonly IdiomNode[];
}

export interface IdiomMatch extends RaisedNode {
  readonly operator: Operator;
  /** The nodes that the call replaces besides the anchor. */
  readonly nodes: readonly IdiomNode[];
  /**
   * By result of the call, the value of an inner node that it is, where it is none of the anchor's. These may have other readers, as
   * long as they stand behind the anchor.
   */
  readonly innerResults?: readonly (RaisableValue | undefined)[];
}

/** The node that gives an input, if it is of ONNX's operator `op`. */
export function from(node: IdiomNode, index: number, op: string): IdiomNode | undefined {
  const giver = node.from(index);
  return giver?.node.op === op && giver.node.domain === "" ? giver : undefined;
}

/**
 * Both ways to read a node of two operands whose order does not matter: `pick` gets the place of one and of the other, and
 * answers with what it found, or undefined.
 */
export function eitherWay<T>(pick: (one: 0 | 1, other: 0 | 1) => T | undefined): T | undefined {
  return pick(0, 1) ?? pick(1, 0);
}

/** The number that a stored tensor of one element is; undefined for anything else. */
export function scalarOf(value: RaisableValue | undefined): number | undefined {
  return value?.numbers?.length === 1 ? value.numbers[0] : undefined;
}

/** Whether an input is the stored number, up to what single precision (or half, for f16) makes of it. */
export function isNumber(value: RaisableValue | undefined, expected: number): boolean {
  const number = scalarOf(value);
  if (value === undefined || number === undefined) return false;
  const precision = value.type.dtype === "f16" || value.type.dtype === "bf16" ? 2 ** -8 : 2 ** -20;
  return Math.abs(number - expected) <= Math.abs(expected) * precision;
}

/** Whether two inputs are the same value. */
export function isSame(a: RaisableValue | undefined, b: RaisableValue | undefined): boolean {
  return a !== undefined && a.id === b?.id;
}
