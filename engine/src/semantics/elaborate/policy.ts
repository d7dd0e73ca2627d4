/** `policy { "body.**": @int8 }`: annotations by path. */
import { type Glob, glob } from "../../base/glob.ts";
import type { Applied, Graph, Place } from "../../graph/graph.ts";
import type { Statement } from "../../syntax/ast.ts";
import { readAnnotations } from "./annotate.ts";
import { type Context, placeAt, reportAside } from "./state.ts";
import { readTarget } from "./target.ts";

/** One line of a policy. */
export interface Policy {
  readonly glob: Glob;
  readonly pattern: string;
  readonly annotations: readonly Applied[];
  /** Of the glob. */
  readonly place: Place;
  /** The instance of the net that states it: globs begin there. */
  readonly instance: number;
}

/** Indices of the ops that a line of a policy speaks of: those that its glob matches, and those inside what it matches. */
export function opsOfPolicy(
  { instances, ops }: Pick<Graph, "instances" | "ops">,
  { glob, instance }: Pick<Policy, "glob" | "instance">,
): readonly number[] {
  const prefix = instances[instance]?.path ?? "";
  const matches = (path: string) =>
    prefix === ""
      ? glob.match(path) !== undefined
      : path.startsWith(`${prefix}.`) && glob.match(path.slice(prefix.length + 1)) !== undefined;
  const inside = new Set<number>();
  for (const [index, { path, parent }] of instances.entries()) {
    if ((parent !== undefined && inside.has(parent)) || (path !== "" && matches(path))) inside.add(index);
  }
  return ops.flatMap((op, index) => (inside.has(op.instance) || matches(op.path) ? [index] : []));
}

/** Reads a policy. One for a target is checked like the others; it holds only where figures are shown for that target. */
export function declarePolicy(context: Context, statement: Statement & { readonly kind: "policy" }): void {
  const { elaboration } = context;
  const body = statement.body === undefined ? undefined : context.chunk.bodies[statement.body];
  if (body === undefined) {
    reportAside(context, statement.at, "missing-body", "This policy is empty.", 'Write `policy { "**": @int8 }`.');
    return;
  }
  const target = targetName(statement);
  if (target !== undefined) elaboration.policyTargets.push(target);
  const named = statement.target === undefined ? undefined : readTarget(context, statement.target);
  if (named !== undefined) elaboration.namedTargets.push(named);
  const holds = target === undefined || target === elaboration.target;
  if (!holds) {
    const message = `This policy holds for \`${target}\`; the figures shown are without it.`;
    reportAside(context, statement.at, "other-target", message, undefined, "information");
  }
  for (const chunk of body.chunks) {
    if (chunk.statement.kind !== "entries") continue;
    const inside = { ...context, chunk };
    for (const entry of chunk.statement.entries) {
      if (entry.kind !== "policy") continue;
      const annotations = readAnnotations(inside, entry.annotations);
      if (entry.annotations.length === 0) {
        reportAside(inside, entry.at, "empty-policy", "This line says nothing.", "Add an annotation, such as `@int8`.");
      }
      const { value: pattern, at } = entry.glob;
      if (!holds) continue;
      const place = placeAt(inside, at);
      elaboration.policies.push({ glob: glob(pattern), pattern, annotations, place, instance: context.instance });
    }
  }
}

/** The device that a policy or budget names; undefined where it holds for all. */
export function targetName(statement: Statement & { readonly kind: "policy" | "budget" }): string | undefined {
  const { target } = statement;
  if (target === undefined) return undefined;
  return target.kind === "name" ? target.name : target.kind === "call" ? target.callee.name : undefined;
}
