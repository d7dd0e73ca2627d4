/** Arithmetic element by element, on stored numbers and on extents. */
import { addDim, type Dim, equalDims, floorDivDim, isUnknown, mulDim, subDim, unknownDim } from "../../../base/dim.ts";
import { type Dtype, isFloat, isInteger } from "../../../base/tensor.ts";
import { bytesOfNumbers, numbersOf } from "../../../weights/numbers.ts";
import { dtypeOfNumber } from "../../dataTypes.ts";
import { type Fold, intAttribute, small } from "./contract.ts";
import { broadcast, broadcastShape, type Small } from "./small.ts";

export const elementwise: Readonly<Record<string, Fold>> = {
  Add: binary({ floats: (a, b) => a + b, dims: addDim }),
  Sub: binary({ floats: (a, b) => a - b, dims: subDim }),
  Mul: binary({ floats: (a, b) => a * b, dims: mulDim }),
  Div: binary({ floats: (a, b) => a / b, dims: divide }),
  Mod: binary({ floats: undefined, dims: remainder }),
  Pow: binary({ floats: (a, b) => a ** b, dims: power }),
  Min: variadic({ floats: Math.min, dims: (a, b) => extreme(a, b, Math.min) }),
  Max: variadic({ floats: Math.max, dims: (a, b) => extreme(a, b, Math.max) }),
  Equal: comparison((a, b) => (equalDims(a, b) ? true : bothNumbers(a, b, (x, y) => x === y))),
  Less: comparison((a, b) => bothNumbers(a, b, (x, y) => x < y)),
  LessOrEqual: comparison((a, b) => bothNumbers(a, b, (x, y) => x <= y)),
  Greater: comparison((a, b) => bothNumbers(a, b, (x, y) => x > y)),
  GreaterOrEqual: comparison((a, b) => bothNumbers(a, b, (x, y) => x >= y)),
  And: binary({ floats: undefined, dims: (a, b) => (a === 0 || b === 0 ? 0 : a === 1 && b === 1 ? 1 : unknownDim) }),
  Or: binary({ floats: undefined, dims: (a, b) => (a === 1 || b === 1 ? 1 : a === 0 && b === 0 ? 0 : unknownDim) }),
  Not: unary(undefined, (a) => (a === 0 ? 1 : a === 1 ? 0 : unknownDim)),
  Neg: unary(
    (a) => -a,
    (a) => mulDim(a, -1),
  ),
  Abs: unary(Math.abs, (a) => (typeof a === "number" ? Math.abs(a) : unknownDim)),
  Floor: unary(Math.floor, (a) => a),
  Ceil: unary(Math.ceil, (a) => a),
  Sqrt: unary(Math.sqrt, undefined),
  Reciprocal: unary((a) => 1 / a, undefined),
  Where(node) {
    const [condition, yes, no] = node.inputs.map((input) => input?.small);
    if (condition === undefined || yes === undefined || no === undefined) return undefined;
    const shape = broadcastShape([condition.shape, yes.shape, no.shape]);
    if (shape === undefined) return undefined;
    const [c, a, b] = [condition, yes, no].map((part) => broadcast(part, shape).values);
    const values = (c ?? []).map((chosen, i): Dim => {
      if (typeof chosen !== "number") return unknownDim;
      return (chosen === 0 ? b?.[i] : a?.[i]) ?? unknownDim;
    });
    return small(finished(yes.dtype, shape, values));
  },
  Cast(node) {
    const to = dtypeOfNumber(intAttribute(node, "to") ?? 0);
    return cast(node.inputs[0]?.small, to);
  },
};

interface Arithmetic {
  /** On floats; undefined where exporters have no use for it, or runtimes may differ. */
  readonly floats: ((a: number, b: number) => number) | undefined;
  readonly dims: ((a: Dim, b: Dim) => Dim) | undefined;
}

function binary(arithmetic: Arithmetic): Fold {
  return (node) => (node.inputs.length === 2 ? variadic(arithmetic)(node) : undefined);
}

function variadic({ floats, dims }: Arithmetic): Fold {
  return ({ inputs }) => {
    const parts = inputs.flatMap((input) => input?.small ?? []);
    const [first] = parts;
    const shape = broadcastShape(parts.map((part) => part.shape));
    if (first === undefined || shape === undefined || parts.length < inputs.length) return undefined;
    const work = isFloat(first.dtype) ? onNumbers(floats) : dims;
    if (work === undefined) return undefined;
    const [start, ...rest] = parts.map((part) => broadcast(part, shape).values);
    const values = rest.reduce((sum, part) => sum.map((a, i) => work(a, part[i] ?? unknownDim)), start ?? []);
    return small(finished(first.dtype, shape, values));
  };
}

