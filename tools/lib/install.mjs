// Brings the dependencies when they are missing or differ from the lock, so that every script works on a fresh clone.
import { join } from "node:path";
import { hashOf, readIfThere, readJson, root, say, seconds, write } from "./project.mjs";
import { must, npm } from "./run.mjs";

const lock = join(root, "package-lock.json");
const stamp = join(root, "node_modules/.lathe-lock");

/** `npm install` by hand leaves no stamp of ours; npm's own record then tells whether everything locked is there. */
function npmSaysSame() {
  const text = readIfThere(join(root, "node_modules/.package-lock.json"));
  if (!text) return false;
  const installed = JSON.parse(text).packages;
  return Object.entries(readJson(lock).packages).every(
    ([path, entry]) =>
      !path.includes("node_modules/") ||
      entry.optional ||
      entry.devOptional ||
      (installed[path] && installed[path].version === entry.version),
  );
}

export async function ensureDependencies({ quiet = false } = {}) {
  const hash = hashOf(lock);
  if (readIfThere(stamp) === hash) return;
  if (!npmSaysSame()) {
    const start = performance.now();
    if (!quiet) say("Installing dependencies …");
    // The environment is given, because the right Node may be among what is being installed.
    await must("npm ci", npm(["ci", "--ignore-scripts"], { capture: true, env: process.env }));
    if (!quiet) say(`Dependencies installed in ${seconds(start)}.`);
  }
  write(stamp, hash);
}
