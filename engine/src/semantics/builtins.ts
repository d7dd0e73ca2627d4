/** The built-in functions on scalars and lists. */
import { addDim, type Dim, floorDivDim, isKnown, modDim, mulDim, tooLarge } from "../base/dim.ts";
import { type Refusal, refuse } from "../base/report.ts";
import { float, int, type NumberValue, nameOfKind, type Value } from "../base/value.ts";

export interface Builtin {
  readonly name: string;
  readonly parameters: readonly string[];
  /** How many arguments it takes at most; `Infinity` for any number. */
  readonly maximum: number;
  readonly doc: string;
  apply(values: readonly Value[]): Value | Refusal;
}

const list: readonly Builtin[] = [
  builtin(
    "min",
    ["a", "b", "…"],
    Number.POSITIVE_INFINITY,
    "The smallest argument, or the smallest entry of a list.",
    (values) => extreme(values, -1),
  ),
  builtin(
    "max",
    ["a", "b", "…"],
    Number.POSITIVE_INFINITY,
    "The largest argument, or the largest entry of a list.",
    (values) => extreme(values, 1),
  ),
  builtin("mod", ["a", "b"], 2, "What is left after division; it has the sign of `b`.", ([a, b]) =>
    two(
      a,
      b,
      (x, y) => modDim(x, y),
      (x, y) => x - y * Math.floor(x / y),
    ),
  ),
  builtin("abs", ["x"], 1, "The size without the sign.", ([x]) => one(x, Math.abs)),
  builtin("floor", ["x"], 1, "Rounds down to an int.", ([x]) => rounded(x, Math.floor)),
  builtin("ceil", ["x"], 1, "Rounds up to an int.", ([x]) => rounded(x, Math.ceil)),
  builtin("round", ["x"], 1, "Rounds to the nearest int, halves away from zero.", ([x]) =>
    rounded(x, roundAwayFromZero),
  ),
  builtin("int", ["x"], 1, "The number without its fraction.", ([x]) => rounded(x, Math.trunc)),
  builtin("float", ["x"], 1, "The number as a float.", ([x]) => asFloat(x, (v) => v)),
  builtin("sqrt", ["x"], 1, "The square root.", ([x]) => asFloat(x, Math.sqrt)),
  builtin("log2", ["x"], 1, "The logarithm to base 2.", ([x]) => asFloat(x, Math.log2)),
  builtin("sum", ["list"], 1, "The sum of a list.", ([x]) => sum(x)),
  builtin("len", ["list"], 1, "The number of entries of a list.", ([x]) =>
    x?.kind === "list" ? int(x.items.length) : unfit(x, "a list"),
  ),
  builtin(
    "make_divisible",
    ["v", "divisor"],
    2,
    "`v` rounded to a multiple of `divisor`, never below 90 % of it (MobileNet).",
    ([v, d]) => makeDivisible(v, d),
  ),
];

export const builtins: ReadonlyMap<string, Builtin> = new Map(list.map((entry) => [entry.name, entry]));

/** Halves away from zero: 2.5 → 3, −2.5 → −3. */
export function roundAwayFromZero(x: number): number {
  return Math.sign(x) * Math.round(Math.abs(x));
}

function builtin(
  name: string,
  parameters: readonly string[],
  maximum: number,
  doc: string,
  apply: Builtin["apply"],
): Builtin {
  return { name, parameters, maximum, doc, apply };
}

function unfit(value: Value | undefined, wanted: string): Refusal {
  return value === undefined
    ? refuse("missing-argument", `This needs ${wanted}.`)
    : refuse("bad-argument", `This needs ${wanted}, not ${nameOfKind(value)}.`);
}

function plain(value: Value | undefined): (NumberValue & { readonly value: number }) | Refusal {
  if (value?.kind !== "number") return unfit(value, "a number");
  if (!isKnown(value.value)) return refuse("symbolic-argument", "This needs a plain number; the argument is symbolic.");
  return { ...value, value: value.value };
}

