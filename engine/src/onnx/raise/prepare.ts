/**
 * Makes the graph of a model ready to be read: its functions are expanded, nodes that do nothing are taken out, and what is
 * left stands in an order in which every node comes after those that it reads.
 */
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "../model.ts";
import { constantOf } from "./constantNode.ts";
import { expandFunctions } from "./functions.ts";

/** More nodes than this after all functions are expanded, and a model is refused. */
export const maximumNodes = 100_000;

/** A node, and the version of its domain's operator set that it is written for. */
export interface PreparedNode {
  readonly node: OnnxNode;
  readonly opset: number;
}

export interface PreparedGraph {
  readonly nodes: readonly PreparedNode[];
  readonly inputs: readonly OnnxValue[];
  /** By the name that the model gives them, the value that they are. */
  readonly outputs: readonly { readonly port: OnnxValue; readonly value: string }[];
  /** Types that the file states of values inside. */
  readonly types: ReadonlyMap<string, OnnxValue["type"]>;
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Those of them that the model has a name for: an exporter takes it from the program. */
  readonly initializers: ReadonlySet<string>;
}

/** What a node is called in messages. */
export function describeNode({ name, op, domain }: Pick<OnnxNode, "name" | "op" | "domain">): string {
  const what = shorten(domain === "" ? op : `${domain}::${op}`);
  return name === "" ? `a node ${what}` : `the ${what} \`${shorten(name)}\``;
}

function shorten(name: string): string {
  return name.length > 100 ? `${name.slice(0, 99)}…` : name;
}

/**
 * Prepares a model's graph. `taken` tells, by the first result of an If node, which branch stands for it. Refuses names that are there
 * twice or not at all, nodes that read each other in a circle, and functions that call themselves.
 */
export function prepare(model: OnnxModel, taken: ReadonlyMap<string, OnnxGraph>): PreparedGraph | Refusal {
  const expanded = expandFunctions(model, taken);
  if (isRefusal(expanded)) return expanded;
  const { graph } = model;
  const constants = new Map([...expanded.constants, ...graph.initializers]);
  const defined = new Set(constants.keys());
  for (const { name } of graph.inputs) {
    if (defined.has(name)) return twice(`the input \`${shorten(name)}\``, name);
    defined.add(name);
  }
  // What stands for a value that only repeats another.
  const aliases = new Map<string, string>();
  const nodes: PreparedNode[] = [];
  for (const { node, opset } of expanded.nodes) {
    for (const output of node.outputs) {
      if (output === "") continue;
      if (defined.has(output)) return twice(describeNode(node), output);
      defined.add(output);
    }
    const [result = ""] = node.outputs;
    const constant = node.op === "Constant" && node.domain === "" ? constantOf(node) : undefined;
    if (isRefusal(constant)) return constant;
    if (constant !== undefined) constants.set(result, constant);
    else nodes.push({ node, opset });
  }
  const sorted = inOrder(nodes, new Set([...constants.keys(), ...graph.inputs.map(({ name }) => name)]));
  if (isRefusal(sorted)) return sorted;
  const resolve = (name: string) => aliases.get(name) ?? name;
  const kept: PreparedNode[] = [];
  const readLater = readNames(sorted, graph);
  for (const { node, opset } of sorted) {
    const inputs = node.inputs.map(resolve);
    if (isIdle(node, inputs, opset, constants, readLater)) aliases.set(node.outputs[0] ?? "", inputs[0] ?? "");
    else kept.push({ node: { ...node, inputs }, opset });
  }
  const outputs: { port: OnnxValue; value: string }[] = [];
  for (const port of graph.outputs) {
    if (!defined.has(port.name)) {
      return refuse("bad-onnx", `the output \`${shorten(port.name)}\` is given by no node`);
    }
    outputs.push({ port, value: resolve(port.name) });
  }
  const types = new Map(expanded.types);
  for (const { name, type } of [...graph.values, ...graph.outputs]) types.set(name, type);
  for (const { port, value } of outputs) if (!types.has(value)) types.set(value, port.type);
  return {
    nodes: kept,
    inputs: graph.inputs,
    outputs,
    types,
    constants,
    initializers: new Set(graph.initializers.keys()),
  };
}

