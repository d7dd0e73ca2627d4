/**
 * A draft is what a text is going to say, before anybody thought of how: one net, flat, its calls in order. It is made of an
 * ONNX model (`raise`), rearranged into blocks and repeats (`structure`), and written down (`text`).
 */
import type { TensorType } from "../../base/tensor.ts";
import type { Value } from "../../base/value.ts";
import type { Preparation } from "../../graph/graph.ts";
import type { Operator, ShapedTensor } from "../../operators/operator.ts";
import type { Steps } from "../../weights/quantized.ts";
import type { Tensor } from "../../weights/tensor.ts";

export interface Draft {
  /** As the model is called; no identifier yet. */
  readonly name: string;
  /** The text that documents the net; empty where there is none. */
  readonly documentation: string;
  readonly dims: readonly DraftDim[];
  readonly inputs: readonly DraftPort[];
  readonly states: readonly DraftState[];
  /** In order; each names a value of the draft. */
  readonly outputs: readonly DraftOutput[];
  /** Every call stands after those whose results it reads. */
  readonly calls: readonly DraftCall[];
  /** Where calls of ONNX's own operators rest on a version of them. */
  readonly opset: number | undefined;
}

export interface DraftDim {
  /** An identifier already: the dims of the draft's types are made of it. */
  readonly name: string;
  readonly sample: number;
}

/** A value that comes from outside, called as the model calls it. */
export interface DraftPort {
  readonly name: string;
  readonly value: number;
  readonly type: ShapedTensor;
  /** How images become this input, where the model says it. */
  readonly preparation?: Preparation;
  /** In what steps it is rounded before anybody reads it. */
  readonly steps?: Steps;
}

export interface DraftState extends DraftPort {
  readonly initial: number;
  /** The value that it has in the next run. */
  readonly next: number;
}

export interface DraftOutput {
  readonly name: string;
  readonly value: number;
}

export interface DraftCall {
  readonly callee: DraftCallee;
  /** The leading operands in order: values by id, numbers that the text states, undefined where an optional one is left out. */
  readonly inputs: readonly DraftOperand[];
  /**
   * Arguments by name as the text states them, defaults left out where that is all they are; of a foreign call its attributes.
   * A tensor among them has the id of a value of the draft.
   */
  readonly arguments: ReadonlyMap<string, Value>;
  /** By the operator's names for them. A `constant` or `param` has one without a name, unless the text states its numbers. */
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly results: readonly DraftResult[];
  readonly hint: NameHint;
  /** As they are written behind the call: `@int8`. */
  readonly annotations: readonly string[];
  /** In what steps its result is rounded. */
  readonly steps?: Steps;
}

export type DraftCallee =
  | { readonly kind: "operator"; readonly operator: Operator }
  /** An operator of ONNX's that the catalogue does not have; "" is ONNX's own domain. */
  | { readonly kind: "foreign"; readonly domain: string; readonly name: string };

export type DraftOperand =
  | { readonly kind: "value"; readonly id: number }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "none" };

export interface DraftResult {
  readonly id: number;
  /**
   * Of an operator that nobody has rules for not even the element type may be known, or the rank; then only calls of ONNX's own
   * operators read it.
   */
  readonly type: TensorType | undefined;
  /** As the model calls the value. */
  readonly name: string;
}

/** What the model says of how a call could be called; the first that is there is the best. */
export interface NameHint {
  /** What the model's weights have in common: `layer1.0.conv1` of `layer1.0.conv1.weight`. */
  readonly weights: string | undefined;
  /** The modules around the node, outermost first, as exporters of PyTorch write them: `layer1`, `0`, `conv1`. */
  readonly scope: readonly string[];
  /** The node's own name. */
  readonly node: string;
}

/** Ids of all values that a call reads, operands and tensors among the arguments. */
export function valuesRead(call: Pick<DraftCall, "inputs" | "arguments">): readonly number[] {
  const operands = call.inputs.flatMap((operand) => (operand.kind === "value" ? [operand.id] : []));
  const given = [...call.arguments.values()].flatMap((value) => (value.kind === "tensor" ? [value.id] : []));
  return [...operands, ...given];
}
