/** Progress on standard error: a bar on a terminal, nothing elsewhere. Nothing at all for work that ends at once. */
import { formatBytes } from "@lathe/engine";
import type { SingleBar } from "cli-progress";

/** Shorter work shows no bar, in milliseconds. */
const patience = 300;

export interface Progress {
  /** How far the work is; the unit is the caller's. */
  update(done: number, total: number): void;
  /** Takes the bar away. */
  stop(): void;
}

/** A bar with a word of what is done. */
export function progressBar(what: string, unit: "bytes" | "samples"): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const began = performance.now();
  let bar: SingleBar | undefined;
  let isStarting = false;
  let last: readonly [done: number, total: number] = [0, 0];
  let isOver = false;
  const start = async () => {
    const { Presets, SingleBar } = await import("cli-progress");
    if (isOver) return;
    const formatValue = (value: number, _: unknown, type: string) =>
      unit === "bytes" && (type === "value" || type === "total") ? formatBytes(value) : String(value);
    const format = `${what} {bar} {value} of {total}`;
    bar = new SingleBar({ format, formatValue, clearOnComplete: true, stream: process.stderr }, Presets.shades_classic);
    bar.start(last[1], last[0]);
  };
  return {
    update(done, total) {
      last = [done, total];
      if (bar !== undefined) bar.update(done);
      else if (!isStarting && performance.now() - began > patience) {
        isStarting = true;
        void start();
      }
    },
    stop() {
      isOver = true;
      bar?.stop();
    },
  };
}
