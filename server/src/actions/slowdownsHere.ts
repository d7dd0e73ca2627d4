/** What the actions share that make a net faster on its target, or let it fit there. */
import { type FileReport, isRefusal, type ShownNet, type Slowdown, slowdownsOf } from "@lathe/engine";
import type { ActionRequest } from "./action.ts";

export interface SlowdownHere extends Slowdown {
  /** The net that declares the target. */
  readonly net: ShownNet;
}

/** Slow-downs of these kinds, by the codes of their reports, among the complaints of a request. */
export function slowdownsHere(
  { analysis, reports }: ActionRequest,
  ...codes: readonly string[]
): readonly SlowdownHere[] {
  const wanted = new Set(reports.filter(({ code }) => codes.includes(code)).map(keyOf));
  if (wanted.size === 0) return [];
  return analysis.shown.flatMap((net) =>
    slowdownsOf(net).flatMap((slowdown) => (wanted.has(keyOf(slowdown.report)) ? [{ ...slowdown, net }] : [])),
  );
}

function keyOf({ code, span, message }: FileReport): string {
  return `${code} ${span.start} ${message}`;
}

/** The same net in another analysis, on the same target. */
export function sameTarget({ shown }: { readonly shown: readonly ShownNet[] }, { net, on }: SlowdownHere) {
  const other = shown.find(({ name, kind }) => name === net.name && kind === net.kind)?.on(on.target.name);
  return other === undefined || isRefusal(other) ? undefined : other;
}
