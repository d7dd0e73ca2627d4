import type { FileReport } from "../base/report.ts";
import type { Graph, Site } from "../graph/graph.ts";
import { reportAt } from "../semantics/module.ts";
import { Colon } from "../syntax/tokens.ts";
import type { Check } from "./check.ts";

/**
 * In a net with trained weights, ops and blocks that are told apart by a number because nobody labelled them: inserting
 * another of their kind would rename them, and their weights would be lost.
 */
export const labels: Check = {
  name: "labels",
  asksForFiles: true,
  run({ elaborated, cost }) {
    const [weights] = elaborated.declared.weights;
    if (weights === undefined) return [];
    const { uri, lines } = weights.place;
    const found = new Map<number, FileReport>();
    for (const [path, site] of numberedWithWeights(cost.graph)) {
      if (site.uri !== uri) continue;
      const message = `\`${path}\` has its weights by a number, which changes when another of its kind is put before it.`;
      const report = reportAt(
        { ...site, lines },
        "label-missing",
        message,
        "Put a label before it: `name: …`.",
        "hint",
      );
      // A line of a block stands for all its instances: the first of them speaks for it.
      if (!found.has(report.span.start)) found.set(report.span.start, report);
    }
    return [...found.values()];
  },
};

function numberedWithWeights(graph: Graph): readonly (readonly [string, Site])[] {
  const found: (readonly [string, Site])[] = [];
  for (const op of graph.ops) {
    if ((op.call.weights ?? []).length === 0) continue;
    if (isNumbered(op.path, op.name)) found.push([op.path, op.name]);
    for (let at: number | undefined = op.instance; at !== undefined; at = graph.instances[at]?.parent) {
      const instance = graph.instances[at];
      if (instance !== undefined && isNumbered(instance.path, instance.place))
        found.push([instance.path, instance.place]);
    }
  }
  return found;
}

/** Whether a path ends in the name that is called and a number, and not in a label that happens to look so. */
function isNumbered(path: string, { chunk, at }: Site): boolean {
  const name = chunk.tokens[at.first]?.image;
  const isLabelled = chunk.tokens[at.first - 1]?.tokenType === Colon;
  const number = /(?:^|\.)([^.]*)_\d+$/.exec(path)?.[1];
  return !isLabelled && number === name;
}
