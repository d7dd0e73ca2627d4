// npm run package: the extension as dist/lathe.vsix.
import { relative } from "node:path";
import { ensureDependencies } from "./lib/install.mjs";
import { packageExtension } from "./lib/package.mjs";
import { main, root, say } from "./lib/project.mjs";

main(async () => {
  await ensureDependencies();
  const { vsix, changed } = await packageExtension();
  say(`${relative(root, vsix)} ${changed ? "written" : "is up to date"}.`);
});
