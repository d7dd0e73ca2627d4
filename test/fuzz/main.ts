/**
 * `npm run fuzz`: random edits of the examples and the library, on all processors, and a table of what came of them;
 * then spoiled models. `LATHE_FUZZ_SEED` repeats a run, `LATHE_FUZZ_CASES` says how many edits, `LATHE_FUZZ_MODELS` how many models,
 * `LATHE_FUZZ_CASE` runs one edit again.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { modelsTable } from "./models.ts";
import { type Case, session, sessionLength } from "./session.ts";
import { Tally } from "./tally.ts";

const numberFrom = (name: string, otherwise: number): number => {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`${name} is a whole number, not ${process.env[name]}.`);
  return value;
};

if (isMainThread) await lead();
else work(workerData);

async function lead(): Promise<void> {
  const seed = numberFrom("LATHE_FUZZ_SEED", Math.floor(Math.random() * 1e9));
  const cases = numberFrom("LATHE_FUZZ_CASES", 50_000);
  const only = process.env.LATHE_FUZZ_CASE === undefined ? undefined : numberFrom("LATHE_FUZZ_CASE", 0);
  const tally = new Tally();
  const keep = keeper(seed);
  console.log(`seed ${seed}`);
  if (only !== undefined) {
    const number = Math.floor(only / sessionLength);
    for (const one of session(seed, number, only))
      if (one.number === only) {
        keep(one);
        console.log(one.edit, one.file, ...one.failures, ...one.lost);
      }
    return;
  }
  const sessions = Math.ceil(cases / sessionLength);
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(sessions, availableParallelism()) }, () => {
      const worker = new Worker(new URL(import.meta.url), { workerData: seed });
      const give = () => worker.postMessage(next < sessions ? next++ : undefined);
      return new Promise<void>((resolve, reject) => {
        worker.on("message", (done: readonly Case[]) => {
          for (const one of done) {
            tally.add(one);
            if (one.failures.length > 0 || one.lost.length > 0) keep(one);
          }
          give();
        });
        worker.on("error", reject);
        worker.on("exit", () => resolve());
        give();
      });
    }),
  );
  console.log(tally.table());
  const models = await modelsTable(seed, numberFrom("LATHE_FUZZ_MODELS", 10_000));
  console.log(models.text);
  process.exitCode = tally.isGood && models.isGood ? 0 : 1;
}

function work(seed: number): void {
  parentPort?.on("message", (number: number | undefined) => {
    if (number === undefined) parentPort?.close();
    else parentPort?.postMessage([...session(seed, number)].map(withoutTexts));
  });
}

/** Texts of cases that went well are of no use to anybody. */
function withoutTexts(one: Case): Case {
  return one.failures.length > 0 || one.lost.length > 0 ? one : { ...one, before: "", after: "" };
}

/** Writes what went wrong into a temporary folder, and says where the first few are. */
function keeper(seed: number): (one: Case) => void {
  let folder: string | undefined;
  let said = 0;
  return (one) => {
    folder ??= mkdtempSync(join(tmpdir(), "lathe-fuzz-"));
    const at = join(folder, `${one.failures.length > 0 ? "failed" : "lost"}-${one.number}`);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, "before.net"), one.before);
    writeFileSync(join(at, "after.net"), one.after);
    writeFileSync(join(at, "why.txt"), `${one.edit} in ${one.file}\n${[...one.failures, ...one.lost].join("\n")}\n`);
    if (one.failures.length === 0 || said++ >= 20) return;
    console.log(
      `LATHE_FUZZ_SEED=${seed} LATHE_FUZZ_CASE=${one.number}: ${one.failures[0]?.split("\n", 2).join(" ")}\n  ${at}`,
    );
  };
}
