/** Modules for PyTorch are Python: every operator's example and every net that ships, where a Python is on this machine. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isRefusal, operators, type ShownNet } from "@lathe/engine";
import { expect, it } from "vitest";
import { analyseText } from "../kit/analyse.ts";
import { analyseFile } from "../kit/analyseFile.ts";
import { root } from "../kit/files.ts";
import { findPython } from "../kit/python.ts";
import { pytorchOfNet } from "../kit/pytorch.ts";

const python = findPython("import ast");

/** Reads every text of a list; says which of them are no Python. */
const reader = `
import ast, json, sys
for name, text in json.load(sys.stdin):
    try:
        ast.parse(text)
    except SyntaxError as error:
        print(name, error)
`;

function shownNets(): readonly (readonly [string, ShownNet])[] {
  const examples = operators.flatMap(({ name, example }) =>
    analyseText(`net example {\n${example}\n}\n`).shown.map((shown) => [name, shown] as const),
  );
  const files = ["examples", "examples/zoo"].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((file) => (file.endsWith(".net") ? [`${folder}/${file}`] : [])),
  );
  return [
    ...examples,
    ...files.flatMap((file) => analyseFile(file).shown.map((shown) => [`${file} ${shown.name}`, shown] as const)),
  ];
}

it.skipIf(python === undefined)(
  `PyTorch modules are Python${python === undefined ? ": no Python is here" : ""}`,
  () => {
    const texts = shownNets().map(([name, shown]) => {
      const text = pytorchOfNet(shown);
      if (isRefusal(text)) throw new Error(`${name}: ${text.message}`);
      return [name, text];
    });
    expect(texts.length).toBeGreaterThan(120);
    expect(execFileSync(python ?? "", ["-c", reader], { input: JSON.stringify(texts), encoding: "utf8" })).toBe("");
  },
);
