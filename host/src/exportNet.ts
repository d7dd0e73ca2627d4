/** Exports an analysed net with its numbers: what the command line and the editor have in common. */
import { bindSteps, bindWeights, isRefusal, type Refusal, refuse, type ShownNet } from "@lathe/engine";
import type { Exported, ExportFormat, ExportOptions } from "./formats/format.ts";
import type { OpenedWeights } from "./weights.ts";

/** A net and its trained weights, open for reading. */
export interface NetWithWeights {
  readonly shown: ShownNet;
  readonly weights: OpenedWeights;
  /** Version of Lathe. */
  readonly version: string;
}

/**
 * Writes a net in a format. Refuses a net that is not understood as a whole, weights that do not fit, and what the format
 * refuses; then nothing is written.
 */
export async function exportNet(
  { shown, weights, version }: NetWithWeights,
  format: ExportFormat,
  path: string,
  options: ExportOptions,
): Promise<Exported | Refusal> {
  const { graph } = shown.cost;
  if (graph.isIncomplete) {
    return refuse("incomplete-net", `the net \`${graph.name}\` has errors`, { help: "Correct them first." });
  }
  const bound = bindWeights(graph, weights.trained);
  if (isRefusal(bound)) return bound;
  const steps = bindSteps(graph, weights.trained);
  return await format.write({ shown, weights: bound, steps, source: weights.source, version }, path, options);
}
