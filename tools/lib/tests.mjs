// What the test scripts share: steps with a heading and a time, and their sums in one form.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { cache, Failure, readIfThere, say, seconds } from "./project.mjs";
import { runTool } from "./run.mjs";

export const none = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

export const sumLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** A step that throws has failed; the others go on. */
export async function step(title, body) {
  say(`\n── ${title} ──`);
  const start = performance.now();
  let result;
  try {
    result = await body();
  } catch (error) {
    say(error instanceof Failure ? error.message : (error?.stack ?? String(error)));
    result = { ...none, failed: 1 };
  }
  // A run that finds nothing to run has lost its tests, and must not look like success.
  if (result.passed + result.failed === 0) {
    say("Nothing was run.");
    result = { ...result, failed: 1 };
  }
  say(`${title}: ${sumLine(result)} (${seconds(start)})`);
  return result;
}

/** Runs vitest and reads its own account, because an exit code alone cannot tell a crash from an empty run. */
export async function vitest(name, { env, args = [] } = {}) {
  const file = join(cache, "results", `${name}.json`);
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code } = await runTool("vitest/vitest.mjs", ["run", ...reporters, ...args], { env });
  const text = readIfThere(file);
  if (text === undefined) throw new Error(`vitest left no results (exit code ${code}).`);
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(text);
  // A file that cannot be loaded has failed without having a test.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  let failed = numFailedTests + broken.length;
  if (code !== 0 && failed === 0) failed = 1;
  return { passed, failed, skipped: numPendingTests + numTodoTests };
}
