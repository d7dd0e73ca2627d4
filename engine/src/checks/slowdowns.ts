/** What makes a net slow on the targets that it declares, or keeps it from running there: each advice at the ops that it is about. */
import { type FileReport, isRefusal, type RelatedPlace } from "../base/report.ts";
import type { Span } from "../base/span.ts";
import type { Finding } from "../devices/advice/advice.ts";
import { findingsOn } from "../devices/advice/index.ts";
import { timeText } from "../devices/advice/words.ts";
import type { NetOnTarget } from "../devices/netOnTarget.ts";
import { targetText } from "../devices/target.ts";
import { placeInFile } from "../graph/graph.ts";
import type { DeclaredTarget } from "../semantics/declared.ts";
import type { Elaborated } from "../semantics/elaborate/net.ts";
import { spanOf } from "../syntax/read.ts";
import type { Check, NetOnTargets } from "./check.ts";

export const slowdowns: Check = {
  name: "slowdowns",
  asksForFiles: false,
  run: (subject) => slowdownsOf(subject).map(({ report }) => report),
};

/** A report with what it rests on, for whoever offers to put it right. */
export interface Slowdown {
  readonly report: FileReport;
  readonly on: NetOnTarget;
  /** Those of one place, the worst first. */
  readonly findings: readonly [Finding, ...Finding[]];
}

/** Of one advice on one target, so many places are shown. */
const shownPlaces = 5;

/** What is less of the net's time is counted, and not shown. */
const leastShare = 0.01;

/** So many other ops of a finding are shown beside it. */
const shownOthers = 4;

/** Of each target that a net declares, by advice, the worst places. */
export function slowdownsOf(net: NetOnTargets & { readonly elaborated: Elaborated }): readonly Slowdown[] {
  return net.elaborated.declared.targets.flatMap((target) => {
    const on = net.on(targetText(target.name, target.settings));
    if (isRefusal(on)) return [];
    const known = kept.get(on) ?? findingsOn(on);
    kept.set(on, known);
    return known.flatMap((findings) => byPlace(on, target, findings));
  });
}

/** Whoever asks again asks for the same. */
const kept = new WeakMap<NetOnTarget, readonly (readonly Finding[])[]>();

/** Findings of one advice as reports: those of one place are one, and those of places that are not shown are counted. */
function byPlace(on: NetOnTarget, target: DeclaredTarget, findings: readonly Finding[]): readonly Slowdown[] {
  const places = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { start, end } = spanAt(on, target, finding.ops[0]);
    const key = `${finding.code} ${start} ${end}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, [finding]);
    else known.push(finding);
  }
  const ranked = [...places.values()].sort((a, b) => stakeOf(b) - stakeOf(a));
  const least = leastShare * (on.estimate.milliseconds ?? 0);
  const isShown = (own: readonly Finding[], index: number) =>
    index === 0 || (index < shownPlaces && (own[0]?.milliseconds === undefined || stakeOf(own) >= least));
  const left = ranked.filter((own, index) => !isShown(own, index)).flat();
  return ranked.filter(isShown).map((own, index): Slowdown => {
    const [worst, ...others] = own;
    const { code, severity, message, help } = worst;
    const here = others.length === 0 ? "" : ` With ${others.length} more at this place${totalText(own)}.`;
    const elsewhere =
      left.length === 0 || index > 0
        ? ""
        : ` ${left.length} more elsewhere ${left.length === 1 ? "is" : "are"} not shown${totalText(left)}.`;
    const report: FileReport = {
      uri: target.place.uri,
      code,
      severity,
      span: spanAt(on, target, worst.ops[0]),
      message: `${message}${here}${elsewhere}`,
      help,
    };
    const related = relatedTo(on, target, worst);
    return { report: related.length === 0 ? report : { ...report, related }, on, findings: own };
  });
}

function stakeOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0);
}

function totalText(findings: readonly Finding[]): string {
  const stake = stakeOf(findings);
  return stake === 0 ? "" : `: ${timeText(stake)} in all`;
}

/** Where an op stands in the target's file, or the call there that holds it; of the net as a whole, where the target stands. */
function spanAt({ cost: { graph } }: NetOnTarget, { place }: DeclaredTarget, index: number | undefined): Span {
  const op = index === undefined ? undefined : graph.ops[index];
  const site = op === undefined ? undefined : placeInFile(graph, op, place.uri);
  const { chunk, at } = site ?? place;
  return spanOf(place.lines, chunk, at);
}

/** The other ops of a finding, where they stand elsewhere. */
function relatedTo(on: NetOnTarget, target: DeclaredTarget, { ops }: Finding): readonly RelatedPlace[] {
  const [first, ...others] = ops;
  const own = spanAt(on, target, first).start;
  return others
    .map((op) => ({ span: spanAt(on, target, op), message: `\`${on.cost.graph.ops[op]?.path}\`` }))
    .filter(({ span }) => span.start !== own)
    .slice(0, shownOthers);
}
