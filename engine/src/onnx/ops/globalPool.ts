/** Pooling over all positions. ONNX knows it of floats; the greatest of integers is a reduction. */
import { isFloat } from "../../base/tensor.ts";
import { globalAvgpool as avgOperator, globalMaxpool as maxOperator } from "../../operators/globalPool.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { reduce } from "./axes.ts";
import { onData } from "./operands.ts";
import { unaryFacet } from "./unary.ts";

export const globalAvgpool = unaryFacet(avgOperator, "GlobalAveragePool");

export const globalMaxpool = onnxFacet(maxOperator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    if (isFloat(type.dtype)) return [to.node("GlobalMaxPool", [name])];
    const spatial = [...type.shape.keys()].slice(2);
    return [reduce(to, "ReduceMax", name, spatial, { keep: true })];
  },
  raise: { GlobalMaxPool: onData },
});
