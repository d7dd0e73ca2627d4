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
    return numberedWithWeights(cost.graph, elaborated.numbered).map(([path, place]): FileReport => {
      const message = `\`${path}\` has its weights by a number, which changes when another of its kind is put before it.`;
      return reportAt(place, "label-missing", message, "Put a label before it: `name: …`.", "hint");
    });
  },
};

function numberedWithWeights(graph: Graph, numbered: ReadonlySet<string>): readonly (readonly [string, Place])[] {
  const found = new Map<string, Place>();
  for (const op of graph.ops) {
    if ((op.call.weights ?? []).length === 0) continue;
    if (numbered.has(op.path)) found.set(op.path, op.name);
    for (let at: number | undefined = op.instance; at !== undefined; at = graph.instances[at]?.parent) {
      const instance = graph.instances[at];
      if (instance !== undefined && numbered.has(instance.path)) found.set(instance.path, instance.place);
    }
  }
  return [...found];
}
