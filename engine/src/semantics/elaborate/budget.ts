/** `budget pixel4 { latency <= 25ms }`: limits that a net is to keep. Metrics and units are for the check to know. */
import { nameOfKind } from "../../base/value.ts";
import type { Entry, Statement } from "../../syntax/ast.ts";
import type { DeclaredTarget } from "../declared.ts";
import { evaluate } from "./expression.ts";
import { type Context, placeAt, reportAside } from "./state.ts";
import { readTarget } from "./target.ts";

export function declareBudget(context: Context, statement: Statement & { readonly kind: "budget" }): void {
  const body = statement.body === undefined ? undefined : context.chunk.bodies[statement.body];
  if (body === undefined) {
    reportAside(context, statement.at, "missing-body", "This budget is empty.", "Write `budget { params <= 4M }`.");
    return;
  }
  const target = statement.target === undefined ? undefined : readTarget(context, statement.target);
  if (target !== undefined) context.elaboration.namedTargets.push(target);
  for (const chunk of body.chunks) {
    if (chunk.statement.kind !== "entries") continue;
    for (const entry of chunk.statement.entries) {
      if (entry.kind === "limit") declareLimit({ ...context, chunk }, entry, target);
    }
  }
}

function declareLimit(
  context: Context,
  entry: Entry & { readonly kind: "limit" },
  target: DeclaredTarget | undefined,
): void {
  const { metric, operator } = entry;
  if (operator !== "<=" && operator !== ">=") {
    const message = `A budget limits with \`<=\`, or \`>=\` where more is better; this is \`${operator}\`.`;
    reportAside(context, entry.at, "bad-limit", message, `Write \`${metric.name} <= …\`.`);
    return;
  }
  const limit = evaluate(context, entry.value);
  if (limit.kind === "unknown") return;
  if (limit.kind !== "number" || typeof limit.value !== "number") {
    const what = limit.kind === "number" ? "depends on a symbolic dim" : `is ${nameOfKind(limit)}`;
    reportAside(context, entry.value.at, "bad-limit", `A limit must be a plain number; this ${what}.`);
    return;
  }
  const place = placeAt(context, entry.at);
  const metricPlace = placeAt(context, metric.at);
  const { name, settings = new Map() } = target ?? {};
  context.elaboration.budgets.push({
    target: name,
    settings,
    metric: metric.name,
    operator,
    limit,
    place,
    metricPlace,
  });
}
