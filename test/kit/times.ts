/** Prints times as the benches do: the middle and the spread, because one number says nothing of a noisy machine. */
export function printTimes(what: string, milliseconds: readonly number[]): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2);
  console.log(`${what}\n  median ${at(0.5)} ms, 10 % ${at(0.1)} ms, 90 % ${at(0.9)} ms, n ${sorted.length}`);
}
