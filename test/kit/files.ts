/** The project's own files, as git knows them: what tests that watch the house walk over. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Tracked and new files, not the ignored ones; paths from the root with forward slashes. */
export function projectFiles(): readonly string[] {
  const output = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  return output
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)) && statSync(join(root, file)).isFile());
}

export function readText(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** What a source file imports: the module names as written. */
export function importsOf(file: string): readonly string[] {
  const text = readText(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)|(?:^|\n)\s*import\s+"([^"]+)"/g,
    ),
  ].flatMap(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? []);
}
