/** Counts as formulas with their numbers put in. */
import { type Dim, evaluateDim } from "../base/dim.ts";
import type { Count } from "../operators/operator.ts";
import { formatExact } from "./quantity.ts";

/** `802,816 outputs × 3 channels per group × 49 kernel`, at the samples of symbolic dims. */
export function formulaText(count: Count, samples: ReadonlyMap<string, number>): string {
  return count
    .map(({ factors }) => factors.map(([name, amount]) => `${numberText(amount, samples)} ${name}`).join(" × "))
    .join(" + ");
}

function numberText(amount: Dim, samples: ReadonlyMap<string, number>): string {
  const value = evaluateDim(amount, samples);
  return value === undefined ? "?" : formatExact(value);
}