function unary(floats: ((a: number) => number) | undefined, dims: ((a: Dim) => Dim) | undefined): Fold {
  return ({ inputs }) => {
    const x = inputs[0]?.small;
    if (x === undefined) return undefined;
    const work = isFloat(x.dtype)
      ? floats && ((a: Dim): Dim => (typeof a === "number" ? floats(a) : unknownDim))
      : dims;
    return work === undefined ? undefined : small(finished(x.dtype, x.shape, x.values.map(work)));
  };
}

function comparison(decide: (a: Dim, b: Dim) => boolean | undefined): Fold {
  return ({ inputs }) => {
    const [a, b] = [inputs[0]?.small, inputs[1]?.small];
    const shape = a === undefined || b === undefined ? undefined : broadcastShape([a.shape, b.shape]);
    if (a === undefined || b === undefined || shape === undefined) return undefined;
    const right = broadcast(b, shape).values;
    const values = broadcast(a, shape).values.map((left, i): Dim => {
      const outcome = decide(left, right[i] ?? unknownDim);
      return outcome === undefined ? unknownDim : outcome ? 1 : 0;
    });
    return small({ dtype: "bool", shape, values });
  };
}

function onNumbers(work: ((a: number, b: number) => number) | undefined): ((a: Dim, b: Dim) => Dim) | undefined {
  return work && ((a, b) => (typeof a === "number" && typeof b === "number" ? work(a, b) : unknownDim));
}

function bothNumbers(a: Dim, b: Dim, decide: (a: number, b: number) => boolean): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return decide(a, b);
  // An extent is never negative: exporters ask whether one is -1.
  if (typeof a === "number" && a < 0 && !isUnknown(b)) return decide(a, 0) === decide(a, 1) ? decide(a, 0) : undefined;
  if (typeof b === "number" && b < 0 && !isUnknown(a)) return decide(0, b) === decide(1, b) ? decide(0, b) : undefined;
  return undefined;
}

/** Integers are cut towards zero; extents are never negative, so that this is rounding down. */
function divide(a: Dim, b: Dim): Dim {
  if (b === 0) return unknownDim;
  return typeof a === "number" && typeof b === "number" ? Math.trunc(a / b) : floorDivDim(a, b);
}

function remainder(a: Dim, b: Dim): Dim {
  if (typeof a !== "number" || typeof b !== "number" || b === 0) return unknownDim;
  return a - b * Math.floor(a / b);
}

function power(a: Dim, b: Dim): Dim {
  return typeof a === "number" && typeof b === "number" && b >= 0 ? a ** b : unknownDim;
}

function extreme(a: Dim, b: Dim, pick: (a: number, b: number) => number): Dim {
  if (equalDims(a, b)) return a;
  return typeof a === "number" && typeof b === "number" ? pick(a, b) : unknownDim;
}

/** What the element type makes of the results: floats are rounded, integers that overflow are given up. */
function finished(dtype: Dtype, shape: readonly number[], values: readonly Dim[]): Small | undefined {
  if (isFloat(dtype)) {
    const numbers = values.map((value) => (typeof value === "number" ? value : Number.NaN));
    return { dtype, shape, values: [...numbersOf(dtype, bytesOfNumbers(dtype, numbers))] };
  }
  const fits = values.every((value) => typeof value !== "number" || Number.isSafeInteger(value));
  const isNarrow = isInteger(dtype) && dtype !== "i64" && dtype !== "u64";
  if (!fits || (isNarrow && !survives(dtype, values))) return undefined;
  return { dtype, shape, values };
}

function survives(dtype: Dtype, values: readonly Dim[]): boolean {
  const numbers = values.filter((value) => typeof value === "number");
  return numbersOf(dtype, bytesOfNumbers(dtype, numbers)).every((value, i) => value === numbers[i]);
}

/** The same elements in another type; undefined for what that does not hold. */
export function cast(x: Small | undefined, to: Dtype | undefined): ReturnType<Fold> {
  if (x === undefined || to === undefined || to === "string") return undefined;
  if (x.dtype === to) return small(x);
  const values = x.values.map((value): Dim => {
    if (to === "bool") return typeof value !== "number" ? unknownDim : value === 0 ? 0 : 1;
    if (typeof value !== "number") return isFloat(to) ? unknownDim : value;
    return isFloat(to) ? value : Math.trunc(value);
  });
  // Exporters divide extents as floats and round: a formula that became a float is no longer known here.
  if (isFloat(to) && values.some((value) => typeof value !== "number")) return undefined;
  return small(finished(to, x.shape, values));
}