function twice(who: string, name: string): Refusal {
  return refuse("bad-onnx", `${who} gives a value called \`${shorten(name)}\`, and so does something else`);
}

function readNames(nodes: readonly PreparedNode[], graph: OnnxGraph): ReadonlySet<string> {
  return new Set([...nodes.flatMap(({ node }) => node.inputs), ...graph.outputs.map(({ name }) => name)]);
}

/** What folds any number of operands into one, and so a single one into itself. */
const foldsOperands: ReadonlySet<string> = new Set(["Max", "Min", "Sum", "Mean"]);

/** Identity, a maximum of one operand, and Dropout where nothing is dropped: their results are their inputs. */
function isIdle(
  { op, domain, outputs, attributes }: OnnxNode,
  inputs: readonly string[],
  opset: number,
  constants: ReadonlyMap<string, OnnxTensor>,
  readLater: ReadonlySet<string>,
): boolean {
  if (domain !== "" || inputs[0] === undefined || inputs[0] === "") return false;
  if (op === "Identity" || (foldsOperands.has(op) && inputs.length === 1)) return true;
  if (op !== "Dropout") return false;
  const [, mask = ""] = outputs;
  if (mask !== "" && readLater.has(mask)) return false;
  if (opset < 7) {
    const test = attributes.get("is_test");
    return test?.kind === "int" && test.value !== 0;
  }
  const training = inputs[2] ?? "";
  if (training === "") return true;
  const stored = constants.get(training);
  if (stored?.kind !== "tensor" || stored.tensor.content.kind !== "bytes") return false;
  return stored.tensor.content.bytes.every((byte) => byte === 0);
}

/** Nodes after those that they read, otherwise in their order. Refuses circles and names that nothing is called by. */
function inOrder(nodes: readonly PreparedNode[], stored: ReadonlySet<string>): readonly PreparedNode[] | Refusal {
  const giver = new Map<string, number>();
  for (const [index, { node }] of nodes.entries()) for (const output of node.outputs) giver.set(output, index);
  const waiting = nodes.map(() => 0);
  const readers = new Map<number, number[]>();
  let isInOrder = true;
  for (const [index, { node }] of nodes.entries()) {
    for (const input of node.inputs) {
      if (input === "" || stored.has(input)) continue;
      const from = giver.get(input);
      if (from === undefined) {
        return refuse("bad-onnx", `${describeNode(node)} reads \`${shorten(input)}\`, which nothing is called by`);
      }
      if (from >= index) isInOrder = false;
      waiting[index] = (waiting[index] ?? 0) + 1;
      const known = readers.get(from);
      if (known === undefined) readers.set(from, [index]);
      else known.push(index);
    }
  }
  if (isInOrder) return nodes;
  const ready = nodes.flatMap((_, index) => (waiting[index] === 0 ? [index] : []));
  const sorted: PreparedNode[] = [];
  for (let at = 0; at < ready.length; at++) {
    const index = ready[at] ?? 0;
    const node = nodes[index];
    if (node !== undefined) sorted.push(node);
    for (const reader of readers.get(index) ?? []) {
      waiting[reader] = (waiting[reader] ?? 0) - 1;
      if (waiting[reader] === 0) ready.push(reader);
    }
  }
  if (sorted.length === nodes.length) return sorted;
  const stuck = nodes.find((_, index) => (waiting[index] ?? 0) > 0);
  const who = stuck === undefined ? "a node" : describeNode(stuck.node);
  return refuse("bad-onnx", `${who} waits for its own result: the graph goes in a circle`);
}
