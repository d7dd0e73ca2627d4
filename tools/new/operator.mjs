// npm run new operator <name>: an operator that does nothing yet, its test, and its line in the list.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, root, say } from "../lib/project.mjs";

export const sentence = "an operator: engine/src/operators/<name>.ts, its test, its line in index.ts";

const folder = join(root, "engine/src/operators");

export function create(name) {
  if (name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Failure(
      "An operator is named in lower case with underscores, as nets write it: npm run new operator group_norm.",
    );
  }
  const identifier = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  const source = join(folder, `${identifier}.ts`);
  if (existsSync(source)) throw new Failure(`${identifier}.ts is already there.`);
  const list = join(folder, "index.ts");
  const before = readFileSync(list, "utf8");
  const after = before
    .replace(
      /\n\n(?=\/\/ biome-ignore|export const operators)/,
      `\nimport { ${identifier} } from "./${identifier}.ts";\n\n`,
    )
    .replace(/\n\];/, `\n  // New: move it to its family\n  ${identifier},\n];`);
  writeFileSync(source, operatorText(name, identifier));
  writeFileSync(join(folder, `${identifier}.test.ts`), testText(name));
  writeFileSync(list, after);
  say(
    `Wrote engine/src/operators/${identifier}.ts and its test, and listed it in index.ts. Next: its chapter in test/spec/.`,
  );
  return 0;
}

const operatorText = (name, identifier) => `import { pointwise } from "./elementwise.ts";
import { operator } from "./operator.ts";

export const ${identifier} = operator({
  name: "${name}",
  family: "activation",
  summary: "TODO: one sentence.",
  example: \`input x: f32[1, 32, 28, 28]
y = x -> ${name}
output y\`,
  inputs: [{ name: "x", doc: "data of any shape", takes: "float" }],
  parameters: {},
  arithmetic: "1 per element",
  storage: "in-place",
  quantization: { kind: "arithmetic" },
  apply: ([x]) => pointwise(x, 1),
});
`;

const testText = (name) => `import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test("one operation per element", () => {
  expect(summary("${name}", [f32(10)]).arithmetic).toBe(10);
});
`;
