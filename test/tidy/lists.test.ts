/** Explicit lists, complete: every operator, annotation and check is listed, documented and tested. */
import { advice, annotations, metrics, operators, pytorchFacets, reservedAnnotations, runtimes } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { actions } from "../../server/src/actions/index.ts";
import { actionsPage } from "../../tools/reference/actions.ts";
import { importsOf, projectFiles, readText } from "../kit/files.ts";

const folder = "engine/src/operators/";
const files = projectFiles().filter(
  (file) => file.startsWith(folder) && file.endsWith(".ts") && !file.endsWith(".test.ts"),
);
const list = `${folder}index.ts`;
const imported = (file: string) => importsOf(file).map((name) => folder + name.replace("./", ""));
const listed = imported(list).filter((file) => file !== `${folder}operator.ts`);

describe("operators", () => {
  it("are all in the list", () => {
    // A file that makes operators is listed, or serves files that are (a family's common form).
    const makes = files.filter((file) => /\boperator\(\{/.test(readText(file)) && file !== `${folder}operator.ts`);
    const serving = new Set(listed.flatMap(imported));
    expect(makes.filter((file) => !listed.includes(file) && !serving.has(file))).toEqual([]);
    expect(listed.length).toBeGreaterThan(20);
  });

  it("have a test beside each file", () => {
    const all = projectFiles();
    expect(listed.filter((file) => !all.includes(file.replace(/\.ts$/, ".test.ts")))).toEqual([]);
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

describe("annotations", () => {
  const chapter = readText("test/spec/annotations.md");

  it("are all in the list", () => {
    const own = projectFiles().filter((file) => /^engine\/src\/annotations\/\w+\.ts$/.test(file));
    const makes = own.filter((file) => /= annotation\(\{/.test(readText(file)));
    const inList = importsOf("engine/src/annotations/index.ts").map(
      (name) => `engine/src/annotations/${name.slice(2)}`,
    );
    expect(makes.filter((file) => !inList.includes(file))).toEqual([]);
    expect(makes.length).toBeGreaterThan(5);
  });

  for (const { name, summary, example, parameters } of annotations) {
    it(`@${name} says what it is, and stands in the reference`, () => {
      expect(summary).toMatch(/^\S.*\.$/s);
      expect(example).toContain(`@${name}`);
      expect(chapter).toMatch(new RegExp(`@${name}\\b`));
      expect(reservedAnnotations).not.toContain(name);
      for (const { doc } of Object.values(parameters)) expect(doc).not.toBe("");
    });
  }
});

describe("checks", () => {
  const own = projectFiles().filter((file) => /^engine\/src\/checks\/\w+\.ts$/.test(file));

  it("are all in the list, with a test beside each", () => {
    const makes = own.filter((file) => /: Check = \{/.test(readText(file)));
    const inList = importsOf("engine/src/checks/index.ts").map((name) => `engine/src/checks/${name.slice(2)}`);
    expect(makes.filter((file) => !inList.includes(file))).toEqual([]);
    expect(makes.length).toBeGreaterThan(2);
    expect(makes.filter((file) => !projectFiles().includes(file.replace(/\.ts$/, ".test.ts")))).toEqual([]);
  });

  it("know metrics that say what they are", () => {
    for (const { doc } of metrics) expect(doc).toMatch(/^\S.*[^.]$/);
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
  });
});

describe("advice", () => {
  const home = "engine/src/devices/advice/";

  it("is all in the list, with a test beside each", () => {
    const own = projectFiles().filter((file) => file.startsWith(home) && /: Advice = \{/.test(readText(file)));
    const inList = importsOf(`${home}index.ts`).map((name) => home + name.slice(2));
    expect(own.filter((file) => !inList.includes(file))).toEqual([]);
    expect(own.filter((file) => !projectFiles().includes(file.replace(/\.ts$/, ".test.ts")))).toEqual([]);
    expect(own.map((file) => file.slice(home.length, -3)).toSorted()).toEqual(
      advice.map(({ name }) => name).toSorted(),
    );
  });

  it("says what it finds", () => {
    for (const { summary } of advice) expect(summary).toMatch(/^\S.*\.$/s);
  });
});

describe("runtimes", () => {
  const home = "engine/src/devices/runtimes/";

  it("are all in the list, one in a file, and say where their rules are written down", () => {
    const own = projectFiles().filter((file) => file.startsWith(home) && /: Runtime = \{/.test(readText(file)));
    const inList = importsOf(`${home}index.ts`).map((name) => home + name.slice(2));
    expect(own.filter((file) => !inList.includes(file))).toEqual([]);
    expect(runtimes).toHaveLength(own.length);
    for (const { source } of runtimes) expect(source).not.toBe("");
  });
});

describe("features of the server", () => {
  it("are all in the list", () => {
    const own = projectFiles().filter((file) => /^server\/src\/features\/\w+\.ts$/.test(file));
    const makes = own.filter((file) => /: Feature = \{/.test(readText(file)));
    const inList = importsOf("server/src/features/index.ts").map((name) => `server/src/features/${name.slice(2)}`);
    expect(makes.filter((file) => !inList.includes(file))).toEqual([]);
    expect(makes.length).toBeGreaterThan(4);
  });
});

describe("code actions", () => {
  const own = projectFiles().filter((file) => /^server\/src\/actions\/\w+\.ts$/.test(file));
  const makes = own.filter((file) => /: Action = \{/.test(readText(file)));

  it("are all in the list, with a test beside each", () => {
    const inList = importsOf("server/src/actions/index.ts").map((name) => `server/src/actions/${name.slice(2)}`);
    expect(makes.filter((file) => !inList.includes(file))).toEqual([]);
    expect(makes.filter((file) => !projectFiles().includes(file.replace(/\.ts$/, ".test.ts")))).toEqual([]);
    expect(actions).toHaveLength(makes.length);
  });

  for (const { name, summary, example } of actions) {
    it(`${name} is called as its file, says what it does, and runs its example`, () => {
      expect(makes).toContain(`server/src/actions/${name}.ts`);
      expect(summary).toMatch(/^\S.*\.$/s);
      expect(example.before).toContain("$0");
      expect(readText(`server/src/actions/${name}.test.ts`)).toContain(`itsExample(${name})`);
    });
  }

  it("stand on their page as the sources have them", () => {
    expect(readText("docs/actions.md"), "run `npm run reference`").toBe(actionsPage());
  });
});

describe("PyTorch", () => {
  it("has a form of every operator of the catalogue", () => {
    expect(operators.filter((operator) => !pytorchFacets.has(operator)).map(({ name }) => name)).toEqual([]);
  });

  it("has every file of forms in its list", () => {
    const own = "engine/src/pytorch/ops/";
    const inList = importsOf(`${own}index.ts`).map((name) => own + name.slice(2));
    const makes = projectFiles().filter(
      (file) => file.startsWith(own) && /: PyTorchFacet\b|pytorchFacet\(/.test(readText(file)),
    );
    expect(makes.filter((file) => !inList.includes(file) && file !== `${own}index.ts`)).toEqual([]);
    expect(makes.length).toBeGreaterThan(40);
  });
});
