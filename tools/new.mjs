// npm run new <kind> <name>: writes the skeleton of one more operator, check, action, …
// Each kind is one file in tools/new/ that exports `sentence` and `create(name, …)`.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, root, say } from "./lib/project.mjs";

const folder = join(root, "tools/new");

main(async ([kind, ...rest]) => {
  const kinds = existsSync(folder) ? readdirSync(folder).map((file) => file.replace(/\.mjs$/, "")) : [];
  if (kind === undefined) {
    say("npm run new <kind> <name> writes the skeleton of a new file and puts it on its list.\n");
    for (const known of kinds) say(`  ${known.padEnd(12)} ${(await import(join(folder, `${known}.mjs`))).sentence}`);
    if (kinds.length === 0) say("  (no kinds yet: add tools/new/<kind>.mjs)");
    return 0;
  }
  if (!kinds.includes(kind))
    throw new Failure(`There is no "${kind}" to make. Known: ${kinds.join(", ") || "nothing yet"}.`);
  const { create } = await import(join(folder, `${kind}.mjs`));
  return create(...rest);
});