function one(x: Value | undefined, apply: (v: number) => number): Value | Refusal {
  const number = plain(x);
  return "message" in number ? number : { ...number, value: apply(number.value) };
}

function rounded(x: Value | undefined, apply: (v: number) => number): Value | Refusal {
  if (x?.kind === "number" && !x.isFloat) return x;
  const number = plain(x);
  if ("message" in number) return number;
  const value = apply(number.value);
  return Number.isSafeInteger(value)
    ? int(value === 0 ? 0 : value)
    : refuse("number-too-large", "The result is beyond 2^53.");
}

function asFloat(x: Value | undefined, apply: (v: number) => number): Value | Refusal {
  const number = plain(x);
  if ("message" in number) return number;
  const value = apply(number.value);
  return Number.isFinite(value) ? float(value) : refuse("bad-argument", "The result is not a finite number.");
}

function two(
  a: Value | undefined,
  b: Value | undefined,
  ints: (x: Dim, y: Dim) => Dim,
  floats: (x: number, y: number) => number,
): Value | Refusal {
  if (a?.kind !== "number") return unfit(a, "two numbers");
  if (b?.kind !== "number") return unfit(b, "two numbers");
  if (b.value === 0) return refuse("division-by-zero", "The divisor is zero.");
  if (!a.isFloat && !b.isFloat) return int(ints(a.value, b.value));
  return isKnown(a.value) && isKnown(b.value)
    ? float(floats(a.value, b.value))
    : refuse("symbolic-argument", "A symbolic dim does not mix with a float here.");
}

function extreme(values: readonly Value[], sign: 1 | -1): Value | Refusal {
  const items = values.length === 1 && values[0]?.kind === "list" ? values[0].items : values;
  let best: (NumberValue & { readonly value: number }) | undefined;
  for (const item of items) {
    const number = plain(item);
    if ("message" in number) return number;
    if (best === undefined || (number.value - best.value) * sign > 0) best = number;
  }
  return best ?? refuse("missing-argument", "This needs at least one number.");
}

function sum(value: Value | undefined): Value | Refusal {
  if (value?.kind !== "list") return unfit(value, "a list");
  let total: Dim = 0;
  let floats = 0;
  let isFloat = false;
  for (const item of value.items) {
    if (item.kind !== "number") return unfit(item, "a list of numbers");
    if (item.isFloat) {
      isFloat = true;
      floats += isKnown(item.value) ? item.value : Number.NaN;
    } else total = addDim(total, item.value);
  }
  if (total === tooLarge) return refuse("number-too-large", "The sum is beyond 2^53.");
  if (!isFloat) return int(total);
  return isKnown(total)
    ? float(total + floats)
    : refuse("symbolic-argument", "A symbolic dim does not add to a float.");
}

/**
 * The nearest multiple of the divisor (halves up), at least one divisor, and one more where that fell below 90 % of `v`
 * (Sandler et al., "MobileNetV2", 2018, as in the reference code).
 */
function makeDivisible(v: Value | undefined, divisor: Value | undefined): Value | Refusal {
  if (v?.kind === "number" && !isKnown(v.value) && divisor?.kind === "number" && divisor.value === 1) return v;
  const value = plain(v);
  if ("message" in value) return value;
  const by = plain(divisor);
  if ("message" in by) return by;
  if (!Number.isInteger(by.value) || by.value < 1)
    return refuse("bad-argument", "The divisor must be a whole number of at least 1.");
  const nearestMultiple = mulDim(by.value, floorDivDim(Math.floor(value.value + by.value / 2), by.value));
  const result = Math.max(by.value, isKnown(nearestMultiple) ? nearestMultiple : 0);
  const kept = result < 0.9 * value.value ? result + by.value : result;
  return Number.isSafeInteger(kept) ? int(kept) : refuse("number-too-large", "The result is beyond 2^53.");
}
