/**
 * The reference is the test suite: every example of every chapter is analysed, and every expectation in it must be met.
 * Whatever is reported and not expected is a failure too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  type Analysis,
  addDim,
  type Dim,
  formatDim,
  formatTensor,
  operators,
  type ShownNet,
  symbolicFigures,
} from "../../engine/src/index.ts";
import { analyse } from "./analyse.ts";
import { codesOf, type Example, type Expectation, expectationsOf, readChapter } from "./chapter.ts";

const folder = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".md"));
const chapters = files.map((file) => ({ file, ...readChapter(readFileSync(join(folder, file), "utf8")) }));

describe.each(chapters.map((chapter) => [chapter.file, chapter] as const))("%s", (_, chapter) => {
  test("has a title, and a claim above every example", () => {
    expect(chapter.title).not.toBe("");
    expect(
      chapter.examples.filter(({ claim }) => claim === "").map(({ line }) => `no sentence above line ${line}`),
    ).toEqual([]);
  });
  const shown = chapter.examples.filter(({ file }) => file === undefined);
  test.each(shown.map((example) => [example.line, example.claim.split("\n")[0] ?? "", example] as const))(
    "line %i: %s",
    (line, _, example) => {
      const others = chapter.examples.filter(({ file, line: at }) => file !== undefined && at < line);
      expect(problemsOf(example, others)).toEqual([]);
    },
  );
});

describe("the catalogue", () => {
  test.each(operators.map((operator) => [operator.name, operator] as const))(
    "the example of %s runs",
    (_, operator) => {
      const example = { text: operator.example, line: 1, claim: "", file: undefined };
      expect(problemsOf(example, [])).toEqual([]);
      const [net] = analyse(example, []).analysis.shown;
      expect(net?.cost.graph.ops.map((op) => op.operator)).toContain(operator);
    },
  );

  test("every operator is shown in its family's chapter", () => {
    const missing = operators.filter(({ name, family }) => {
      const chapter = chapters.find(({ file }) => file === `${family}.md`);
      return !chapter?.examples.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text));
    });
    expect(missing.map(({ name, family }) => `${name} in ${family}.md`)).toEqual([]);
  });
});

describe("this test itself", () => {
  const problems = (text: string) => problemsOf({ text, line: 10, claim: "", file: undefined }, []);

  test("finds a wrong figure, at its line", () => {
    expect(problems("input x: f32[1, 8]\n\ny = x -> linear(4)   # shape: [1, 4]; macs: 33")).toEqual([
      "line 12: macs is 32, not 33",
    ]);
  });

  test("finds what was not expected, and misses what was", () => {
    const [first = "", second = ""] = problems("input x: f32[1, 8]\ny = x -> liner(4)   # error: [wrong-rank]");
    expect(first).toMatch(/^line 11: error \[unknown-operator\] was not expected: /);
    expect(second).toBe("line 11: error [wrong-rank] was not reported");
  });

  test("does not know every word", () => {
    expect(() => problems("input x: f32[1, 8]\ny = x -> relu   # shapes: [1, 8]")).toThrow("expects nothing");
  });
});

/** Every way in which the example is not as it says, each with its line of the chapter. */
function problemsOf(example: Example, others: readonly Example[]): readonly string[] {
  const { analysis, lineOf } = analyse(example, others);
  const at = (line: number) => `line ${example.line + line}`;
  const expectations = expectationsOf(example.text);
  const [net] = analysis.shown;
  const problems: string[] = [];
  const expectedReports = new Set<string>();
  for (const expectation of expectations) {
    if (["error", "warning", "information", "hint"].includes(expectation.key)) {
      for (const code of codesOf(expectation.value))
        expectedReports.add(`${at(expectation.line)}: ${expectation.key} [${code}]`);
      continue;
    }
    const actual = net === undefined ? "no net" : actualOf(expectation, example, net, analysis, lineOf);
    const wanted = isNumber(expectation.value) ? expectation.value.replaceAll("_", "") : expectation.value;
    if (actual !== wanted) {
      problems.push(`${at(expectation.line)}: ${expectation.key} is ${actual}, not ${expectation.value}`);
    }
  }
  const reported = new Set<string>();
  for (const { severity, code, span, message } of analysis.reports) {
    const line = analysis.text.slice(0, span.start).split("\n").length - 1;
    const name = `${at(example.text.split("\n").findIndex((_, i) => lineOf(i) === line))}: ${severity} [${code}]`;
    reported.add(name);
    if (!expectedReports.has(name)) problems.push(`${name} was not expected: ${message}`);
  }
  for (const name of expectedReports) if (!reported.has(name)) problems.push(`${name} was not reported`);
  return problems;
}

/** What an expectation is held against, in its own notation. */
function actualOf(
  { key, line, value }: Expectation,
  example: Example,
  net: ShownNet,
  analysis: Analysis,
  lineOf: (line: number) => number,
): string {
  const { cost } = net;
  const source = example.text.split("\n")[line] ?? "";
  const isWhole = /^\s*(net|output)\b/.test(source);
  if (key === "peak") return String(cost.liveness.peakBytes);
  const shown = analysis.lines.get(lineOf(line));
  const ops = isWhole ? [...cost.graph.ops.keys()] : (shown?.cost.ops ?? []);
  const figures = isWhole ? cost.totals : shown?.cost.figures;
  switch (key) {
    case "shape": {
      const result = shown?.cost.result;
      return result?.shape === undefined ? "unknown" : `[${result.shape.map(formatDim).join(", ")}]`;
    }
    case "type":
      return shown?.cost.result === undefined ? "unknown" : formatTensor(shown.cost.result);
    case "count":
      return String(shown?.cost.count ?? 0);
    case "path":
      return ops.map((op) => cost.graph.ops[op]?.path).join(", ");
    case "weights":
      return ops.flatMap((op) => weightNames(net, op)).join(", ");
    case "size":
      return String(figures?.sizeBytes ?? 0);
    case "macs":
    case "flops":
    case "params": {
      if (isNumber(value)) return `${figures !== undefined && figures.uncounted > 0 ? "≥ " : ""}${figures?.[key] ?? 0}`;
      const amounts = ops.flatMap((op) => cost.graph.ops[op] ?? []).map((op) => symbolicFigures(cost.graph, op)[key]);
      return formatDim(amounts.reduce<Dim>(addDim, 0));
    }
    default:
      return "nothing that this test knows";
  }
}

/** `1_024`, or `≥ 1_024` where some amount is not known. */
function isNumber(value: string): boolean {
  return /^(≥ )?\d[\d_]*$/.test(value);
}

function weightNames({ cost }: ShownNet, op: number): readonly string[] {
  const entry = cost.graph.ops[op];
  const path = entry?.path.replaceAll("[", ".").replaceAll("]", "") ?? "";
  return (entry?.call.weights ?? []).map(({ name }) => (name === "" ? path : `${path}.${name}`));
}
