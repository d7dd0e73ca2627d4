import type { FileReport } from "../base/report.ts";
import type { Graph, Place } from "../graph/graph.ts";
import { reportAt } from "../semantics/module.ts";
import type { Check } from "./check.ts";

/**
 * In a net with trained weights, ops and blocks that are told apart by a number because nobody labelled them: inserting
 * another of their kind would rename them, and their weights would be lost.
 */
export const labels: Check = {
  name: "labels",
  run({ elaborated, cost }) {
    if (elaborated.declared.weights.length === 0) return [];
    const found = new Map<string, FileReport>();
    for (const [path, place] of numberedWithWeights(cost.graph, elaborated.numbered)) {
      const message = `\`${path}\` has its weights by a number, which changes when another of its kind is put before it.`;
      const report = reportAt(place, "label-missing", message, "Put a label before it: `name: …`.", "hint");
      // A line of a block stands for all its instances: the first of them speaks for it.
      const key = `${report.uri} ${report.span.start}`;
      if (!found.has(key)) found.set(key, report);
    }
    return [...found.values()];
  },
};

function numberedWithWeights(graph: Graph, numbered: ReadonlySet<string>): readonly (readonly [string, Place])[] {
  const found: (readonly [string, Place])[] = [];
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
