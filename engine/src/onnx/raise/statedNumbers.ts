/** Stored numbers as the text states them: short, and yet exactly those that are stored. */
import { type Dtype, isFloat } from "../../base/tensor.ts";
import { float, int, type Value } from "../../base/value.ts";
import { bytesOfNumbers, numbersOf } from "../../weights/numbers.ts";
import type { Small } from "./fold/small.ts";

/** The numbers of a small tensor; undefined where the text cannot say them: formulas, infinities, integers beyond 2^53. */
export function statedNumbers(small: Small | undefined): readonly Value[] | undefined {
  if (small === undefined) return undefined;
  const values: Value[] = [];
  for (const number of small.values) {
    if (typeof number !== "number" || !Number.isFinite(number) || Object.is(number, -0)) return undefined;
    if (!isFloat(small.dtype) && !Number.isSafeInteger(number)) return undefined;
    values.push(statedNumber(number, small.dtype));
  }
  return values;
}

/** A number as a value of the language; of a float the shortest decimal that its element type rounds to it. */
export function statedNumber(number: number, dtype: Dtype): Value {
  return Number.isSafeInteger(number) ? int(number) : float(shortest(number, dtype));
}

/** A value with its floats as short as single precision, in which models state them, tells them apart. */
export function shortened(value: Value): Value {
  if (value.kind === "list") return { ...value, items: value.items.map(shortened) };
  if (value.kind !== "number" || !value.isFloat || typeof value.value !== "number") return value;
  return { ...value, value: shortest(value.value, "f32") };
}

/** Digits that tell all numbers of an element type apart. */
const enoughDigits: Partial<Record<Dtype, number>> = { f32: 9, f16: 5, bf16: 4 };

/** The shortest decimal that an element type rounds to the number; the number itself where that is not of the type. */
export function shortest(number: number, dtype: Dtype): number {
  for (let digits = 1; digits <= (enoughDigits[dtype] ?? 0); digits++) {
    const shorter = Number(number.toPrecision(digits));
    const [rounded] = numbersOf(dtype, bytesOfNumbers(dtype, [shorter]));
    if (rounded === number) return shorter;
  }
  return number;
}
