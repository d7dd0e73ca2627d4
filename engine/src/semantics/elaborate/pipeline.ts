/** Pipelines: what the head gives flows through the stages. */
import type { Value } from "../../base/value.ts";
import type { PipelineExpression, Stage } from "../../syntax/ast.ts";
import { evaluateCall } from "./call.ts";
import { conditionOf } from "./condition.ts";
import { evaluateAll } from "./expression.ts";
import { checkStage } from "./names.ts";
import { evaluateRepeat } from "./repeat.ts";
import { byBinding, type Context, type Naming, naming } from "./state.ts";

export function evaluatePipeline(context: Context, pipeline: PipelineExpression, how: Naming): readonly Value[] {
  const head = evaluateAll(context, pipeline.head, pipeline.head.kind === "labelled" ? byBinding : how);
  const [only] = head;
  // `(a, b) -> …` brings both; a list (of `collect`) stays one value.
  const values = head.length === 1 && only?.kind === "list" && only.isTuple ? only.items : head;
  return runStages(context, pipeline.stages, values);
}

/** Runs stages one after the other. A single unlabelled stage takes the name of the instance that it alone fills. */
export function runStages(
  context: Context,
  stages: readonly Stage[],
  values: readonly Value[],
  fillsInstance = false,
): readonly Value[] {
  let current = values;
  const [only] = stages;
  const isAlone = fillsInstance && stages.length === 1 && only !== undefined && !hasLabel(only);
  for (const stage of stages) current = runStage(context, stage, current, isAlone ? { kind: "instance" } : byBinding);
  return current;
}

function runStage(context: Context, stage: Stage, values: readonly Value[], how: Naming): readonly Value[] {
  const own = hasLabel(stage) ? naming(stage.label) : how;
  switch (stage.kind) {
    case "call":
      return evaluateCall(context, stage, values, own);
    case "repeat":
    case "collect":
      return evaluateRepeat(context, stage, values, own);
    case "conditional": {
      const outcome = conditionOf(context, stage.condition);
      const skipped =
        outcome === undefined ? [...stage.then, ...stage.otherwise] : outcome ? stage.otherwise : stage.then;
      for (const inner of skipped) checkStage(context, inner);
      if (outcome === undefined) return values;
      const arm = outcome ? stage.then : stage.otherwise;
      const [first] = arm;
      // The label of the choice names its arm's only stage.
      if (own.kind !== "binding" && arm.length === 1 && first !== undefined && !hasLabel(first)) {
        return runStage(context, first, values, own);
      }
      return runStages(context, arm, values);
    }
    case "broken":
      return values;
  }
}

function hasLabel(
  stage: Stage,
): stage is Stage & { readonly label: { readonly name: string; readonly at: { first: number; last: number } } } {
  return stage.kind !== "broken" && stage.label !== undefined;
}
