/**
 * Runs the suite inside VS Code. There are two ways in: VS Code's own test runner calls `run`, and in the workbench this
 * file is an extension of its own whose activation calls it. Both read the results from the file that is named by LATHE_RESULTS.
 */
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { inspect } from "node:util";
import Mocha from "mocha";
import { suites } from "./suite/index.ts";

interface Outcome {
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly message?: string;
  readonly milliseconds?: number;
}

export async function run(): Promise<void> {
  const outcomes: Outcome[] = [];
  try {
    await runMocha(outcomes);
  } catch (error) {
    outcomes.push({ title: "the suite itself", state: "failed", message: inspect(error) });
  }
  report(outcomes);
  const failed = outcomes.filter(({ state }) => state === "failed").length;
  if (failed > 0) throw new Error(`${failed} of ${outcomes.length} tests failed.`);
}

export function activate(): void {
  // Later windows are for looking at.
  if (existsSync(process.env.LATHE_RESULTS ?? "")) return;
  run().catch(() => {
    // The results say it.
  });
}

function runMocha(outcomes: Outcome[]): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 20_000, reporter: Mocha.reporters.Base });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  for (const [title, suite] of Object.entries(suites)) describe(title, suite);
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => {
      outcomes.push({ title: test.fullTitle(), state: "passed", milliseconds: test.duration ?? 0 });
    });
    runner.on("fail", (test, error) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
      outcomes.push({ title: test.fullTitle(), state: "failed", message });
    });
    runner.on("pending", (test) => {
      outcomes.push({ title: test.fullTitle(), state: "skipped" });
    });
  });
}

/** Renamed into place, so that whoever waits for the file never reads half of it. */
function report(outcomes: readonly Outcome[]): void {
  const file = process.env.LATHE_RESULTS;
  if (file === undefined) throw new Error("LATHE_RESULTS does not name a file for the results.");
  writeFileSync(`${file}.part`, JSON.stringify(outcomes, null, 2));
  renameSync(`${file}.part`, file);
}
