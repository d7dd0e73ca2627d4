/**
 * Settles annotations once a net is complete: of every kind the most specific place decides. A policy comes before what is
 * written on calls; what a caller writes comes before what a block says of itself; and within one text the closer word
 * comes before the repeat around it.
 */
import type { AnnotationKind } from "../../annotations/annotation.ts";
import { equalDims } from "../../base/dim.ts";
import { dotted } from "../../base/glob.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import { type Dtype, isFloat } from "../../base/tensor.ts";
import type { Applied, GraphTensor, Op } from "../../graph/graph.ts";
import { reportAt } from "../module.ts";
import { opsOfPolicy, type Policy } from "./policy.ts";
import type { Elaboration } from "./state.ts";

/** A net's ops and tensors as annotations make them. */
interface Settled {
  readonly ops: Op[];
  readonly tensors: GraphTensor[];
}

/**
 * Works out which annotations hold for each op, whose weights it uses, and how every tensor is stored. The elaboration keeps
 * its ops as they are written, for the next one.
 */
export function settle(elaboration: Elaboration): Settled {
  const { instances, policies } = elaboration;
  if (!elaboration.isAnnotated && policies.length === 0) return { ops: elaboration.ops, tensors: elaboration.tensors };
  const settled: Settled = { ops: [...elaboration.ops], tensors: [...elaboration.tensors] };
  const { ops, tensors } = settled;
  const { byOp, matched } = matchPolicies(elaboration);
  const candidates = candidatesOf(elaboration, byOp);
  const taken = new Set<Applied>();
  const ties: Tie[] = [];
  for (const [index, op] of ops.entries()) {
    const subject = { ...op, outputs: op.outputs.flatMap((id) => tensors[id]?.type ?? []) };
    const held = new Map<AnnotationKind, Candidate>();
    for (const candidate of candidates(op)) {
      const { reading, place } = candidate.applied;
      const refusal = reading.refuses(subject);
      if (refusal === undefined) {
        taken.add(candidate.applied);
        held.set(reading.kind, candidate);
      } else if (candidate.isOwn) complain(elaboration, place, refusal);
    }
    const annotations = [...held.values()].map(({ applied }) => applied);
    if (annotations.length > 0 || op.annotations.length > 0) ops[index] = { ...op, annotations };
    const tying = held.get("tying");
    if (tying !== undefined) ties.push({ op: index, candidate: tying });
  }
  const groups = [...instances, ...matched].flatMap(({ annotations }) => annotations);
  for (const { reading, place } of groups.filter((applied) => !taken.has(applied))) {
    const message = `\`@${reading.name}\`: nothing that this holds for can take it.`;
    complain(elaboration, place, refuse("cannot-apply", message, { help: "Leave it out, or let it hold for more." }));
  }
  tieWeights(elaboration, ops, ties);
  storeResults(elaboration, settled);
  return settled;
}

/** An annotation that may hold for an op, and the path of what it was put on. */
interface Candidate {
  readonly applied: Applied;
  readonly on: string;
  /** It is written on the op's own call. */
  readonly isOwn: boolean;
}

/** For an op, what speaks of it: the more specific, the later. */
function candidatesOf(
  { instances }: Elaboration,
  byPolicy: ReadonlyMap<Op, readonly Candidate[]>,
): (op: Op) => readonly Candidate[] {
  /** Of each instance: repeats around it within its text, outermost first; and what its callers say, the outer the later. */
  const around: { readonly inner: readonly Candidate[]; readonly outer: readonly Candidate[] }[] = [];
  for (const { kind, parent, path, annotations } of instances) {
    const own = annotations.map((applied): Candidate => ({ applied, on: path, isOwn: false }));
    const { inner, outer } = (parent === undefined ? undefined : around[parent]) ?? { inner: [], outer: [] };
    around.push(
      kind === "block" ? { inner: [], outer: [...inner, ...own, ...outer] } : { inner: [...inner, ...own], outer },
    );
  }
  return (op) => {
    const { inner, outer } = around[op.instance] ?? { inner: [], outer: [] };
    const own = op.annotations.map((applied): Candidate => ({ applied, on: op.path, isOwn: true }));
    return [...inner, ...own, ...outer, ...(byPolicy.get(op) ?? [])];
  };
}

