// npm test: format and lint, types, unit tests and the reference, then the extension in a real VS Code.
//   -- --unit   everything but VS Code
//   -- --e2e    only VS Code
import { existsSync } from "node:fs";
import { join } from "node:path";
import { endToEnd } from "./lib/endToEnd.mjs";
import { ensureDependencies } from "./lib/install.mjs";
import { Failure, main, readJson, root, say } from "./lib/project.mjs";
import { endWithParent, runTool } from "./lib/run.mjs";
import { add, none, step, sumLine, vitest } from "./lib/tests.mjs";

const unit = [
  ["Format and lint", lint],
  ["Types", types],
  [
    "Unit tests and reference",
    () => vitest("unit", { args: ["--exclude", "test/fuzz/**", "--exclude", "test/runtime/**"] }),
  ],
  ["Nets run by ONNX Runtime", () => vitest("runtime", { args: ["test/runtime/"] })],
  // On their own, because they are held to times.
  ["Random edits and hostile texts", () => vitest("fuzz", { args: ["test/fuzz/"] })],
];

main(async (args) => {
  const unknown = args.filter((arg) => !["--unit", "--e2e"].includes(arg));
  if (unknown.length > 0) throw new Failure(`npm test takes -- --unit or -- --e2e, not ${unknown.join(" ")}.`);
  endWithParent();
  await ensureDependencies();
  const steps = [];
  if (!args.includes("--e2e")) steps.push(...unit);
  if (!args.includes("--unit")) steps.push(["In VS Code", endToEnd]);
  let sum = none;
  for (const [title, body] of steps) sum = add(sum, await step(title, body));
  say(`\n${sumLine(sum)}`);
  return sum.failed === 0 ? 0 : 1;
});

const asTest = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

async function lint() {
  const { code } = await runTool("@biomejs/biome/bin/biome", ["check"]);
  return asTest(code);
}

/** Each package against its own libraries: in engine a use of Node or of the DOM is an error of types. */
async function types() {
  const { workspaces } = readJson(join(root, "package.json"));
  const configs = [
    ...workspaces.map((folder) => `${folder}/tsconfig.json`),
    "tsconfig.test.json",
    "test/e2e/tsconfig.json",
  ];
  const results = await Promise.all(
    configs.map(async (config) => {
      if (!existsSync(join(root, config))) throw new Error(`${config} is missing.`);
      const { code, output } = await runTool("typescript/bin/tsc", ["-p", config], { capture: true });
      if (code !== 0) say(`${config}:\n${output.trimEnd()}`);
      return asTest(code);
    }),
  );
  return results.reduce(add);
}
