/** Puts the bodies of a model's own functions in the place of the nodes that call them, and so with an If that is decided. */
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type {
  OnnxAttribute,
  OnnxFunction,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxType,
  OnnxValue,
} from "../model.ts";
import { describeNode, maximumNodes, type PreparedNode } from "./prepare.ts";

/** Functions that call functions, and branches inside branches: deeper than in any honest model. */
const deepest = 50;

export interface Expanded {
  readonly nodes: readonly PreparedNode[];
  /** What branches store. */
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly types: ReadonlyMap<string, OnnxType>;
}

/** Refuses functions that call themselves, and a model that grows beyond all bounds, by the node. */
export function expandFunctions(model: OnnxModel, taken: ReadonlyMap<string, OnnxGraph>): Expanded | Refusal {
  const functions = new Map(model.functions.map((entry) => [key(entry.domain, entry.name), entry]));
  const nodes: PreparedNode[] = [];
  const constants = new Map<string, OnnxTensor>();
  const types = new Map<string, OnnxType>();
  const visit = (node: OnnxNode, opsets: ReadonlyMap<string, number>, depth: number): Refusal | undefined => {
    const body = functions.get(key(node.domain, node.op));
    const branch = node.op === "If" && node.domain === "" ? taken.get(node.outputs[0] ?? "") : undefined;
    if (body === undefined && branch === undefined) {
      nodes.push({ node, opset: opsets.get(node.domain) ?? 1 });
      return nodes.length > maximumNodes ? tooMany(node) : undefined;
    }
    if (depth > deepest)
      return refuse(
        "bad-onnx",
        `${describeNode(node)} lies in a function that calls itself, or too deep inside others`,
      );
    const inside = body === undefined ? opsets : new Map([...opsets, ...body.opsets]);
    const inlined = body === undefined ? branchOf(node, branch, constants, types) : calledBody(node, body);
    for (const inner of inlined) {
      const refusal = visit(inner, inside, depth + 1);
      if (refusal !== undefined) return refusal;
    }
    return nodes.length > maximumNodes ? tooMany(node) : undefined;
  };
  // Found before a branch is put in the place of its node again and again.
  const deep = [...model.graph.nodes, ...model.functions.flatMap((entry) => entry.nodes)].find(
    (node) => !isShallow(node, deepest),
  );
  if (deep !== undefined) {
    return refuse("bad-onnx", `${describeNode(deep)} holds graphs inside graphs, more than ${deepest} deep`);
  }
  for (const node of model.graph.nodes) {
    const refusal = visit(node, model.opsets, 0);
    if (isRefusal(refusal)) return refusal;
  }
  return { nodes, constants, types };
}

/** Whether at most so many graphs lie inside each other in a node. */
function isShallow({ attributes }: OnnxNode, levels: number): boolean {
  return [...attributes.values()].every(
    (attribute) =>
      attribute.kind !== "graph" || (levels > 0 && attribute.graph.nodes.every((node) => isShallow(node, levels - 1))),
  );
}

function key(domain: string, name: string): string {
  return `${domain}::${name}`;
}

function tooMany(node: OnnxNode): Refusal {
  return refuse("too-large", `with ${describeNode(node)} the model has more than ${maximumNodes} nodes`);
}

/** The nodes of a function with the caller's values and attributes in the place of its own. */
function calledBody(call: OnnxNode, body: OnnxFunction): readonly OnnxNode[] {
  const prefix = call.name !== "" ? call.name : (call.outputs.find((name) => name !== "") ?? body.name);
  const names = new Map<string, string>();
  for (const [index, name] of body.inputs.entries()) names.set(name, call.inputs[index] ?? "");
  const results: OnnxNode[] = [];
  const inner = new Set(body.nodes.flatMap(({ outputs }) => outputs));
  for (const [index, name] of body.outputs.entries()) {
    const outside = call.outputs[index] ?? "";
    if (outside === "") continue;
    // A result that no node inside gives is an input passed through; one that is given twice is copied.
    if (inner.has(name) && !names.has(name)) names.set(name, outside);
    else results.push(identity(names.get(name) ?? `${prefix}/${name}`, outside));
  }
  const attributes = new Map([...body.defaults, ...call.attributes]);
  const rename = (name: string) => (name === "" ? "" : (names.get(name) ?? `${prefix}/${name}`));
  return [...body.nodes.map((node) => renamed(node, prefix, rename, attributes)), ...results];
}

/** The nodes of the branch that a decided If takes; what it stores is added to the model's own. */
function branchOf(
  call: OnnxNode,
  branch: OnnxGraph | undefined,
  constants: Map<string, OnnxTensor>,
  types: Map<string, OnnxType>,
): readonly OnnxNode[] {
  if (branch === undefined) return [];
  const prefix = call.name !== "" ? call.name : (call.outputs[0] ?? "If");
  const own = new Set([...branch.initializers.keys(), ...branch.nodes.flatMap(({ outputs }) => outputs)]);
  const rename = (name: string) => (own.has(name) ? `${prefix}/${name}` : name);
  for (const [name, tensor] of branch.initializers) constants.set(rename(name), tensor);
  for (const { name, type } of branch.values) types.set(rename(name), type);
  const results = branch.outputs.flatMap(({ name }: OnnxValue, index) => {
    const outside = call.outputs[index] ?? "";
    return outside === "" ? [] : [identity(rename(name), outside)];
  });
  return [...branch.nodes.map((node) => renamed(node, prefix, rename, undefined)), ...results];
}

function identity(from: string, to: string): OnnxNode {
  return {
    name: "",
    domain: "",
    op: "Identity",
    inputs: [from],
    outputs: [to],
    attributes: new Map(),
    metadata: new Map(),
  };
}

/** A node under the names of its surroundings; `given` are the attributes of the function's call. */
function renamed(
  node: OnnxNode,
  prefix: string,
  rename: (name: string) => string,
  given: ReadonlyMap<string, OnnxAttribute> | undefined,
): OnnxNode {
  const attributes = new Map<string, OnnxAttribute>();
  for (const [name, attribute] of node.attributes) {
    const resolved = resolve(attribute, prefix, rename, given);
    if (resolved !== undefined) attributes.set(name, resolved);
  }
  return {
    ...node,
    name: node.name === "" ? "" : `${prefix}/${node.name}`,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
    attributes,
  };
}

function resolve(
  attribute: OnnxAttribute,
  prefix: string,
  rename: (name: string) => string,
  given: ReadonlyMap<string, OnnxAttribute> | undefined,
): OnnxAttribute | undefined {
  if (attribute.kind === "reference") return given === undefined ? attribute : given.get(attribute.name);
  if (attribute.kind !== "graph") return attribute;
  // A branch reads values from around it: names that it does not give itself.
  const { graph } = attribute;
  const own = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const inside = (name: string) => (own.has(name) ? name : rename(name));
  const nodes = graph.nodes.map((node) => ({ ...renamed(node, prefix, inside, given), name: node.name }));
  return { kind: "graph", graph: { ...graph, nodes } };
}
