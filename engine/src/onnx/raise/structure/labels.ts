/** Gives labels to what has weights, after the model's names where these say something. */
import type { Draft } from "../draft.ts";
import { freshName, identifier } from "../identifiers.ts";
import { type ModulePath, moduleOf } from "./names.ts";
import { type Stage, within } from "./sketch.ts";
import { at } from "./tree.ts";

/** Labels the stages of one instance, of the net, a block or the body of a repeat, which stands in `module`. */
export function labelStages(draft: Draft, stages: readonly Stage[], module: ModulePath): void {
  for (const stage of stages) stage.label = undefined;
  const weighted = stages.filter((stage) => isWeighted(draft, stage));
  const taken = new Set<string>();
  const wishes = weighted.map((stage) => wishOf(stage, module));
  for (const [index, stage] of weighted.entries()) {
    const wish = wishes[index];
    if (wish !== undefined) stage.label = freshName(wish, taken);
  }
  const unnamed = weighted.filter((_, index) => wishes[index] === undefined);
  for (const [word, alike] of Map.groupBy(unnamed, (stage) => fallbackLabel(draft, stage))) {
    const isOne = alike.length === 1 && !taken.has(word);
    for (const [index, stage] of alike.entries()) stage.label = freshName(isOne ? word : `${word}${index + 1}`, taken);
  }
  for (const stage of stages) {
    if (stage.kind !== "repeat") continue;
    // The only stage of a body takes the instance's name.
    const [only, ...others] = stage.stages;
    if (only === undefined) continue;
    if (others.length === 0 && only.kind !== "repeat") {
      only.label = undefined;
      continue;
    }
    labelStages(
      draft,
      stage.stages,
      moduleOf(
        draft,
        stage.stages.flatMap(({ calls }) => calls),
      ) ?? [],
    );
  }
}

export function isWeighted(draft: Draft, { calls }: Stage): boolean {
  return calls.some((call) => at(draft.calls, call).weights.size > 0);
}

function wishOf(stage: Stage, module: ModulePath): string | undefined {
  const text = stage.differs ? undefined : within(module, stage.module)?.join("_");
  if (text === undefined) return undefined;
  const label = identifier(/^\d/.test(text) ? `${wordFor(stage)}_${text}` : text);
  return label === "" ? undefined : label;
}

/** What a stage is called where the model says nothing: `conv`, `residual`; of a repeat what it repeats. */
export function fallbackLabel(draft: Draft, stage: Stage): string {
  if (stage.kind !== "repeat") return wordFor(stage);
  const inner = stage.stages.find((candidate) => isWeighted(draft, candidate));
  if (inner === undefined) return "repeated";
  const word = fallbackLabel(draft, inner);
  return word.endsWith("s") ? word : `${word}s`;
}

export function wordFor(stage: Stage): string {
  if (stage.kind === "block") return stage.block.name;
  if (stage.kind === "repeat") return "repeated";
  const { callee } = stage.call;
  return callee.kind === "operator" ? callee.operator.name : callee.name.toLowerCase();
}
