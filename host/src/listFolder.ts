/** What stands in a folder, for whoever offers file names. */
import { readdirSync, realpathSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A larger folder is not listed to its end: nobody reads so many names. */
const maximumEntries = 1000;

/**
 * Names of the entries of a folder by its URI, in order, folders with a `/` behind them; hidden ones are left out. None where
 * it cannot be read, or where it is a link that leads outside the roots.
 */
export function listFolder(folder: string, roots: readonly string[] = []): readonly string[] {
  if (!folder.startsWith("file:")) return [];
  try {
    const path = fileURLToPath(folder);
    const root = roots.map((entry) => fileURLToPath(entry)).find((entry) => path.startsWith(entry));
    if (root !== undefined && !(realpathSync(path) + sep).startsWith(realpathSync(root) + sep)) return [];
    return readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith("."))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort()
      .slice(0, maximumEntries);
  } catch {
    return [];
  }
}