/**
 * What lines of policies say of each op that they match, or that stands in something they match; later lines, and those of
 * outer nets, come later. A line that matches nothing is reported and left out.
 */
function matchPolicies(elaboration: Elaboration): {
  readonly byOp: ReadonlyMap<Op, readonly Candidate[]>;
  readonly matched: readonly Policy[];
} {
  const { instances, ops, policies } = elaboration;
  const ordered = policies
    .map((policy, order) => ({ policy, order, depth: depthOf(elaboration, policy.instance) }))
    .sort((a, b) => b.depth - a.depth || a.order - b.order)
    .map(({ policy }) => policy);
  const byOp = new Map<Op, Candidate[]>();
  const matched: Policy[] = [];
  for (const policy of ordered) {
    // A hostile file may hold many lines for many ops.
    if (!elaboration.spend((ops.length + instances.length) * 10)) break;
    const spoken = opsOfPolicy(elaboration, policy);
    for (const index of spoken) {
      const op = ops[index];
      if (op === undefined) continue;
      const own = byOp.get(op) ?? [];
      byOp.set(op, own);
      own.push(...policy.annotations.map((applied) => ({ applied, on: op.path, isOwn: false })));
    }
    if (spoken.length > 0) matched.push(policy);
    else {
      const message = `Nothing in this net has a path that matches "${policy.pattern}".`;
      const help = "`*` stands for a part of a name, `**` for any names; hovers show the paths.";
      complain(elaboration, policy.place, refuse("no-match", message, { help }));
    }
  }
  return { byOp, matched };
}

function depthOf({ instances }: Elaboration, index: number): number {
  let depth = 0;
  for (let at = instances[index]?.parent; at !== undefined; at = instances[at]?.parent) depth++;
  return depth;
}

interface Tie {
  readonly op: number;
  readonly candidate: Candidate;
}

function tieWeights(elaboration: Elaboration, ops: Op[], ties: readonly Tie[]): void {
  if (ties.length === 0) return;
  const byPath = new Map(ops.map(({ path }, index) => [dotted(path), index]));
  for (const { op: index, candidate } of ties) {
    const op = ops[index];
    if (op === undefined) continue;
    const other = otherOp(elaboration, byPath, op, candidate);
    const weights = isRefusal(other) ? other : sharedWeights(op, ops[other]);
    if (isRefusal(other) || isRefusal(weights)) {
      const refusal = isRefusal(other) ? other : weights;
      if (isRefusal(refusal)) complain(elaboration, candidate.applied.place, refusal);
    } else ops[index] = { ...op, tied: { op: other, weights } };
  }
  refuseCycles(elaboration, ops, ties);
}

/** The op that `@tied` names: seen from where it is written, from around that, or from the net. */
function otherOp(
  elaboration: Elaboration,
  byPath: ReadonlyMap<string, number>,
  op: Op,
  { applied, on }: Candidate,
): number | Refusal {
  const { instances } = elaboration;
  const wanted = String(applied.reading.parameters.path);
  const rest = dotted(op.path).slice(dotted(on).length);
  for (let at: number | undefined = applied.from; at !== undefined; at = instances[at]?.parent) {
    const prefix = instances[at]?.path ?? "";
    const found = byPath.get(dotted(`${prefix === "" ? "" : `${prefix}.`}${wanted}`) + rest);
    if (found === undefined) continue;
    if (found === byPath.get(dotted(op.path))) return refuse("tied-to-itself", "An op cannot be tied to itself.");
    return found;
  }
  const message = `\`@tied\`: there is no op \`${wanted}${rest}\`.`;
  return refuse("unknown-path", message, { help: "Give the path as hovers show it, such as `layer1[0].conv1`." });
}

