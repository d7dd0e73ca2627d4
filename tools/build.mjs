// npm run build: bundles the client, the server and the command line into dist/, if a source is newer.
import { build } from "./lib/build.mjs";
import { ensureDependencies } from "./lib/install.mjs";
import { main, say, seconds } from "./lib/project.mjs";

main(async () => {
  await ensureDependencies();
  const start = performance.now();
  say((await build()) ? `Built in ${seconds(start)}.` : "Nothing to build: dist/ is newer than its sources.");
});
