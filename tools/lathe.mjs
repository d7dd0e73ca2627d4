// npm run lathe: the command line from the sources. Sets itself up quietly, because its output may be read by a program.
import { join } from "node:path";
import { build } from "./lib/build.mjs";
import { ensureDependencies } from "./lib/install.mjs";
import { dist, main } from "./lib/project.mjs";
import { runForeground } from "./lib/run.mjs";

main(async (args) => {
  await ensureDependencies({ quiet: true });
  await build();
  return runForeground(join(dist, "lathe.cjs"), args);
});
