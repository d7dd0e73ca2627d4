/** Reads number tokens: digits and the suffix that sticks to them. */
import { type Refusal, refuse } from "../base/report.ts";
import type { Unit } from "../base/value.ts";

interface Suffix {
  readonly factor: number;
  readonly unit?: Unit;
}

/** Every suffix of the language, with what it multiplies by. */
export const suffixes: Readonly<Record<string, Suffix>> = {
  k: { factor: 1e3 },
  M: { factor: 1e6 },
  G: { factor: 1e9 },
  "%": { factor: 0.01 },
  B: { factor: 1, unit: "bytes" },
  KB: { factor: 1e3, unit: "bytes" },
  MB: { factor: 1e6, unit: "bytes" },
  GB: { factor: 1e9, unit: "bytes" },
  KiB: { factor: 1024, unit: "bytes" },
  MiB: { factor: 1024 ** 2, unit: "bytes" },
  GiB: { factor: 1024 ** 3, unit: "bytes" },
  us: { factor: 1e-6, unit: "seconds" },
  ms: { factor: 1e-3, unit: "seconds" },
  s: { factor: 1, unit: "seconds" },
  uJ: { factor: 1e-6, unit: "joules" },
  mJ: { factor: 1e-3, unit: "joules" },
  J: { factor: 1, unit: "joules" },
  Hz: { factor: 1, unit: "hertz" },
  kHz: { factor: 1e3, unit: "hertz" },
  MHz: { factor: 1e6, unit: "hertz" },
  GHz: { factor: 1e9, unit: "hertz" },
  dB: { factor: 1, unit: "decibels" },
};

export interface NumberReading {
  readonly value: number;
  readonly isFloat: boolean;
  readonly unit?: Unit;
}

/** `320M` is 320,000,000; `50%` is 0.5; `7B` is seven bytes. Refuses an unknown suffix and an int beyond 2^53. */
export function readNumber(image: string): NumberReading | Refusal {
  const match = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(.*)$/.exec(image);
  const digits = match?.[1] ?? "0";
  const suffixText = match?.[2] ?? "";
  const suffix: Suffix | undefined =
    suffixText === "" ? { factor: 1 } : Object.hasOwn(suffixes, suffixText) ? suffixes[suffixText] : undefined;
  if (suffix === undefined) {
    return refuse("unknown-unit", `\`${suffixText}\` is no unit that Lathe knows.`, {
      help: `Units are ${Object.keys(suffixes).join(" ")}; a product needs a \`*\`.`,
    });
  }
  const product = Number(digits) * suffix.factor;
  const isPlainInt = /^\d+$/.test(digits) && suffix.factor >= 1;
  // 2.3M is a whole number although 2.3 * 1e6 is not one in binary floating point.
  const value = suffix.factor > 1 && Math.abs(product - Math.round(product)) < 1e-6 ? Math.round(product) : product;
  if (!Number.isFinite(value) || (isPlainInt && value > Number.MAX_SAFE_INTEGER)) {
    return refuse("number-too-large", `\`${image}\` is beyond 2^53, where integers stop being exact.`);
  }
  const isFloat = !isPlainInt && !(suffix.factor > 1 && Number.isInteger(value));
  return suffix.unit === undefined ? { value, isFloat } : { value, isFloat, unit: suffix.unit };
}
