/**
 * Reads a model as calls: node by node, each is what is known before the model runs, the last node of an idiom, an operator of the
 * catalogue, or stays a node of ONNX. What nobody needs in the end is left out.
 */
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { TensorType } from "../../base/tensor.ts";
import type { Operator } from "../../operators/operator.ts";
import type { OnnxFacet, Raise, RaisedNode } from "../facet.ts";
import type { IdiomMatch } from "../idioms/idiom.ts";
import { idioms } from "../idioms/index.ts";
import type { OnnxGraph, OnnxModel, OnnxNode } from "../model.ts";
import { facets } from "../ops/index.ts";
import { accept, agrees, type GraphCall } from "./call.ts";
import type { Draft } from "./draft.ts";
import { draftOf } from "./draftOf.ts";
import { fold } from "./fold/fold.ts";
import { foreignCalls } from "./foreign/foreign.ts";
import { RaisedGraph } from "./graph.ts";
import { describeNode, type PreparedGraph, type PreparedNode, prepare } from "./prepare.ts";
import { type SteppedGraph, withSteps } from "./quantized/steps.ts";
import { type Known, type Resolved, resolveSequence, sequenceOpset } from "./sequences.ts";
import { type Symbols, symbolsOf } from "./symbols.ts";

/** The opset of calls of ONNX's own operators that come from an older one, and where nothing is said: what Lathe writes anyway. */
const oldestWritten = 13;
const usual = 17;

/**
 * Reads a model. Refuses control flow that is not decided, sequences, types that Lathe has no name for, and values whose rank is
 * not known, by the name of the node; and graphs that are none. Never throws.
 */
export function raiseModel(model: OnnxModel): Draft | Refusal {
  // Ifs that turned out to be decided, and matches of idioms that took what is needed after all.
  const taken = new Map<string, OnnxGraph>();
  const banned = new Set<string>();
  // Values that are rounded by what has no steps of its own.
  const explicit = new Set<string>();
  for (;;) {
    const whole = prepare(model, taken);
    if (isRefusal(whole)) return whole;
    const prepared = withSteps(whole, explicit, opsetOf(model));
    const symbols = symbolsOf(prepared.inputs);
    const refusal = checkInputs(prepared);
    if (refusal !== undefined) return refusal;
    const reader = new Reader(prepared, symbols, opsetOf(model), banned);
    const decided = reader.readAll();
    if (decided !== undefined) {
      taken.set(decided.name, decided.branch);
      continue;
    }
    const draft = draftOf(model, reader.graph, symbols, reader.calls(), reader.opset);
    if ("kind" in draft && draft.kind === "withdrawn") {
      for (const name of draft.anchors) banned.add(name);
      continue;
    }
    if ("kind" in draft && draft.kind === "unfit-steps") {
      for (const name of draft.values) explicit.add(name);
      continue;
    }
    return draft;
  }
}

function opsetOf(model: OnnxModel): number {
  const stated = [...model.opsets, ...model.functions.flatMap(({ opsets }) => [...opsets])].flatMap(
    ([domain, version]) => (domain === "" ? [version] : []),
  );
  const newest = Math.max(0, ...stated);
  return newest >= oldestWritten ? newest : usual;
}

function checkInputs({ inputs }: PreparedGraph): Refusal | undefined {
  for (const { name, type } of inputs) {
    const shown = name.slice(0, 100);
    if (type.kind === "other") return refuse("not-in-text", `the input \`${shown}\` is ${type.what}`);
    if (type.shape === undefined) {
      return refuse("unknown-shape", `the rank of the input \`${shown}\` is not known`, {
        help: "State the shapes of the inputs where the model is exported.",
      });
    }
  }
  return undefined;
}

class Reader {
  readonly graph: RaisedGraph;
  readonly opset: number;
  private readonly symbols: Symbols;
  private readonly banned: ReadonlySet<string>;
  /** The tensors of the sequences that are known, by name. */
  private readonly sequences = new Map<string, readonly string[]>();
  private readonly known: Known;
  /** By the node that they stand for. */
  private readonly byNode = new Map<PreparedNode, readonly GraphCall[]>();

  constructor(prepared: SteppedGraph, symbols: Symbols, opset: number, banned: ReadonlySet<string>) {
    this.graph = new RaisedGraph(prepared);
    this.symbols = symbols;
    this.opset = opset;
    this.banned = banned;
    this.known = {
      value: (name) => this.graph.value(name),
      sequence: (name) => this.sequences.get(name),
    };
    for (const { name } of prepared.inputs) this.graph.addComputed(name, symbols.inputs.get(name));
    for (const [name, stored] of prepared.constants) {
      if (stored.kind === "tensor") this.graph.addStored(name, stored.tensor);
    }
  }

  /** The calls in order. */
  calls(): readonly GraphCall[] {
    const all = this.graph.prepared.nodes.flatMap((entry) => this.byNode.get(entry) ?? []);
    return [...new Set(all)];
  }

