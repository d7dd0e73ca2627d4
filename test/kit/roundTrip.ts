/** A model through the text and back: imported, written, read, exported; and how results differ. */
import {
  bytesOfTensor,
  defaultOpset,
  type Graph,
  type Imported,
  importModel,
  isRefusal,
  numbersOf,
  type OnnxModel,
  type OnnxTensor,
  type Refusal,
  refuse,
  type Tensor,
} from "@lathe/engine";
import { analyseText } from "./analyse.ts";
import { exportGraph } from "./exportGraph.ts";

export interface RoundTrip {
  readonly imported: Imported;
  readonly exported: OnnxModel;
}

/** Imports a model and exports the text; `opset` where the text does not say one itself. */
export function roundTrip(model: OnnxModel, opset = defaultOpset): RoundTrip | Refusal {
  const imported = importModel(model, { name: "imported" });
  if (isRefusal(imported)) return imported;
  const exported = exportImported(imported, opset);
  return isRefusal(exported) ? exported : { imported, exported };
}

/** Exports the text of an import with the weights that came with it. */
export function exportImported({ text, weights }: Imported, opset = defaultOpset): OnnxModel | Refusal {
  const analysis = analyseText(text);
  const [shown] = analysis.shown;
  const error = analysis.reports.find(({ severity, code }) => severity === "error" && code !== "file-not-found");
  if (shown === undefined || error !== undefined) return refuse("bad-text", error?.message ?? "there is no net");
  const stated = shown.elaborated.declared.opset ?? opset;
  return exportGraph(shown.cost.graph, { opset: stated, trained: (name) => weights.get(name) });
}

/** What is read back of the model that a net is written as. A refusal is a mistake of the test. */
export function readBack(graph: Graph, trained?: (name: string) => Tensor | undefined): Imported {
  const model = exportGraph(graph, trained === undefined ? {} : { trained });
  const imported = isRefusal(model) ? model : importModel(model, { name: graph.name });
  if (isRefusal(imported)) throw new Error(imported.message);
  return imported;
}

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** How a result differs from what was expected; undefined where it does not. Floats may differ within a tolerance. */
export async function differenceOf(
  actual: OnnxTensor | undefined,
  expected: OnnxTensor,
  { relative, absolute }: Tolerance,
): Promise<string | undefined> {
  if (actual === undefined) return "missing";
  if (expected.kind === "strings") {
    const same = actual.kind === "strings" && JSON.stringify(actual.values) === JSON.stringify(expected.values);
    return same ? undefined : "other strings";
  }
  if (expected.kind !== "tensor" || actual.kind !== "tensor") return "no tensor";
  const [a, b] = [actual.tensor, expected.tensor];
  if (a.dtype !== b.dtype) return `${a.dtype} instead of ${b.dtype}`;
  if (a.shape.join() !== b.shape.join()) return `[${a.shape.join()}] instead of [${b.shape.join()}]`;
  const [own, wanted] = [await bytesOfTensor(a), await bytesOfTensor(b)];
  const isFloat = a.dtype.startsWith("f") || a.dtype === "bf16";
  if (!isFloat) return Buffer.compare(own, wanted) === 0 ? undefined : "other integers";
  const [x, y] = [numbersOf(a.dtype, own), numbersOf(b.dtype, wanted)];
  let worst = 0;
  for (const [i, value] of x.entries()) {
    const other = y[i] ?? 0;
    if (Object.is(value, other) || value === other) continue;
    const excess = Math.abs(value - other) / (absolute + relative * Math.abs(other));
    worst = Math.max(worst, Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess);
  }
  return worst <= 1 ? undefined : `${worst.toPrecision(3)} times the tolerance`;
}
