// npm run reference: writes docs/reference from the chapters in test/spec and from what the engine says of itself.
import { join } from "node:path";
import { ensureDependencies } from "./lib/install.mjs";
import { findNode } from "./lib/node.mjs";
import { main, root } from "./lib/project.mjs";
import { run } from "./lib/run.mjs";

main(async () => {
  await ensureDependencies();
  const { code } = await run(findNode(), [join(root, "tools/reference/write.ts")]);
  return code;
});
