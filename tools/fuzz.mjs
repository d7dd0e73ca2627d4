// npm run fuzz: 50,000 random edits of the examples and the library; test/fuzz says what must hold of them.
//   LATHE_FUZZ_SEED=7    repeats a run, LATHE_FUZZ_CASES=1000 says how many edits, LATHE_FUZZ_CASE=42 runs one again
import { join } from "node:path";
import { ensureDependencies } from "./lib/install.mjs";
import { findNode } from "./lib/node.mjs";
import { main, root } from "./lib/project.mjs";
import { endWithParent, run } from "./lib/run.mjs";

main(async () => {
  endWithParent();
  await ensureDependencies();
  const { code } = await run(findNode(), [join(root, "test/fuzz/main.ts")]);
  return code;
});
