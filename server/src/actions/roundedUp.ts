/** Figures as a budget states them: three digits, never less than the figure. */
const counts = [
  { factor: 1e9, sign: "G" },
  { factor: 1e6, sign: "M" },
  { factor: 1e3, sign: "k" },
] as const;

/** `25.6M`, or with a unit of bytes `103MB`: the figure rounded up to three digits, as a budget writes it. */
export function roundedUp(value: number, unit: "bytes" | undefined): string {
  const scale = counts.find(({ factor }) => value >= factor);
  if (scale === undefined) return `${Math.ceil(value)}${unit === "bytes" ? "B" : ""}`;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value / scale.factor)));
  const steps = Math.ceil((value / scale.factor) * 10 ** digits);
  const text = String(Number((steps / 10 ** digits).toFixed(digits)));
  if (unit !== "bytes") return `${text}${scale.sign}`;
  return `${text}${scale.sign === "k" ? "K" : scale.sign}B`;
}