  /** Reads every node; gives an If whose condition turned out to be known, to be read again without it. */
  readAll(): { readonly name: string; readonly branch: OnnxGraph } | undefined {
    for (const entry of this.graph.prepared.nodes) {
      const branch = this.decidedBranch(entry.node);
      if (branch !== undefined) return { name: entry.node.outputs[0] ?? "", branch };
      this.read(entry);
    }
    return undefined;
  }

  private decidedBranch({ op, domain, inputs, attributes }: OnnxNode): OnnxGraph | undefined {
    if (op !== "If" || domain !== "") return undefined;
    const [outcome] = this.graph.value(inputs[0] ?? "")?.small?.values ?? [];
    if (outcome !== 0 && outcome !== 1) return undefined;
    const branch = attributes.get(outcome === 1 ? "then_branch" : "else_branch");
    return branch?.kind === "graph" ? branch.graph : undefined;
  }

  private read(entry: PreparedNode): void {
    const resolved = resolveSequence(entry, this.known);
    if (resolved !== undefined) {
      this.resolve(entry, resolved);
      return;
    }
    const unread = entry.node.inputs.find((name) => name !== "" && this.graph.value(name) === undefined);
    if (unread !== undefined) {
      this.byNode.set(entry, [this.unreadable(entry, unread)]);
      return;
    }
    if (!this.fold(entry)) this.byNode.set(entry, this.idiom(entry) ?? this.operator(entry) ?? this.foreign(entry));
  }

  /** Enters what a node on sequences comes down to. */
  private resolve(entry: PreparedNode, resolved: Resolved): void {
    const [result = ""] = entry.node.outputs;
    switch (resolved.kind) {
      case "sequence":
        this.sequences.set(result, resolved.elements);
        break;
      case "same":
        this.graph.alias(result, resolved.as);
        break;
      case "number":
        this.graph.addFolded(result, { dtype: resolved.dtype, shape: [], values: [resolved.value] });
        break;
      case "nodes": {
        const calls: GraphCall[] = [];
        for (const node of resolved.nodes) {
          const part = { node, opset: sequenceOpset };
          this.read(part);
          calls.push(...(this.byNode.get(part) ?? []));
        }
        this.byNode.set(entry, calls);
        if (resolved.elements !== undefined) this.sequences.set(result, resolved.elements);
      }
    }
  }

  private stated = (name: string): TensorType | undefined => this.symbols.typeOf(this.graph.prepared.types.get(name));

  private foreign(entry: PreparedNode): readonly GraphCall[] {
    return foreignCalls(entry, this.opset, this.graph, this.stated);
  }

  /** A node that reads a sequence, or what is stored but has no numbers here: strings, sparse tensors, eight-bit floats. */
  private unreadable(entry: PreparedNode, name: string): GraphCall {
    const stored = this.graph.prepared.constants.get(name);
    const what = stored?.kind === "other" ? `a tensor of ${stored.dtype}` : "strings";
    const who = describeNode(entry.node);
    const refusal = this.sequences.has(name)
      ? refuse("sequence", `${who}: sequences and optional values have no words in a net`)
      : refuse("not-in-text", `${who} reads \`${name.slice(0, 100)}\`, which stores ${what}`);
    return {
      callee: { kind: "foreign", domain: entry.node.domain, name: entry.node.op },
      operands: [],
      arguments: new Map(),
      weights: new Map(),
      results: entry.node.outputs.map((output) => this.graph.addComputed(output, this.stated(output))),
      anchor: entry,
      nodes: [entry],
      refusal,
    };
  }

  /** Works out what is known of the results; true where all of it is numbers, so that there is nothing left to run. */
  private fold(entry: PreparedNode): boolean {
    const { node, opset } = entry;
    const inputs = node.inputs.map((name) => {
      const value = name === "" ? undefined : this.graph.value(name);
      return value?.type === undefined ? undefined : { type: value.type, constant: value.constant, small: value.small };
    });
    if (inputs.some((input, index) => input === undefined && node.inputs[index] !== "")) return false;
    const folded = fold({ node, opset, inputs });
    if (folded === undefined) return false;
    const isStored = folded.every(
      (result) => result.kind === "tensor" || result.small.values.every((value) => typeof value === "number"),
    );
    const origin = node.inputs.find((name) => this.graph.originOf(name) !== undefined);
    for (const [index, result] of folded.entries()) {
      if (isStored && origin !== undefined) this.graph.setOrigin(node.outputs[index] ?? "", origin);
      const name = node.outputs[index] ?? "";
      if (result.kind === "small") {
        if (isStored) this.graph.addFolded(name, result.small);
        else this.graph.know(name, result.small);
      } else if (isStored) this.graph.addStored(name, result.tensor);
    }
    return isStored;
  }

