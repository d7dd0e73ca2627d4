// npm run conformance: test/conformance/*.conformance.ts against published models, tables and figures.
// They are too large for this repository: LATHE_DATA names the folder that has them, else ../shared/data is used.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ensureDependencies } from "./lib/install.mjs";
import { environment } from "./lib/node.mjs";
import { Failure, main, root, say } from "./lib/project.mjs";
import { endWithParent } from "./lib/run.mjs";
import { step, sumLine, vitest } from "./lib/tests.mjs";

main(async () => {
  const data = resolve(root, process.env.LATHE_DATA ?? "../shared/data");
  if (!existsSync(data)) throw new Failure("There is no data to conform to. Name its folder in LATHE_DATA.");
  endWithParent();
  await ensureDependencies();
  const sum = await step("Conformance", () => vitest("conformance", { env: environment({ LATHE_DATA: data }) }));
  say(`\n${sumLine(sum)}`);
  return sum.failed === 0 ? 0 : 1;
});
