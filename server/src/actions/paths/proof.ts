/** The proof that an action has changed nothing but texts and paths. */
import {
  type Analysis,
  formatTensor,
  foundWeights,
  type Graph,
  isRefusal,
  type Refusal,
  refuse,
  rulesOf,
  type ShownNet,
  type Workspace,
} from "@lathe/engine";
import { pairsOf } from "./views.ts";

/** What is no longer as it was, as a refusal; undefined where all is. */
export function firstDifference(before: Workspace, after: Workspace, uris: readonly string[]): Refusal | undefined {
  for (const { before: old, after: now } of pairsOf(before, after, uris)) {
    for (const [index, net] of old.shown.entries()) {
      const other = now.shown[index];
      const stays = (what: string) => refuse("not-kept", `${what} of \`${net.name}\` would not stay as they are.`);
      if (other === undefined || other.name !== net.name) return stays("The ops");
      for (const [what, read] of aspects) if (read(net, old, before) !== read(other, now, after)) return stays(what);
    }
    const complaint = newComplaint(old, now);
    if (complaint !== undefined) return refuse("not-kept", `It would bring a complaint: ${complaint}`);
  }
  return undefined;
}

/** What is compared, as texts, the most telling first. */
const aspects: readonly (readonly [string, (net: ShownNet, analysis: Analysis, files: Workspace) => string])[] = [
  ["The ops", ({ cost }) => JSON.stringify(opsOf(cost.graph))],
  ["The annotations", ({ cost }) => JSON.stringify(annotationsOf(cost.graph))],
  ["The figures", ({ cost }) => JSON.stringify([cost.figures, cost.totals])],
  [
    "The bytes alive",
    ({ cost }) => JSON.stringify([cost.liveness.bytes, cost.liveness.peakBytes, cost.liveness.peakOp]),
  ],
  ["The weights found", (net, { uri }, files) => JSON.stringify(weightsOf(net, uri, files))],
];

/** Every op with its types and with where its inputs come from. */
function opsOf({ ops, tensors, outputs, states }: Graph): unknown {
  const from = (tensor: number | undefined) => {
    const entry = tensor === undefined ? undefined : tensors[tensor];
    return entry === undefined ? null : [entry.source, formatTensor(entry.type), entry.stored ?? null];
  };
  return [
    ops.map(({ operator, inputs, outputs: results }) => [operator.name, inputs.map(from), results.map(from)]),
    outputs.map(({ name, tensor }) => [name, from(tensor)]),
    states.map(({ name, next }) => [name, from(next)]),
  ];
}

function annotationsOf({ ops }: Graph): unknown {
  return ops.map(({ annotations, tied }) => [
    // The path of a tie may be another; that it leads to the same op is said by `tied`.
    annotations.map(({ reading: { name, kind, parameters } }) => [name, kind === "tying" ? null : parameters]),
    tied ?? null,
  ]);
}

function weightsOf({ elaborated, cost: { graph } }: ShownNet, uri: string, files: Workspace): unknown {
  return elaborated.declared.weights.map(({ path, map }) => {
    const content = files.content(uri, path);
    if (isRefusal(content) || content.kind !== "tensors") return null;
    const rules = rulesOf(map).rules.map(({ rule }) => rule);
    return foundWeights(graph, content, rules);
  });
}

/** The first error or warning of a kind of which there are more than before. */
function newComplaint(before: Analysis, after: Analysis): string | undefined {
  const counts = new Map<string, number>();
  const add = (code: string, count: number) => counts.set(code, (counts.get(code) ?? 0) + count);
  const grave = ({ reports }: Analysis) =>
    reports.filter(({ severity }) => severity === "error" || severity === "warning");
  for (const { code } of grave(before)) add(code, 1);
  for (const { code } of grave(after)) add(code, -1);
  return grave(after).find(({ code }) => (counts.get(code) ?? 0) < 0)?.message;
}
