// npm run lint: format and lint rules; `npm run lint -- --write` mends what can be mended.
import { ensureDependencies } from "./lib/install.mjs";
import { main } from "./lib/project.mjs";
import { runTool } from "./lib/run.mjs";

main(async (args) => {
  await ensureDependencies();
  const { code } = await runTool("@biomejs/biome/bin/biome", ["check", ...args]);
  return code;
});
