/** Lines of policies whose globs would speak of other ops than before. */
import {
  type Elaborated,
  glob,
  opsOfPolicy,
  type Policy,
  type Refusal,
  refuse,
  spanOf,
  type Workspace,
} from "@lathe/engine";
import { entryAt } from "../entries.ts";
import { indentAt, lineEndOf, spanIn, textIn } from "../tree.ts";
import type { FileEdit } from "./keepingPaths.ts";
import { globsFor, within } from "./pathText.ts";
import type { View } from "./views.ts";

/** A line that would become more than these says nothing any more to who reads it. */
const maximumLines = 6;

/** What one line of a policy must speak of in one net. */
interface Demand {
  readonly net: Elaborated;
  readonly instance: number;
  /** Ops that it may speak of: those that it spoke of before. */
  readonly allowed: ReadonlySet<number>;
  /** Those of them for which it decided something. */
  readonly needed: ReadonlySet<number>;
  /** The path of an op, before and after, as the policy sees it. */
  pathsOf(op: number): readonly [before: readonly string[], after: readonly string[]];
}

export function policyEdits(views: readonly View[], after: Workspace): readonly FileEdit[] | Refusal {
  const edits: FileEdit[] = [];
  for (const [policy, demands] of demandsOf(views)) {
    const globs = globsOf(policy.pattern, demands);
    if (globs === undefined) {
      return refuse("not-kept", `No short list of globs says what the policy line "${policy.pattern}" says now.`);
    }
    if (globs.length === 1 && globs[0] === policy.pattern) continue;
    const edit = rewritten(after, policy, globs);
    if (edit === undefined)
      return refuse("not-kept", `The policy line "${policy.pattern}" stands where it cannot be changed.`);
    edits.push(edit);
  }
  return edits;
}

/** By line of a policy, wherever it holds. */
function demandsOf(views: readonly View[]): ReadonlyMap<Policy, readonly Demand[]> {
  const lines = new Map<string, Policy>();
  const demands = new Map<Policy, Demand[]>();
  for (const { before, after } of views) {
    const [old, now] = [before.elaborated, after.elaborated];
    for (const [index, policy] of now.policies.entries()) {
      const other = old.policies[index];
      if (other === undefined) continue;
      const { uri, lines: text, chunk, at } = policy.place;
      const key = `${uri} ${spanOf(text, chunk, at).start}`;
      const line = lines.get(key) ?? policy;
      lines.set(key, line);
      const own = demands.get(line) ?? [];
      demands.set(line, own);
      own.push(demandOf(old, other, now, policy));
    }
  }
  return demands;
}

function demandOf(old: Elaborated, policy: Policy, net: Elaborated, { instance }: Policy): Demand {
  const [before, after] = [old.graph, net.graph];
  const spoken = opsOfPolicy(before, policy);
  const decided = spoken.filter((op) =>
    before.ops[op]?.annotations.some((applied) => policy.annotations.includes(applied)),
  );
  const [outside, inside] = [before.instances[policy.instance]?.path ?? "", after.instances[instance]?.path ?? ""];
  return {
    net,
    instance,
    allowed: new Set(spoken),
    needed: new Set(decided.length > 0 ? decided : spoken),
    pathsOf: (op) => [
      within(before.ops[op]?.path ?? "", outside) ?? [],
      within(after.ops[op]?.path ?? "", inside) ?? [],
    ],
  };
}

/** Globs that together speak of the same ops: the old one alone where it still can; undefined where that takes too many. */
function globsOf(pattern: string, demands: readonly Demand[]): readonly string[] | undefined {
  const spokenBy = (text: string) =>
    demands.map(({ net, instance }) => opsOfPolicy(net.graph, { glob: glob(text), instance }));
  const isSame = spokenBy(pattern).every((spoken, index) => {
    const allowed = demands[index]?.allowed;
    return spoken.length === allowed?.size && spoken.every((op) => allowed.has(op));
  });
  if (isSame) return [pattern];
  const open = demands.map(({ needed }) => new Set(needed));
  /** How many more ops a glob would take in; none where it speaks of one too many. */
  const gain = (text: string) => {
    const spoken = spokenBy(text);
    if (spoken.some((ops, index) => ops.some((op) => demands[index]?.allowed.has(op) !== true))) return 0;
    return spoken.reduce((sum, ops, index) => sum + ops.filter((op) => open[index]?.has(op)).length, 0);
  };
  const globs: string[] = [];
  const take = (text: string) => {
    globs.push(text);
    for (const [index, ops] of spokenBy(text).entries()) for (const op of ops) open[index]?.delete(op);
  };
  for (;;) {
    const index = open.findIndex(({ size }) => size > 0);
    const [demand, [op] = []] = [demands[index], open[index] ?? []];
    if (demand === undefined || op === undefined) return globs;
    if (globs.length === maximumLines) return undefined;
    const best = globsFor(pattern, ...demand.pathsOf(op))
      .map((text) => ({ text, gained: gain(text) }))
      .reduce((a, b) => (b.gained > a.gained ? b : a));
    if (best.gained === 0) return undefined;
    take(best.text);
  }
}

/** The line with another glob, and lines like it for the others. */
function rewritten(files: Workspace, { place }: Policy, globs: readonly string[]): FileEdit | undefined {
  const { start } = spanOf(place.lines, place.chunk, place.at);
  const file = files.module(place.uri)?.file;
  const found = file === undefined ? undefined : entryAt(file, start);
  if (file === undefined || found?.entry.kind !== "policy") return undefined;
  const { chunk, entry, isOnOwnLine } = found;
  const annotations = entry.annotations.map(({ at }) => textIn(file, chunk, at)).join(" ");
  const between = isOnOwnLine ? `${lineEndOf(file.lines.text)}${indentAt(file, start)}` : ", ";
  const text = globs.map((each) => JSON.stringify(each)).join(`: ${annotations}${between}`);
  return { uri: place.uri, span: spanIn(file, chunk, entry.glob.at), text };
}
