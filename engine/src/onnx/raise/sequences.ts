/**
 * Sequences and optional values: the language has none, but where a model only takes apart what it has put together, it is known
 * which tensor stands at which place. Then nodes on sequences name tensors, or are nodes on tensors.
 */
import { int } from "../attributes.ts";
import type { OnnxAttribute, OnnxNode } from "../model.ts";
import type { PreparedNode } from "./prepare.ts";
import type { GraphValue } from "./values.ts";

/** Sequences that are taken apart into more tensors than this are refused. */
const longest = 1000;

/** What a node on sequences comes down to. */
export type Resolved =
  | { readonly kind: "sequence"; readonly elements: readonly string[] }
  /** The result is a tensor that was there before. */
  | { readonly kind: "same"; readonly as: string }
  | { readonly kind: "number"; readonly dtype: "i64" | "bool"; readonly value: number }
  /** Nodes on tensors that give what the node gives; the last sequence or tensor is named as its result. */
  | { readonly kind: "nodes"; readonly nodes: readonly OnnxNode[]; readonly elements: readonly string[] | undefined };

export interface Known {
  value(name: string): GraphValue | undefined;
  sequence(name: string): readonly string[] | undefined;
}

/** What the node comes down to; undefined where places or lengths depend on data, and for every other node. */
export function resolveSequence({ node }: PreparedNode, known: Known): Resolved | undefined {
  if (node.domain !== "") return undefined;
  const [first = "", second = "", third = ""] = node.inputs;
  const sequence = known.sequence(first);
  switch (node.op) {
    case "SequenceEmpty":
      return { kind: "sequence", elements: [] };
    case "SequenceConstruct":
      return { kind: "sequence", elements: node.inputs };
    case "SequenceInsert": {
      const at = sequence && placeIn(known, third, sequence.length, sequence.length, sequence.length + 1);
      return at === undefined || sequence === undefined
        ? undefined
        : { kind: "sequence", elements: sequence.toSpliced(at, 0, second) };
    }
    case "SequenceErase": {
      const at = sequence && placeIn(known, second, sequence.length - 1, sequence.length, sequence.length);
      return at === undefined || sequence === undefined
        ? undefined
        : { kind: "sequence", elements: sequence.toSpliced(at, 1) };
    }
    case "SequenceAt": {
      const at = sequence && placeIn(known, second, undefined, sequence.length, sequence.length);
      const element = at === undefined ? undefined : sequence?.[at];
      return element === undefined ? undefined : { kind: "same", as: element };
    }
    case "SequenceLength":
      return sequence && { kind: "number", dtype: "i64", value: sequence.length };
    case "ConcatFromSequence":
      return sequence && sequence.length > 0 ? joined(node, sequence) : undefined;
    case "SplitToSequence":
      return split(node, known);
    case "OptionalHasElement":
      if (first === "") return { kind: "number", dtype: "bool", value: 0 };
      return known.value(first) === undefined ? undefined : { kind: "number", dtype: "bool", value: 1 };
    case "OptionalGetElement":
      return known.value(first) === undefined ? undefined : { kind: "same", as: first };
    default:
      return undefined;
  }
}

/** A place from the front, below `end`, in a sequence of that length; `byDefault` where none is stated. */
function placeIn(
  known: Known,
  name: string,
  byDefault: number | undefined,
  length: number,
  end: number,
): number | undefined {
  const [stated] = name === "" ? [byDefault] : (known.value(name)?.small?.values ?? []);
  if (typeof stated !== "number") return undefined;
  const at = stated < 0 ? stated + length : stated;
  return at >= 0 && at < end ? at : undefined;
}

function joined(node: OnnxNode, elements: readonly string[]): Resolved {
  const axis = node.attributes.get("axis") ?? int(0);
  const isNew = isOne(node.attributes.get("new_axis"));
  const [result = ""] = node.outputs;
  const parts = isNew ? elements.map((_, index) => `${result}/part.${index}`) : elements;
  const axes = axis.kind === "int" ? [axis.value] : [0];
  const nodes = isNew ? elements.map((element, index) => unsqueezed(element, axes, parts[index] ?? "")) : [];
  const all = make("Concat", parts, [result], new Map([["axis", axis]]));
  return { kind: "nodes", nodes: [...nodes, all], elements: undefined };
}

function split(node: OnnxNode, known: Known): Resolved | undefined {
  const [x = "", sizes = ""] = node.inputs;
  const axisAttribute = node.attributes.get("axis") ?? int(0);
  const shape = known.value(x)?.type?.shape;
  if (shape === undefined || axisAttribute.kind !== "int") return undefined;
  const axis = axisAttribute.value < 0 ? axisAttribute.value + shape.length : axisAttribute.value;
  const extent = shape[axis];
  const stated = sizes === "" ? undefined : known.value(sizes);
  const listed = stated?.type?.shape;
  let count: number | undefined;
  if (sizes === "") count = typeof extent === "number" ? extent : undefined;
  else if (listed?.length === 1) count = typeof listed[0] === "number" ? listed[0] : undefined;
  else {
    const [size] = stated?.small?.values ?? [];
    const isEven = typeof extent === "number" && typeof size === "number" && size > 0 && extent % size === 0;
    count = isEven ? extent / size : undefined;
  }
  if (count === undefined || count < 1 || count > longest) return undefined;
  const [result = ""] = node.outputs;
  const parts = Array.from({ length: count }, (_, index) => `${result}/part.${index}`);
  const inputs = listed?.length === 1 ? [x, sizes] : [x];
  const attributes = new Map<string, OnnxAttribute>([["axis", int(axis)]]);
  const whole = make("Split", inputs, parts, attributes);
  const keeps = node.attributes.get("keepdims");
  // Without sizes each part has one entry, and the axis may go.
  if (sizes !== "" || keeps === undefined || isOne(keeps)) return { kind: "nodes", nodes: [whole], elements: parts };
  const elements = parts.map((part) => `${part}/squeezed`);
  const squeezes = parts.map((part, index) =>
    make("Squeeze", [part], [elements[index] ?? ""], new Map([["axes", { kind: "ints", values: [axis] }]])),
  );
  return { kind: "nodes", nodes: [whole, ...squeezes], elements };
}

function isOne(attribute: OnnxAttribute | undefined): boolean {
  return attribute?.kind === "int" && attribute.value === 1;
}

function unsqueezed(from: string, axes: readonly number[], to: string): OnnxNode {
  return make("Unsqueeze", [from], [to], new Map([["axes", { kind: "ints", values: axes }]]));
}

/** Written for opset 11, the first with sequences: axes are attributes there. */
export const sequenceOpset = 11;

function make(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: ReadonlyMap<string, OnnxAttribute>,
): OnnxNode {
  return { name: "", domain: "", op, inputs, outputs, attributes, metadata: new Map() };
}
