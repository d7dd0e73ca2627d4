/** Numbers as people read them: three significant digits and a unit, never without one. */
const counts = [
  { factor: 1e12, sign: "T" },
  { factor: 1e9, sign: "G" },
  { factor: 1e6, sign: "M" },
  { factor: 1e3, sign: "k" },
] as const;

/** `118 M`, `1.81 G`, `9.41 k`, `640`; `too large` beyond 2^53. The caller adds what is counted. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return "too large";
  if (Math.abs(value) < 1000) return String(value);
  // 999,950 would otherwise read "1000 k".
  const scale = counts.find(({ factor }) => Math.abs(value) >= factor * 0.9995);
  return scale === undefined ? String(value) : `${threeDigits(value / scale.factor)} ${scale.sign}`;
}

/** `7.23 MB`, `37.6 kB`, `640 B`: decimal units, as budgets are written. */
export function formatBytes(value: number): string {
  if (!Number.isFinite(value)) return "too large";
  if (Math.abs(value) < 1000) return `${value} B`;
  const scale = counts.find(({ factor }) => Math.abs(value) >= factor * 0.9995);
  return scale === undefined
    ? `${value} B`
    : `${threeDigits(value / scale.factor)} ${scale.sign === "k" ? "K" : scale.sign}B`;
}

const parts = [
  { factor: 1, sign: "" },
  { factor: 1e-3, sign: "m" },
  { factor: 1e-6, sign: "µ" },
  { factor: 1e-9, sign: "n" },
  { factor: 1e-12, sign: "p" },
] as const;

/** `31.2 ms`, `850 µs`, `1.20 s`. */
export function formatSeconds(value: number): string {
  return formatParts(value, "s");
}

/** `0.42 ms`, `25.3 ms`, `1,240 ms`: in one unit whatever its size, so that lines can be compared at a glance. */
export function formatMilliseconds(value: number): string {
  return Number.isFinite(value) ? `${millisecondsText(value)} ms` : "too large";
}

/** `24.0–28.1 ms`: both ends alike. */
export function formatMillisecondsRange(low: number, high: number): string {
  const [least, most] = [millisecondsText(low, high), millisecondsText(high)];
  return `${least === most ? most : `${least}–${most}`} ms`;
}

/** Digits as fit a number of the size of `like`. */
function millisecondsText(value: number, like = value): string {
  if (value === 0) return "0";
  if (like >= 99.95) return formatExact(Math.round(value));
  const text = value.toFixed(like >= 9.995 ? 1 : like >= 0.0995 ? 2 : 3);
  return Number(text) === 0 ? "< 0.001" : text;
}

/** `3.10 mJ`, `120 µJ`. */
export function formatJoules(value: number): string {
  return formatParts(value, "J");
}

function formatParts(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "too large";
  if (value === 0) return `0 ${unit}`;
  const { factor, sign } = parts.find((part) => Math.abs(value) >= part.factor * 0.9995) ?? {
    factor: 1e-12,
    sign: "p",
  };
  return `${threeDigits(value / factor)} ${sign}${unit}`;
}

/** All digits, in groups of three: `11,689,512`. */
export function formatExact(value: number): string {
  return Number.isFinite(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ",") : "too large";
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}
