/** `repeat` and `collect`: the body once for every element, each with an instance of its own. */
import { int, list, nameOfKind, unknownValue, type Value } from "../../base/value.ts";
import type { Pattern, Range, RepeatStage, Stage } from "../../syntax/ast.ts";
import { childScope } from "../scope.ts";
import { readAnnotations } from "./annotate.ts";
import { evaluate } from "./expression.ts";
import { runStages } from "./pipeline.ts";
import { type Context, limits, Names, type Naming, pathOf, report, siteAt } from "./state.ts";
import { runStatements } from "./statements.ts";

export function evaluateRepeat(
  context: Context,
  stage: RepeatStage,
  values: readonly Value[],
  how: Naming,
): readonly Value[] {
  const { elaboration } = context;
  const path = pathOf(context, how, stage.kind);
  const instance = elaboration.addInstance({
    path,
    kind: "repeat",
    name: stage.kind,
    parent: context.instance,
    place: siteAt(context, stage.keyword),
    declaration: undefined,
    annotations: readAnnotations(context, stage.annotations),
  });
  const elements = elementsOf(context, stage);
  const collected: Value[] = [];
  let current = values;
  for (let i = 0; i < elements.count; i++) {
    if (!elaboration.step(context, 20, stage.keyword)) break;
    const element = elaboration.addInstance({
      path: `${path}[${i}]`,
      kind: "element",
      name: stage.kind,
      parent: instance,
      place: siteAt(context, stage.keyword),
      declaration: undefined,
    });
    const inside: Context = {
      ...context,
      scope: childScope(context.scope),
      instance: element,
      names: new Names(),
      binding: undefined,
    };
    if (stage.binder !== undefined) bindPattern(inside, stage.binder, elements.at(i));
    current = runBody(inside, stage, current);
    elaboration.finishInstance(element, current);
    if (stage.kind === "collect") {
      collected.push(
        current.length === 1 ? (current[0] ?? unknownValue) : { kind: "list", items: current, isTuple: true },
      );
    }
  }
  const results = stage.kind === "collect" ? [list(collected)] : current;
  elaboration.finishInstance(instance, results);
  return results;
}

/** How often, and what the binder names each time. Lists are not built for a count. */
function elementsOf(context: Context, stage: RepeatStage): { readonly count: number; at(index: number): Value } {
  const none = { count: 0, at: () => unknownValue };
  const source = evaluate(context, stage.source);
  switch (source.kind) {
    case "list":
      return { count: source.items.length, at: (index) => source.items[index] ?? unknownValue };
    case "number":
      if (
        typeof source.value !== "number" ||
        source.unit !== undefined ||
        !Number.isInteger(source.value) ||
        source.value < 0
      ) {
        report(
          context,
          stage.source.at,
          "bad-count",
          "How often to repeat must be a plain whole number of at least 0.",
        );
        return none;
      }
      if (source.value > limits.ops) {
        const message = `Here are ${source.value} repetitions; a net has ${limits.ops} ops at most.`;
        report(context, stage.source.at, "too-large", message, "Repeat less.");
        return none;
      }
      return { count: source.value, at: int };
    case "unknown":
      return none;
    default:
      report(
        context,
        stage.source.at,
        "bad-count",
        `\`${stage.kind}\` needs a count or a list; this is ${nameOfKind(source)}.`,
      );
      return none;
  }
}

function runBody(context: Context, stage: RepeatStage, values: readonly Value[]): readonly Value[] {
  const body = context.chunk.bodies[stage.body];
  if (body === undefined) return values;
  if (stage.carried !== undefined) {
    stage.carried.names.forEach(({ name, at }, index) => {
      bindName(context, name, at, values[index] ?? unknownValue);
    });
    return runStatements(context, body.chunks) ?? values;
  }
  const stages: { chunk: (typeof body.chunks)[number]; stages: readonly Stage[] }[] = [];
  for (const chunk of body.chunks) {
    if (chunk.statement.kind !== "stages") continue;
    const inside = { ...context, chunk };
    if (stages.length > 0) {
      report(
        inside,
        { first: 0, last: 0 },
        "missing-arrow",
        "A stage begins with `->` unless it is the first.",
        "Put `->` before it.",
      );
    }
    stages.push({ chunk, stages: chunk.statement.stages });
  }
  const [only] = stages;
  let current = values;
  for (const part of stages) {
    current = runStages({ ...context, chunk: part.chunk }, part.stages, current, stages.length === 1 && only === part);
  }
  return current;
}

function bindPattern(context: Context, pattern: Pattern, value: Value): void {
  const items = value.kind === "list" ? value.items : [];
  if (pattern.isTuple && value.kind !== "unknown" && items.length !== pattern.names.length) {
    const has = value.kind === "list" ? `${items.length} entries` : `no entries: it is ${nameOfKind(value)}`;
    report(context, pattern.at, "bad-pattern", `Here are ${pattern.names.length} names, but the element has ${has}.`);
  }
  pattern.names.forEach(({ name, at }, index) => {
    bindName(context, name, at, pattern.isTuple ? (items[index] ?? unknownValue) : value);
  });
}

function bindName(context: Context, name: string, at: Range, value: Value): void {
  context.scope.values.set(name, value);
  context.elaboration.bound.push({ name, place: siteAt(context, at), value, instance: context.instance });
}
