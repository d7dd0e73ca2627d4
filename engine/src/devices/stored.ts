/** A net as a target stores it that runs everything in one precision, whatever its annotations say. */
import type { Precision as StoredPrecision } from "../annotations/annotation.ts";
import { type Dtype, isFloat } from "../base/tensor.ts";
import type { Graph, GraphTensor } from "../graph/graph.ts";
import type { Precision } from "./profile.ts";

/** How weights and results are stored where everything runs in one precision. */
export const storedPrecisions: Readonly<Record<Precision, StoredPrecision>> = {
  fp32: { kind: "float" },
  fp16: { kind: "half", dtype: "f16" },
  int8: { kind: "integer", weightBits: 8, activationBits: 8 },
  "dynamic-int8": { kind: "integer", weightBits: 8, activationBits: undefined },
};

/** What floats become in a precision; undefined: what the text says. */
const storedDtypes: Readonly<Record<Precision, Dtype | undefined>> = {
  fp32: undefined,
  fp16: "f16",
  int8: "i8",
  "dynamic-int8": undefined,
};

/** The same graph with all data stored in one precision, inputs and outputs included. */
export function storedIn(graph: Graph, precision: Precision): Graph {
  const stored = storedDtypes[precision];
  const tensors = graph.tensors.map((entry): GraphTensor => {
    if (!isFloat(entry.type.dtype)) return entry;
    const { stored: _, ...rest } = entry;
    return stored === undefined ? rest : { ...rest, stored };
  });
  return { ...graph, tensors };
}
