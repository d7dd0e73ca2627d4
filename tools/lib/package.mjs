// The extension as one file (VSIX): built only when something in it has changed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { dist, Failure, newestChange, root } from "./project.mjs";
import { must, runTool } from "./run.mjs";

export const vsix = join(dist, "lathe.vsix");
const largest = 3_000_000;

// What a user would miss at once. The whitelist in .vscodeignore must let all of it through.
const needed = [
  "dist/client.cjs",
  "dist/server.cjs",
  "dist/runtime.cjs",
  "dist/lathe.cjs",
  "dist/models.cjs",
  "dist/schema.cjs",
  "dist/places.cjs",
  "devices/device.schema.json",
  "language-configuration.json",
  "syntaxes/lathe.tmLanguage.json",
  "media/icon.png",
  "package.json",
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
];

export async function packageExtension() {
  await build();
  const parts = [...needed, "devices", "library", "media", "syntaxes", ".vscodeignore"].map((path) => join(root, path));
  if (newestChange(...parts) < newestChange(vsix)) return { vsix, changed: false };
  const flags = ["--no-dependencies", "--no-rewrite-relative-links", "--allow-missing-repository", "--skip-license"];
  await must("Packaging", runTool("@vscode/vsce/vsce", ["package", ...flags, "-o", vsix], { capture: true }));
  check();
  return { vsix, changed: true };
}

function check() {
  // A zip holds its file names uncompressed; vsce spells some of them in lower case.
  const bytes = readFileSync(vsix);
  const names = bytes.toString("latin1").toLowerCase();
  const missing = needed.filter((file) => !names.includes(`extension/${file.toLowerCase()}`));
  if (missing.length > 0) throw new Failure(`The VSIX lacks ${missing.join(", ")}: see .vscodeignore.`);
  if (bytes.length > largest) {
    throw new Failure(`The VSIX has ${bytes.length} bytes, more than ${largest}: see .vscodeignore.`);
  }
}
