/** Writes the pages of the reference, and removes those that there are no more; and the page of code actions. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { actionsPage } from "./actions.ts";
import { referencePages } from "./pages.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../docs/reference");
const pages = referencePages();
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (file.endsWith(".md") && !pages.has(file)) rmSync(join(folder, file));
for (const [file, text] of pages) writeFileSync(join(folder, file), text);
writeFileSync(join(folder, "../actions.md"), actionsPage());
process.stdout.write(`docs/reference has ${pages.size} pages.\n`);
