/** Numbers between parameters, attributes and the arguments that a text states. */
import type { Dim } from "../../base/dim.ts";
import { formatDim } from "../../base/dim.ts";
import { type Refusal, refuse } from "../../base/report.ts";
import { float, int, list, type Value } from "../../base/value.ts";

/** A number as a person would write it: single precision is given the fewest digits that lead back to it. */
export function numberArgument(value: number): Value {
  const shown = shortest(value);
  return Number.isSafeInteger(shown) ? int(shown) : float(shown);
}

/** The decimal with the fewest digits that single precision rounds to this number; one of double precision stays. */
export function shortest(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

export function wordArgument(value: string): Value {
  return { kind: "string", value };
}

export function intsArgument(values: readonly Dim[]): Value {
  return list(values.map((value) => int(value)));
}

/** Whether two numbers are one in single precision, such as 1/6 and the attribute that stores it. */
export function isNearly(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= Math.abs(expected) * 2 ** -22;
}

/** An extent that an attribute must state; refuses a symbolic one by the name of the parameter. */
export function statedExtent(value: Dim, parameter: string): number | Refusal {
  if (typeof value === "number") return value;
  return refuse("symbolic-argument", `\`${parameter}\` is ${formatDim(value)}, and ONNX needs a number there`, {
    help: "Give the dim a number where the net is exported.",
    parameter,
  });
}

/** One axis as a number, several as a list. */
export function axesArgument(axes: readonly number[]): Value {
  const [only] = axes;
  return only !== undefined && axes.length === 1 ? int(only) : intsArgument(axes);
}
