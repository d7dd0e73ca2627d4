/** Reductions, and running sums. */
import { isRefusal } from "../../base/report.ts";
import { isInteger } from "../../base/tensor.ts";
import { cumsum as cumsumOperator } from "../../operators/cumsum.ts";
import {
  reduceL1 as l1Operator,
  reduceL2 as l2Operator,
  reduceLogsumexp as logsumexpOperator,
  reduceMax as maxOperator,
  mean as meanOperator,
  reduceMin as minOperator,
  reduceProd as prodOperator,
  sum as sumOperator,
} from "../../operators/reduction.ts";
import { type Code, literal, type Named, named, py, call as python, type Raw } from "../code.ts";
import { torchDtype } from "../dtypes.ts";
import { inputOf, pytorchFacet, type WrittenCall } from "../facet.ts";
import { axesOf } from "./common.ts";

export const mean = reduction(meanOperator, (x) => `${x}.mean`);
export const sum = reduction(sumOperator, (x) => `${x}.sum`, { widens: true });
export const reduceMax = reduction(maxOperator, (x) => `${x}.amax`);
export const reduceMin = reduction(minOperator, (x) => `${x}.amin`);
export const reduceL1 = reduction(l1Operator, (x) => `${x}.abs().sum`, { widens: true });
export const reduceL2 = reduction(l2Operator, (x) => `${x}.norm`);
export const reduceLogsumexp = reduction(logsumexpOperator, (x) => `${x}.logsumexp`);

/** PyTorch multiplies along one axis at a time. */
export const reduceProd = pytorchFacet(prodOperator, (call) => {
  const { axes, keepdims } = reduced(call);
  const kept = ownType(call);
  if (isRefusal(kept)) return kept;
  let forward: Code = [inputOf(call).text];
  for (const axis of axes.toSorted((a, b) => b - a)) {
    const names = [named("dim", axis), named("keepdim", keepdims, false), ...typeArgument(kept)];
    forward = py`${forward}.prod${python("", [], names)}`;
  }
  return { forward };
});

export const cumsum = pytorchFacet(cumsumOperator, (call) => {
  const kept = ownType(call);
  if (isRefusal(kept)) return kept;
  const x = inputOf(call).text;
  return { forward: python(`${x}.cumsum`, [], [named("dim", call.parameters.axis), ...typeArgument(kept)]) };
});

type Reducing = WrittenCall<{ readonly axis: readonly number[] | undefined; readonly keepdims: boolean }>;

function reduction(
  operator: typeof meanOperator,
  callee: (x: string) => string,
  { widens = false }: { readonly widens?: boolean } = {},
) {
  return pytorchFacet(operator, (call) => {
    const { axes, keepdims } = reduced(call);
    const kept = widens ? ownType(call) : undefined;
    if (isRefusal(kept)) return kept;
    const [only] = axes;
    const dim = literal(axes.length === 1 && only !== undefined ? only : axes);
    const names = [{ name: "dim", text: dim, default: undefined }, named("keepdim", keepdims, false)];
    const x = inputOf(call).text;
    // A scalar has nothing to reduce.
    if (axes.length === 0) return { forward: [x] };
    return { forward: python(callee(x), [], [...names, ...typeArgument(kept)]) };
  });
}

function reduced(call: Reducing): { readonly axes: readonly number[]; readonly keepdims: boolean } {
  const rank = inputOf(call).type.shape.length;
  const { axis, keepdims } = call.parameters;
  return { axes: axis === undefined ? Array.from({ length: rank }, (_, each) => each) : axesOf(axis, rank), keepdims };
}

/** PyTorch sums integers as i64 unless it is told otherwise. */
function ownType(call: WrittenCall<unknown>) {
  const { dtype } = inputOf(call).type;
  return isInteger(dtype) && dtype !== "i64" ? torchDtype(dtype) : undefined;
}

function typeArgument(type: Raw | undefined): readonly Named[] {
  return type === undefined ? [] : [named("dtype", type)];
}