function sharedWeights(op: Op, other: Op | undefined): readonly string[] | Refusal {
  const theirs = new Map((other?.call.weights ?? []).map((weight) => [weight.name, weight]));
  const shared: string[] = [];
  for (const { name, shape } of op.call.weights ?? []) {
    const weight = theirs.get(name);
    if (weight === undefined) continue;
    const fits =
      weight.shape.length === shape.length &&
      shape.every((dim, axis) => weight.shape[axis] !== undefined && equalDims(dim, weight.shape[axis]));
    if (!fits) {
      const message = `\`@tied\`: \`${name}\` of \`${op.path}\` and of \`${other?.path}\` have different shapes.`;
      return refuse("shapes-do-not-fit", message, { help: "Tie ops whose weights have the same shape." });
    }
    shared.push(name);
  }
  if (shared.length > 0) return shared;
  const message = `\`@tied\`: \`${op.path}\` and \`${other?.path}\` have no weights in common.`;
  return refuse("nothing-to-tie", message, { help: "Tie ops of one kind, or an embedding and a linear layer." });
}

function refuseCycles(elaboration: Elaboration, ops: Op[], ties: readonly Tie[]): void {
  for (const { op: start, candidate } of ties) {
    const seen = new Set<number>();
    for (let at: number | undefined = start; at !== undefined; at = ops[at]?.tied?.op) {
      if (seen.has(at)) {
        const op = ops[start];
        if (op !== undefined) {
          const { tied: _, ...free } = op;
          ops[start] = free;
        }
        const message = "These ops are tied to each other in a circle, so none of them has weights.";
        complain(elaboration, candidate.applied.place, refuse("tied-in-a-circle", message));
        break;
      }
      seen.add(at);
    }
  }
}

/**
 * How every result is stored: as its op's precision says, or along with what the op works on. A state is carried as its
 * next value is stored, which may depend on it in turn: so results are gone over twice.
 */
function storeResults({ states }: Elaboration, settled: Settled): void {
  const { tensors } = settled;
  storeOps(settled);
  for (const { tensor, next } of states) {
    const known = tensors[tensor];
    const stored = next === undefined ? undefined : tensors[next]?.stored;
    if (known !== undefined && stored !== undefined) tensors[tensor] = { ...known, stored };
  }
  if (states.length > 0) storeOps(settled);
}

function storeOps({ ops, tensors }: Settled): void {
  const storedOf = (id: number): Dtype | undefined => tensors[id]?.stored ?? tensors[id]?.type.dtype;
  for (const op of ops) {
    const stored = storageDtype(op, tensors, storedOf);
    for (const id of op.outputs) {
      const known = tensors[id];
      if (known === undefined || stored === undefined || !isFloat(known.type.dtype)) continue;
      if (stored !== known.type.dtype) tensors[id] = { ...known, stored };
    }
  }
}

/** The type in which an op's results are stored; undefined where that is their own. */
function storageDtype(
  op: Op,
  tensors: readonly GraphTensor[],
  storedOf: (id: number) => Dtype | undefined,
): Dtype | undefined {
  const storage = op.call.storage ?? op.operator.storage;
  const [first] = op.inputs;
  // A view is what it is a view of.
  if (storage === "view" && first !== undefined) return storedOf(first);
  const precision = op.annotations.find(({ reading }) => reading.kind === "precision")?.reading.precision;
  switch (precision?.kind) {
    case "float":
      return undefined;
    case "half":
      return precision.dtype;
    case "integer":
      return precision.activationBits === undefined ? undefined : integerDtype(precision.activationBits);
    case undefined: {
      // What computes element by element, or only moves values, is fused with what it works on: if all of that agrees,
      // its result is stored the same way.
      const { kind } = op.operator.quantization;
      const isFused = kind === "transparent" || kind === "folded" || (kind === "arithmetic" && storage === "in-place");
      if (!isFused) return undefined;
      const worked = op.inputs.filter((id) => {
        const entry = tensors[id];
        return entry !== undefined && isFloat(entry.type.dtype) && entry.source.kind !== "literal";
      });
      const dtypes = new Set(worked.map(storedOf));
      const [only] = dtypes;
      return dtypes.size === 1 ? only : undefined;
    }
  }
}

/** The smallest integer type that holds so many bits. */
function integerDtype(bits: number): Dtype {
  return bits <= 4 ? "i4" : bits <= 8 ? "i8" : "i16";
}

function complain(elaboration: Elaboration, place: Applied["place"], { code, message, help }: Refusal): void {
  elaboration.report(reportAt(place, code, message, help), { leavesFigures: true });
}
