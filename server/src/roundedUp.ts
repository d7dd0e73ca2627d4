/** Figures as a budget states them: three digits, never less than the figure. */
import type { Metric } from "@lathe/engine";

type Unit = NonNullable<Metric["unit"]>;

interface Scale {
  readonly factor: number;
  readonly sign: string;
}

/** The largest first; the last is for all that is smaller. */
const scales: Readonly<Partial<Record<Unit | "none", readonly Scale[]>>> = {
  none: [
    { factor: 1e9, sign: "G" },
    { factor: 1e6, sign: "M" },
    { factor: 1e3, sign: "k" },
    { factor: 1, sign: "" },
  ],
  bytes: [
    { factor: 1e9, sign: "GB" },
    { factor: 1e6, sign: "MB" },
    { factor: 1e3, sign: "KB" },
    { factor: 1, sign: "B" },
  ],
  seconds: [
    { factor: 1, sign: "s" },
    { factor: 1e-3, sign: "ms" },
    { factor: 1e-6, sign: "us" },
  ],
  joules: [
    { factor: 1, sign: "J" },
    { factor: 1e-3, sign: "mJ" },
    { factor: 1e-6, sign: "uJ" },
  ],
};

/** `25.6M`, `103MB`, `18.6ms`: the figure rounded up to three digits, as a budget writes it; undefined in a unit that budgets do not scale. */
export function roundedUp(value: number, unit: Unit | undefined): string | undefined {
  const own = scales[unit ?? "none"];
  const scale = own?.find(({ factor }) => value >= factor) ?? own?.at(-1);
  if (scale === undefined) return undefined;
  // Counts and bytes are whole.
  if (scale.factor === 1 && (unit === undefined || unit === "bytes")) return `${Math.ceil(value)}${scale.sign}`;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value / scale.factor)));
  // What a division adds in its last digit is not to be rounded up.
  const steps = Math.ceil(Number(((value / scale.factor) * 10 ** digits).toPrecision(12)));
  return `${Number((steps / 10 ** digits).toFixed(digits))}${scale.sign}`;
}
