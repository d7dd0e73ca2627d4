/** Nodes that stay nodes: calls of ONNX's own operators, in a form that newer operator sets have, with the types of their results. */
import { isUnknown } from "../../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../../base/report.ts";
import { isFloat, type TensorType } from "../../../base/tensor.ts";
import { float, int, list, type Value } from "../../../base/value.ts";
import { bytesOfNumbers } from "../../../weights/numbers.ts";
import { tensorOfBytes } from "../../../weights/tensor.ts";
import type { OnnxAttribute } from "../../model.ts";
import { agrees, type GraphCall } from "../call.ts";
import type { DraftOperand } from "../draft.ts";
import type { RaisedGraph } from "../graph.ts";
import { describeNode, type PreparedNode } from "../prepare.ts";
import { shortened, shortest } from "../statedNumbers.ts";
import type { GraphValue } from "../values.ts";
import type { ForeignNode, ForeignWriter } from "./node.ts";
import { foreignTypes } from "./types.ts";
import { upgraded, withoutTensorAttributes } from "./upgrade.ts";

/** Types that the model states of its values, with the symbols of the draft. */
export type StatedType = (name: string) => TensorType | undefined;

/** Calls for a node that no operator of the catalogue is; the last of them gives the node's results. */
export function foreignCalls(
  entry: PreparedNode,
  opset: number,
  graph: RaisedGraph,
  statedType: StatedType,
): readonly GraphCall[] {
  const { node } = entry;
  const before: GraphCall[] = [];
  const call = (written: ForeignNode, names: readonly string[]): GraphCall => {
    const problem = problemOf(written);
    const attributes = attributesOf(written);
    const own = foreignTypes(written);
    const results = names.map((name, index) => {
      const stated = name === "" ? undefined : statedType(name);
      const type = merged(own[index], stated) ?? graph.typeForReaders(name);
      return graph.addComputed(name, type);
    });
    const refusal = problem ?? (isRefusal(attributes) ? attributes : undefined);
    return {
      callee: { kind: "foreign", domain: written.domain, name: written.op },
      operands: operandsOf(written),
      arguments: isRefusal(attributes) ? new Map() : attributes,
      weights: new Map(),
      results,
      anchor: entry,
      nodes: [entry],
      ...(refusal !== undefined && { refusal: named(entry, refusal) }),
    };
  };
  const writer: ForeignWriter = {
    stored: (tensor) => graph.addStored("", tensor),
    constant: (dtype, values, shape) => graph.addStored("", tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, values))),
    node: (written) => {
      const made = call({ ...written, resultCount: 1 }, [""]);
      before.push(made);
      const [result] = made.results;
      if (result === undefined) throw new Error("a call gives a result");
      return result;
    },
  };
  // Results that nobody reads are not asked for where none follow that somebody reads.
  const wanted = node.outputs.slice(0, Math.max(1, graph.view(entry).resultCount));
  const current: ForeignNode = {
    domain: node.domain,
    op: node.op,
    inputs: node.inputs.map((name) => (name === "" ? undefined : graph.value(name))),
    attributes: node.attributes,
    resultCount: node.op === "Split" ? node.outputs.length : wanted.length,
  };
  const newer = upgraded(withoutTensorAttributes(current, writer), entry.opset, opset, writer);
  const names = node.op === "Split" ? node.outputs : wanted;
  if (!isRefusal(newer)) return [...before, call(newer, names)];
  return [{ ...call(current, names), refusal: named(entry, newer) }];
}

function named(entry: PreparedNode, refusal: Refusal): Refusal {
  return { ...refusal, message: `${describeNode(entry.node)}: ${refusal.message}` };
}

/** What cannot be written as a call at all. */
function problemOf({ domain, op, attributes }: ForeignNode): Refusal | undefined {
  if (controlFlow.has(op) && domain === "") {
    return refuse("control-flow", "control flow has no words in a net", {
      help: "Export the model with its loops unrolled and its conditions decided.",
    });
  }
  if (domain === "" && (op.startsWith("Sequence") || op.startsWith("Optional") || sequences.has(op))) {
    return refuse("sequence", "sequences and optional values have no words in a net");
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(op)) return refuse("bad-onnx", "its operator's name is no name");
  for (const name of attributes.keys()) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return refuse("bad-onnx", "an attribute's name is no name");
  }
  return undefined;
}

const controlFlow: ReadonlySet<string> = new Set(["If", "Loop", "Scan"]);
const sequences: ReadonlySet<string> = new Set(["SplitToSequence", "ConcatFromSequence"]);

function operandsOf({ inputs }: ForeignNode): readonly DraftOperand[] {
  const given = [...inputs];
  while (given.length > 0 && given.at(-1) === undefined) given.pop();
  const sample = given[0]?.constant === undefined ? given[0]?.type : undefined;
  return given.map((value): DraftOperand => {
    if (value === undefined) return { kind: "none" };
    const number = numberFor(value, sample);
    return number === undefined ? { kind: "value", id: value.id } : { kind: "number", value: number };
  });
}

/** The number that the text states for a stored scalar of the first operand's element type. */
function numberFor({ constant, small, type }: GraphValue, sample: TensorType | undefined): number | undefined {
  if (constant === undefined || sample === undefined || type?.shape?.length !== 0) return undefined;
  const [number] = small?.values ?? [];
  if (typeof number !== "number" || !Number.isFinite(number) || Object.is(number, -0)) return undefined;
  if (type.dtype !== sample.dtype || type.dtype === "bool") return undefined;
  return isFloat(type.dtype) || Number.isSafeInteger(number) ? shortest(number, type.dtype) : undefined;
}

function attributesOf({ attributes }: ForeignNode): ReadonlyMap<string, Value> | Refusal {
  const values = new Map<string, Value>();
  for (const [name, attribute] of attributes) {
    const value = attributeValue(attribute);
    if (isRefusal(value)) return { ...value, message: `its attribute \`${name}\` ${value.message}` };
    values.set(name, value);
  }
  return values;
}

function attributeValue(attribute: OnnxAttribute): Value | Refusal {
  switch (attribute.kind) {
    case "int":
      return int(attribute.value);
    case "float":
      return Number.isFinite(attribute.value)
        ? shortened(float(attribute.value))
        : refuse("not-in-text", "is infinite or no number, which the text cannot say");
    case "string":
      return { kind: "string", value: attribute.value };
    case "ints":
      return list(attribute.values.map((value) => int(value)));
    case "floats":
      return attribute.values.every(Number.isFinite)
        ? shortened(list(attribute.values.map((value) => float(value))))
        : refuse("not-in-text", "holds infinite numbers, which the text cannot say");
    case "strings":
      return list(attribute.values.map((value): Value => ({ kind: "string", value })));
    case "tensor":
      return refuse("not-in-text", "is a tensor, which the text cannot say");
    case "graph":
      return refuse("control-flow", "is a graph of its own");
    case "reference":
      return refuse("bad-onnx", "refers to an attribute of a function, and there is none around it");
    case "other":
      return refuse("not-in-text", `is ${attribute.what}`);
  }
}

/** What both say, taken together; the model's word where they contradict each other. */
function merged(own: TensorType | undefined, stated: TensorType | undefined): TensorType | undefined {
  if (own === undefined) return stated;
  if (stated === undefined) return own;
  if (!agrees(own, stated)) return stated;
  if (own.shape === undefined || stated.shape === undefined) return own.shape === undefined ? stated : own;
  const { shape } = stated;
  return { dtype: own.dtype, shape: own.shape.map((dim, axis) => (isUnknown(dim) ? (shape[axis] ?? dim) : dim)) };
}
