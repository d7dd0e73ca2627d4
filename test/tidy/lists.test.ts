/** Explicit lists, complete: every operator file is listed, documented and tested. */
import { operators } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { importsOf, projectFiles, readText } from "../kit/files.ts";

const folder = "engine/src/operators/";
const files = projectFiles().filter(
  (file) => file.startsWith(folder) && file.endsWith(".ts") && !file.endsWith(".test.ts"),
);
const defining = files.filter((file) => /\boperator\(\{/.test(readText(file)) && file !== `${folder}operator.ts`);

describe("operators", () => {
  it("are all in the list", () => {
    const listed = new Set(importsOf(`${folder}index.ts`).map((name) => folder + name.replace("./", "")));
    expect(
      defining.filter(
        (file) =>
          !listed.has(file) &&
          !files.some(
            (other) => listed.has(other) && importsOf(other).some((name) => folder + name.replace("./", "") === file),
          ),
      ),
    ).toEqual([]);
    expect(defining.length).toBeGreaterThan(20);
  });

  it("have a test beside each file", () => {
    const all = projectFiles();
    expect(defining.filter((file) => !all.includes(file.replace(/\.ts$/, ".test.ts")))).toEqual([]);
  });

  it("have one name each", () => {
    const names = operators.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  for (const operator of operators) {
    it(`${operator.name} says what it is`, () => {
      expect(operator.summary).toMatch(/^\S.*\.$/s);
      expect(operator.example).toContain(operator.name);
      expect(operator.arithmetic).not.toBe("");
      for (const { doc } of Object.values(operator.parameters)) expect(doc).not.toBe("");
      for (const { doc } of operator.inputs) expect(doc).not.toBe("");
    });
  }

  it("have a chapter of the reference for each family", () => {
    const chapters = new Set(projectFiles().flatMap((file) => /^test\/spec\/(\w+)\.md$/.exec(file)?.[1] ?? []));
    expect([...new Set(operators.map(({ family }) => family))].filter((family) => !chapters.has(family))).toEqual([]);
  });
});
