// npm run bench: runs test/bench/*.ts one after another, so that they do not disturb each other's clock.
// `npm run bench -- parse` runs those whose name contains the word.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./lib/build.mjs";
import { ensureDependencies } from "./lib/install.mjs";
import { findNode } from "./lib/node.mjs";
import { Failure, main, root, say } from "./lib/project.mjs";
import { run } from "./lib/run.mjs";

main(async (words) => {
  await ensureDependencies();
  await build();
  const folder = join(root, "test/bench");
  const files = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(".ts") && words.every((word) => file.includes(word)))
    .sort();
  if (files.length === 0) throw new Failure(`No benchmark in test/bench matches ${words.join(" ") || "*.ts"}.`);
  let worst = 0;
  for (const file of files) {
    say(`\n── ${file} ──`);
    const { code } = await run(findNode(), [join(folder, file)]);
    worst = Math.max(worst, code);
  }
  return worst;
});
