// Where things are, and the few helpers every script needs. Built-ins only: the scripts run before anything is installed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Profiles, playgrounds, downloads and results: everything that may be deleted at any time. */
export const cache = join(root, ".cache");
export const dist = join(root, "dist");

/** A failure the reader can do something about: shown without a stack. */
export class Failure extends Error {}

export const say = (text) => process.stdout.write(`${text}\n`);

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

export function hashOf(...files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

export const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

export const readIfThere = (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

export function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The newest change under files and folders, in milliseconds. A folder's own time counts too, so a deletion is seen. */
export function newestChange(...paths) {
  let newest = 0;
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) continue;
    newest = Math.max(newest, stat.mtimeMs);
    if (!stat.isDirectory()) continue;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.name === "node_modules") continue;
      newest = Math.max(newest, newestChange(join(path, entry.name)));
    }
  }
  return newest;
}

/** Runs a script's body: a known failure is said in one line, anything else is a bug and keeps its stack. */
export async function main(body) {
  try {
    process.exitCode = (await body(process.argv.slice(2))) ?? process.exitCode ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Failure ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
