import type { Part } from "../kernel.ts";
import { count, type PartsOf } from "./part.ts";

/**
 * Attention as runtimes run it where they have no kernel of their own for it: the projections, the scores, their softmax, the sum over
 * values, and the projection of the result (Vaswani et al., "Attention Is All You Need", 2017, section 3.2).
 */
export const attention: PartsOf = (sized) => {
  const { op, inputs, outputs, weights } = sized;
  const [data] = inputs;
  const [result] = outputs;
  if (data === undefined || result === undefined) return undefined;
  const { heads } = op.call.parameters;
  const projection = weights["out_proj.weight"];
  if (typeof heads !== "number" || projection === undefined) return undefined;
  const [features = 1, width = 1] = projection;
  const rows = count(result) / features;
  const places = data.at(-2) ?? 1;
  const batch = rows / places;
  // What is left of the MACs when the projections of queries and of the result are taken off belongs to keys, values and the two products.
  const stored = Object.entries(weights).filter(([name]) => name.endsWith("weight") && name !== "out_proj.weight");
  const projected = stored.reduce((sum, [, shape]) => sum + count(shape), 0);
  const memory = memoryShape(sized) ?? data;
  const keyRows = count(memory) / (memory.at(-1) ?? 1);
  const keyWeights = projected - features * width;
  const projections = rows * features * width + keyRows * keyWeights;
  const products = Math.max(0, sized.macs - projections - rows * width * features);
  const scores = (products / 2 / width) * heads;
  const linear = (macs: number, rowCount: number, weightElements: number, out: number): Part => ({
    kind: "linear rows",
    macs,
    elements: rowCount * out,
    inputElements: (rowCount * weightElements) / Math.max(1, out),
    weightElements,
    extents: { rows: rowCount, in: weightElements / Math.max(1, out), out },
  });
  const matmul = (elements: number, inputElements: number): Part => ({
    kind: "matmul",
    macs: products / 2,
    elements,
    inputElements,
    weightElements: 0,
    extents: { rows: batch * heads * places, out: elements / Math.max(1, batch * heads * places) },
  });
  return [
    linear(rows * features * width, rows, features * width, width),
    ...(keyWeights > 0 ? [linear(keyRows * keyWeights, keyRows, keyWeights, keyWeights / (memory.at(-1) ?? 1))] : []),
    matmul(scores, rows * width + scores / Math.max(1, rows)),
    {
      kind: "softmax softmax",
      macs: 0,
      elements: scores,
      inputElements: scores,
      weightElements: 0,
      extents: { elements: scores },
    },
    matmul(rows * width, scores),
    linear(rows * width * features, rows, width * features, features),
  ];
};

/** Attention without projections: `sdpa`. */
export const products: PartsOf = (sized) => {
  const [result] = sized.outputs;
  const { heads } = sized.op.call.parameters;
  if (result === undefined) return undefined;
  const width = result.at(-1) ?? 1;
  const scores = (sized.macs / 2 / width) * (typeof heads === "number" ? heads : 1);
  const half = { kind: "matmul", macs: sized.macs / 2, weightElements: 0 };
  return [
    { ...half, elements: scores, inputElements: count(result) * 2, extents: { elements: scores } },
    {
      kind: "softmax softmax",
      macs: 0,
      elements: scores,
      inputElements: scores,
      weightElements: 0,
      extents: { elements: scores },
    },
    { ...half, elements: count(result), inputElements: scores + count(result), extents: { elements: count(result) } },
  ];
};

function memoryShape({ op, inputs }: Parameters<PartsOf>[0]): readonly number[] | undefined {
  const at = op.call.tensorArguments?.indexOf("memory") ?? -1;
  return at < 0 ? undefined : inputs[op.operator.inputs.length + at];
}
