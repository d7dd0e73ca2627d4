import type { FileReport } from "../base/report.ts";
import type { Graph, Site } from "../graph/graph.ts";
import { reportAt } from "../semantics/module.ts";
import type { Check } from "./check.ts";

/**
 * In a net with trained weights, ops and blocks that are told apart by a number because nobody labelled them: inserting
 * another of their kind would rename them, and their weights would be lost.
 */
export const labels: Check = {
  name: "labels",
  run({ elaborated, cost }) {
    const [weights] = elaborated.declared.weights;
    if (weights === undefined) return [];
    const { uri, lines } = weights.place;
    const found = new Map<number, FileReport>();
    for (const [path, site] of numberedWithWeights(cost.graph, elaborated.numbered)) {
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

function numberedWithWeights(graph: Graph, numbered: ReadonlySet<string>): readonly (readonly [string, Site])[] {
  const found: (readonly [string, Site])[] = [];
  for (const op of graph.ops) {
    if ((op.call.weights ?? []).length === 0) continue;
    if (numbered.has(op.path)) found.push([op.path, op.name]);
    for (let at: number | undefined = op.instance; at !== undefined; at = graph.instances[at]?.parent) {
      const instance = graph.instances[at];
      if (instance !== undefined && numbered.has(instance.path)) found.push([instance.path, instance.place]);
    }
  }
  return found;
}
