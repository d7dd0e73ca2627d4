/** The nets of two files, each beside the one that it is held against. */
import {
  type Analysis,
  diffOf,
  isRefusal,
  type LayerDiff,
  type LayerStatus,
  type NetDiff,
  type ShownNet,
} from "@lathe/engine";
import { onTargets, type TargetDiff } from "./onTargets.ts";

/** One version of a net, as its file has it. */
export interface Side {
  /** The file as the user named it. */
  readonly file: string;
  readonly net: ShownNet | undefined;
}

export interface NetComparison {
  /** The later version's name. */
  readonly name: string;
  readonly status: "added" | "removed" | "changed" | "same";
  readonly before: Side;
  readonly after: Side;
  readonly diff: NetDiff;
  /** On each target of either version. */
  readonly targets: readonly TargetDiff[];
}

export interface Comparison {
  readonly before: string;
  readonly after: string;
  /** In the order of the later file; what it no longer has comes last. */
  readonly nets: readonly NetComparison[];
}

/** A file as the user named it, and what is in it. */
export interface Version {
  readonly file: string;
  readonly analysis: Analysis;
}

/**
 * Holds nets of the same name against each other, or the one that is asked for. Files that have no name in common are taken
 * for two answers to one question: their first nets are compared. Files without nets have the examples of their blocks.
 */
export function compare(before: Version, after: Version, only: string | undefined): Comparison {
  const [olds, news] = shownOf(before.analysis, after.analysis);
  const beside = (old: ShownNet | undefined, now: ShownNet | undefined) =>
    netComparison({ file: before.file, net: old }, { file: after.file, net: now });
  const named = (nets: readonly ShownNet[], wanted: string) => nets.find(({ name }) => name === wanted);
  const isWanted = ({ name }: { readonly name: string }) => only === undefined || name === only;
  const areStrangers = only === undefined && !news.some(({ name }) => named(olds, name));
  const [firstOld, firstNew] = areStrangers ? [olds[0], news[0]] : [];
  const first = firstOld !== undefined && firstNew !== undefined ? [beside(firstOld, firstNew)] : [];
  const isLeft = (net: ShownNet) => isWanted(net) && (first.length === 0 || (net !== firstOld && net !== firstNew));
  return {
    before: before.file,
    after: after.file,
    nets: [
      ...first,
      ...news.filter(isLeft).map((net) => beside(named(olds, net.name), net)),
      ...olds.filter((net) => isLeft(net) && !named(news, net.name)).map((net) => beside(net, undefined)),
    ],
  };
}

function shownOf(
  before: Analysis,
  after: Analysis,
): readonly [before: readonly ShownNet[], after: readonly ShownNet[]] {
  const kind = before.nets.length + after.nets.length > 0 ? "net" : "example";
  const shown = (analysis: Analysis) => analysis.shown.filter((net) => net.kind === kind);
  return [shown(before), shown(after)];
}

function netComparison(before: Side, after: Side): NetComparison {
  const diff = diffOf(before.net?.cost, after.net?.cost);
  const targets = onTargets(before.net, after.net, diff);
  const name = (after.net ?? before.net)?.name ?? "";
  return { name, status: statusOf(before, after, diff, targets), before, after, diff, targets };
}

function statusOf(
  before: Side,
  after: Side,
  { layers, totals }: NetDiff,
  targets: readonly TargetDiff[],
): NetComparison["status"] {
  if (before.net === undefined) return "added";
  if (after.net === undefined) return "removed";
  // What could not be understood may be anything.
  const isUnderstood = !before.net.cost.graph.isIncomplete && !after.net.cost.graph.isIncomplete;
  const isSame =
    layers.every((layer) => layer.status === "same") &&
    totals.every((total) => total.before === total.after) &&
    targets.every(({ figures }) => figures.every((figure) => amountOf(figure.before) === amountOf(figure.after)));
  return isUnderstood && isSame ? "same" : "changed";
}

function amountOf(figure: TargetDiff["figures"][number]["before"]): number | undefined {
  return figure === undefined || isRefusal(figure) ? undefined : figure.value;
}

/** How many layers have which status. */
export function countsOf({ layers }: NetDiff): Readonly<Record<LayerStatus, number>> {
  const counts = { added: 0, removed: 0, changed: 0, moved: 0, same: 0 };
  for (const { status } of layers) counts[status]++;
  return counts;
}

export interface Move {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** Moved layers, those together whose paths changed in the same way: `body` to `trunk`. */
export function movesOf(layers: readonly LayerDiff[]): readonly Move[] {
  const moves = new Map<string, Move>();
  for (const { status, before, after } of layers) {
    if (status !== "moved" || before === undefined || after === undefined) continue;
    const [from, to] = withoutCommonEnd(before.path, after.path);
    const key = JSON.stringify([from, to]);
    moves.set(key, { from, to, count: (moves.get(key)?.count ?? 0) + 1 });
  }
  return [...moves.values()];
}

/** Both paths without the names that they end in alike; at least the first name stays. */
function withoutCommonEnd(before: string, after: string): readonly [string, string] {
  const [from, to] = [before.split("."), after.split(".")];
  while (from.length > 1 && to.length > 1 && from.at(-1) === to.at(-1)) {
    from.pop();
    to.pop();
  }
  return [from.join("."), to.join(".")];
}