  private operator(entry: PreparedNode): readonly GraphCall[] | undefined {
    const view = this.graph.view(entry);
    for (const { operator, raise } of raisesOf(entry.node)) {
      const raised = raise(view);
      const call = raised === undefined ? undefined : this.call(entry, [entry], operator, raised);
      if (call !== undefined) return [call];
    }
    return undefined;
  }

  private idiom(entry: PreparedNode): readonly GraphCall[] | undefined {
    const { node } = entry;
    if (this.banned.has(node.outputs[0] ?? "")) return undefined;
    const key = keyOf(node);
    for (const idiom of idioms) {
      if (!idiom.anchors.includes(key)) continue;
      const match = idiom.match(this.graph.view(entry));
      const call = match === undefined ? undefined : this.matched(entry, match);
      if (call !== undefined) return [call];
    }
    return undefined;
  }

  /** The call of an idiom in the place of those that its nodes were read as; undefined where somebody else needs these. */
  private matched(anchor: PreparedNode, match: IdiomMatch): GraphCall | undefined {
    const inner = match.nodes.flatMap((view) => this.graph.entryOf(view) ?? []);
    const all = new Set([...inner, anchor]);
    const named = new Set(match.innerResults?.flatMap((value) => (value === undefined ? [] : [value.id])));
    for (const entry of inner) {
      for (const output of entry.node.outputs) {
        const outside = this.graph.readersOf(output).filter((reader) => !all.has(reader));
        const isNamed = named.has(this.graph.value(output)?.id ?? -1);
        if (isNamed && outside.every((reader) => this.graph.order(reader) > this.graph.order(anchor))) continue;
        if (this.graph.isOutput(output) || outside.length > 0) return undefined;
      }
      // A call that stands for other nodes too cannot be taken apart.
      const covered = (this.byNode.get(entry) ?? []).flatMap(({ nodes }) => nodes);
      if (covered.some((other) => !all.has(other))) return undefined;
    }
    const given = new Set(inner.flatMap(({ node }) => node.outputs.map((name) => this.graph.value(name)?.id)));
    const read = [...match.inputs, ...Object.values(match.arguments ?? {})];
    const readsInside = read.some(
      (value) => typeof value === "object" && "id" in value && !("kind" in value) && given.has(value.id),
    );
    if (readsInside) return undefined;
    const call = this.call(anchor, [...all], match.operator, match, match.innerResults);
    if (call !== undefined) for (const entry of inner) this.byNode.set(entry, []);
    return call;
  }

  private call(
    anchor: PreparedNode,
    nodes: readonly PreparedNode[],
    operator: Operator,
    raised: RaisedNode,
    innerResults: IdiomMatch["innerResults"] = [],
  ): GraphCall | undefined {
    const { outputs } = anchor.node;
    const accepted = accept(operator, raised);
    if (accepted === undefined) return undefined;
    const places = raised.results ?? accepted.outputs.map((_, index) => index);
    if (outputs.some((name, index) => this.graph.isRead(name) && !places.includes(index))) return undefined;
    if (places.length > accepted.outputs.length) return undefined;
    const given = innerResults.map((value) => (value === undefined ? undefined : this.graph.valueOf(value.id)));
    const fits = accepted.outputs.every((type, index) => {
      const inner = given[index];
      if (inner !== undefined) return agrees(type, inner.type);
      const name = outputs[places[index] ?? -1] ?? "";
      const known = this.graph.knownType(name) ?? this.stated(name);
      return agrees(type, known);
    });
    if (!fits) return undefined;
    const results = accepted.outputs.map((type, index) => {
      const inner = given[index];
      return inner === undefined
        ? this.graph.addComputed(outputs[places[index] ?? -1] ?? "", type)
        : { ...inner, type };
    });
    return {
      callee: { kind: "operator", operator },
      operands: accepted.operands,
      arguments: accepted.arguments,
      weights: accepted.weights,
      results,
      anchor,
      nodes,
    };
  }
}

interface OperatorRaise {
  readonly operator: Operator;
  readonly raise: Raise;
}

let raisesByOp: ReadonlyMap<string, readonly OperatorRaise[]> | undefined;

/** How the catalogue reads nodes of that operator, in its order. */
function raisesOf(node: OnnxNode): readonly OperatorRaise[] {
  raisesByOp ??= groupRaises([...facets.values()]);
  return raisesByOp.get(keyOf(node)) ?? [];
}

function groupRaises(all: readonly OnnxFacet[]): ReadonlyMap<string, readonly OperatorRaise[]> {
  const groups = new Map<string, OperatorRaise[]>();
  for (const { operator, raise } of all) {
    for (const [key, read] of Object.entries(raise)) {
      const group = groups.get(key) ?? [];
      groups.set(key, [...group, { operator, raise: read }]);
    }
  }
  return groups;
}

function keyOf({ domain, op }: OnnxNode): string {
  return domain === "" ? op : `${domain}::${op}`;
}
