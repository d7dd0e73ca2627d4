/**
 * Makes the tables of `devices/` and `docs/accuracy.md` out of what others have measured: `LATHE_DATA=<folder> node test/accuracy/make.ts`.
 * With `--check` it writes nothing, and fails where what it would write differs from what is there.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deviceFiles } from "./deviceFiles.ts";
import { made } from "./made.ts";
import { report } from "./report.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const results = made(process.env.LATHE_DATA ?? "");
const files = new Map([
  ...deviceFiles(results).map(({ id, text }) => [join("devices", `${id}.json`), text] as const),
  [join("docs", "accuracy.md"), report(results.rows)] as const,
]);
let differing = 0;
for (const [path, text] of files) {
  const place = join(root, path);
  if (existsSync(place) && readFileSync(place, "utf8") === text) continue;
  differing++;
  if (process.argv.includes("--check")) console.log(`${path} is not what the measurements give.`);
  else writeFileSync(place, text);
}
console.log(`${files.size} files, ${differing} ${process.argv.includes("--check") ? "differ" : "written"}.`);
if (process.argv.includes("--check") && differing > 0) process.exitCode = 1;
