import { count, inputElements, type PartsOf } from "./part.ts";

/** A product with a stored matrix: `linear`. Of one row it reads every weight once, of many it is a matrix product. */
export const linear: PartsOf = (sized) => {
  const [data] = sized.inputs;
  const [result] = sized.outputs;
  const { weight } = sized.weights;
  if (data === undefined || result === undefined || weight === undefined) return undefined;
  const [out = 1] = weight;
  const rows = count(result) / out;
  return [
    {
      kind: rows === 1 ? "linear vector" : "linear rows",
      macs: sized.macs,
      elements: count(result),
      inputElements: inputElements(sized),
      weightElements: count(weight) + out,
      extents: { rows, in: weight[1] ?? 1, out },
    },
  ];
};

/** A product of two tensors that are both data. */
export const matmul: PartsOf = (sized) => {
  const [result] = sized.outputs;
  if (result === undefined) return undefined;
  return [
    {
      kind: "matmul",
      macs: sized.macs,
      elements: count(result),
      inputElements: inputElements(sized),
      weightElements: Object.values(sized.weights).reduce((sum, shape) => sum + count(shape), 0),
      extents: { out: result.at(-1) ?? 1, rows: count(result) / (result.at(-1) ?? 1) },
    },
  ];
};
