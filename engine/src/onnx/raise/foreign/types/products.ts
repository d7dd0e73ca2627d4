/** Products of matrices, and layers that are made of them. */
import { type Dim, unknownDim } from "../../../../base/dim.ts";
import { type ForeignNode, int, shapeAt, text, typeAt } from "../node.ts";
import { broadcastOf, listed, type Rules } from "./rule.ts";

export const products: Rules = {
  ...listed("MatMul MatMulInteger", (node) => {
    const dtype = node.op === "MatMulInteger" ? "i32" : typeAt(node, 0)?.dtype;
    return dtype && [{ dtype, shape: product(shapeAt(node, 0), shapeAt(node, 1)) }];
  }),
  QLinearMatMul(node) {
    const dtype = typeAt(node, 7)?.dtype;
    return dtype && [{ dtype, shape: product(shapeAt(node, 0), shapeAt(node, 3)) }];
  },
  Gemm(node) {
    const [a, b] = [typeAt(node, 0), shapeAt(node, 1)];
    if (a?.shape === undefined || b === undefined) return undefined;
    const rows = a.shape[int(node, "transA") === 1 ? 1 : 0] ?? unknownDim;
    return [{ dtype: a.dtype, shape: [rows, b[int(node, "transB") === 1 ? 0 : 1] ?? unknownDim] }];
  },
  ...listed("LSTM GRU RNN", (node) => {
    const [x, r] = [typeAt(node, 0), shapeAt(node, 2)];
    if (x?.shape === undefined || r === undefined) return undefined;
    const isBatchFirst = int(node, "layout") === 1;
    const [steps = unknownDim, batch = unknownDim] = isBatchFirst ? [x.shape[1], x.shape[0]] : x.shape;
    const [directions = unknownDim, , hidden = unknownDim] = r;
    const last = isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
    const all = isBatchFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden];
    return [all, last, last].map((shape) => ({ dtype: x.dtype, shape }));
  }),
  Einsum(node) {
    const x = typeAt(node, 0);
    const shape = einsumShape(node);
    return x && [{ dtype: x.dtype, shape }];
  },
};

function product(a: readonly Dim[] | undefined, b: readonly Dim[] | undefined): readonly Dim[] | undefined {
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0) return undefined;
  const rows = a.length === 1 ? [] : [a.at(-2) ?? unknownDim];
  const columns = b.length === 1 ? [] : [b.at(-1) ?? unknownDim];
  const batch = broadcastOf([a.slice(0, -2), b.slice(0, -2)]);
  return batch && [...batch, ...rows, ...columns];
}

function einsumShape(node: ForeignNode): readonly Dim[] | undefined {
  const equation = (text(node, "equation") ?? "").replaceAll(" ", "");
  const [left = "", right] = equation.split("->");
  if (equation.includes(".")) return undefined;
  const extents = new Map<string, Dim>();
  for (const [index, term] of left.split(",").entries()) {
    for (const [axis, letter] of [...term].entries()) extents.set(letter, shapeAt(node, index)?.[axis] ?? unknownDim);
  }
  const letters = left.replaceAll(",", "");
  const once = [...extents.keys()].filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter)).sort();
  return (right === undefined ? once : [...right]).map((letter) => extents.get(letter) ?? unknownDim);
}
