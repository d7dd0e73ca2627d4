/** Import: a model of ONNX becomes the text of a net, and a file's worth of weights under the names that they have there. */
import { isRefusal, type Refusal } from "../../base/report.ts";
import type { Tensor } from "../../weights/tensor.ts";
import type { OnnxModel } from "../model.ts";
import type { Draft } from "./draft.ts";
import { raiseModel } from "./raise.ts";
import { textOf } from "./text.ts";
import { verified } from "./verify.ts";

export interface ImportOptions {
  /** What the net is to be called; what is no identifier is made one. */
  readonly name: string;
  /** The file of weights as the text names it; `<name>.safetensors` if it is left out. */
  readonly weightsFile?: string;
}

export interface Imported {
  readonly text: string;
  /** By the names that they have in the text. */
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly draft: Draft;
  /** What a reader of the text should know: sentences. */
  readonly notes: readonly string[];
}

/**
 * Imports a model. The text is elaborated and held against the model op by op before it is given out. Refuses what a net has no words
 * for (loops, sequences, types without a name) by the name of the node. Never throws.
 */
export function importModel(model: OnnxModel, options: ImportOptions): Imported | Refusal {
  const draft = raiseModel(model);
  if (isRefusal(draft)) return draft;
  const { name, weightsFile = `${name}.safetensors` } = options;
  let problem: Refusal | undefined;
  for (const style of ["structured", "flat", "plain"] as const) {
    const written = textOf(draft, { name, weightsFile, style });
    if (written === undefined) continue;
    const { text, order } = written;
    const weights = verified(draft, order, text);
    if (!isRefusal(weights)) return { text, weights, draft, notes: notesOf(draft) };
    problem = weights;
  }
  return {
    kind: "refusal",
    code: "unfaithful-text",
    message: `the text would not be the model: ${problem?.message ?? ""}`,
  };
}

function notesOf(draft: Draft): readonly string[] {
  const foreign = new Set(
    draft.calls.flatMap(({ callee }) => (callee.kind === "foreign" ? [`onnx.${callee.name}`] : [])),
  );
  if (foreign.size === 0) return [];
  return [`Of these operators Lathe does not know the costs: ${[...foreign].sort().join(", ")}.`];
}
