import { describe, expect, it } from "vitest";
import { validateGrammar } from "./parser.ts";
import { readSource, type SourceChunk, spanOf } from "./read.ts";
import { validateTokens } from "./tokens.ts";

/** Kinds of the statements of the first declaration's body. */
function bodyOf(text: string): readonly SourceChunk[] {
  return readSource(text).chunks[0]?.bodies[0]?.chunks ?? [];
}

function kinds(text: string): readonly string[] {
  return bodyOf(text).map(({ statement }) => statement.kind);
}

describe("statements", () => {
  it("start at line starts, and go on with a continuation", () => {
    expect(kinds("net n {\n  a = x -> relu\n    -> relu\n  b = a\n    + x\n  output b\n}")).toEqual([
      "binding",
      "binding",
      "output",
    ]);
  });

  it("go on inside brackets", () => {
    expect(kinds("net n {\n  a = concat(x,\n    x,\n    axis=1)\n  output a\n}")).toEqual(["binding", "output"]);
  });

  it("are cut inside an open bracket where a new one plainly begins", () => {
    expect(kinds("net n {\n  a = x -> conv(64, kernel=3\n  b = a -> relu\n  output b\n}")).toEqual([
      "binding",
      "binding",
      "output",
    ]);
  });

  it("may follow the brace that opens their body", () => {
    expect(kinds("block b(x) { return x -> relu }")).toEqual(["return"]);
  });

  it("close everything with `net` at a line start", () => {
    const { chunks } = readSource("net a {\n  x = y -> repeat 3 {\n    relu\nnet b {\n  output z\n}\n");
    expect(chunks.map(({ statement }) => statement.kind)).toEqual(["net", "net"]);
  });
});

describe("recovery", () => {
  const others = ["  before = x -> conv(8, kernel=3)", "  after = before -> relu", "  output after"];
  const broken = [
    "  y = x ->",
    "  y = x -> conv(",
    "  y = x -> conv(64, kernel=",
    "  y =",
    "  y = )",
    "  y = (",
    "  y = x -> ) relu",
    "  y = [1, 2",
    '  y = x -> resize(mode="near',
    "  y = x -> }",
    "  y = x -> {",
    "  }",
    "  y = x -> repeat 3 {",
    "  y = ä ö",
    "  = x",
    "  y: f32[",
    "  @",
    "  y = if a then",
    "  y = x -> relu relu",
    "  y = x -> 3",
  ];
  for (const line of broken) {
    it(`keeps the other lines around \`${line.trim()}\``, () => {
      const text = [
        "net n {",
        "  input x: f32[1, 3, 8, 8]",
        others[0],
        line,
        others[1],
        others[2],
        "}",
        "net m {",
        "  input q: f32[1]",
        "  output q",
        "}",
        "",
      ].join("\n");
      const file = readSource(text);
      expect(file.reports.length).toBeGreaterThan(0);
      const names = (chunks: readonly SourceChunk[]): string[] =>
        chunks.flatMap((chunk) => [
          ...(chunk.statement.kind === "binding" ? chunk.statement.targets.map(({ name }) => name.name) : []),
          ...(chunk.statement.kind === "output" ? chunk.statement.names.map(({ name }) => `output ${name}`) : []),
        ]);
      const [first, second] = file.chunks.filter(({ statement }) => statement.kind === "net");
      const body = names(first?.bodies[0]?.chunks ?? []);
      expect(body).toEqual(expect.arrayContaining(["before", "after", "output after"]));
      expect(names(second?.bodies[0]?.chunks ?? [])).toEqual(["output q"]);
    });
  }

  it("keeps the arguments that can be read, and stands in for the others", () => {
    const [chunk] = bodyOf("net n {\n  y = x -> conv(64, kernel=, stride=2) -> relu\n}");
    const value = chunk?.statement.kind === "binding" ? chunk.statement.value : undefined;
    const stages = value?.kind === "pipeline" ? value.stages : [];
    expect(
      stages.map((stage) => (stage.kind === "call" ? [stage.callee.name, stage.arguments.length] : stage.kind)),
    ).toEqual([
      ["conv", 3],
      ["relu", 0],
    ]);
  });

  it("reports one cause once", () => {
    expect(readSource("net n {\n  y = x -> conv(64, kernel=3\n}").reports.map(({ code }) => code)).toEqual([
      "unclosed-bracket",
    ]);
  });

  const deep = {
    parentheses: `x = ${"(".repeat(10_000)}1${")".repeat(10_000)}`,
    braces: `net n {\n${Array.from({ length: 200 }, (_, i) => `${" ".repeat(i)} x = y -> repeat 2 {\n`).join("")}`,
    signs: `x = ${"-".repeat(50_000)}1`,
    powers: `x = ${"2**".repeat(20_000)}2`,
  };
  for (const [what, text] of Object.entries(deep)) {
    it(`is not overwhelmed by deep ${what}`, () => {
      expect(readSource(text).reports.map(({ code }) => code)).toContain("too-deep");
    });
  }

  it("is not overwhelmed by brackets that never close", () => {
    for (const text of [
      "(".repeat(10_000),
      "[(".repeat(5_000) + ")".repeat(10_000),
      "{".repeat(10_000),
      "}".repeat(10_000),
    ]) {
      expect(readSource(text).reports.length).toBeGreaterThan(0);
    }
  });
});

describe("reading again", () => {
  it("gives the same as reading anew, and keeps unchanged trees", () => {
    const text = "net n {\n  input x: f32[1, 3, 8, 8]\n  y = x -> relu\n  z = y -> relu\n  output z\n}\n";
    const edited = text.replace("y = x -> relu", "y = x -> conv(4, kernel=3) -> relu");
    const first = readSource(text);
    const again = readSource(edited, first);
    const anew = readSource(edited);
    expect(again.chunks[0]?.bodies[0]?.chunks.map(({ statement }) => statement)).toEqual(
      anew.chunks[0]?.bodies[0]?.chunks.map(({ statement }) => statement),
    );
    expect(again.chunks[0]?.bodies[0]?.chunks[2]?.statement).toBe(first.chunks[0]?.bodies[0]?.chunks[2]?.statement);
  });

  it("complains of a bracket below a line that it keeps", () => {
    const text = "net n {\n  input x: f32[1, 8]\n  output x\n\n}\n";
    const edited = text.replace("\n\n", "\n  )\n");
    const again = readSource(edited, readSource(text));
    expect(again.reports).toEqual(readSource(edited).reports);
    expect(again.reports.map(({ code }) => code)).toEqual(["unmatched-bracket"]);
    expect(readSource(text, again).reports).toEqual([]);
  });

  it("gives equal lines tokens of their own", () => {
    const [first, second] = readSource("a = b -> c\na = b -> c\n").lines.lines;
    expect(second?.tokens).toEqual(first?.tokens);
    expect(second?.tokens[0]).not.toBe(first?.tokens[0]);
  });

  it("points at the right one of two equal lines", () => {
    const text = "net n {\n  y = x -> f([\n    1,\n    2\n    1,\n    2\n    3\n  ])\n}\n";
    const [report] = readSource(text).reports;
    expect(report?.span.start).toBe(text.indexOf("1", text.indexOf("2")));
  });

  it("points at the right place after lines have moved", () => {
    const text = "net n {\n  output z\n}\n";
    const moved = `\n\n${text}`;
    const file = readSource(moved, readSource(text));
    const chunk = file.chunks[0]?.bodies[0]?.chunks[0];
    const span = chunk === undefined ? undefined : spanOf(file.lines, chunk.chunk, chunk.statement.at);
    expect(span && moved.slice(span.start, span.end)).toBe("output z");
  });

  it("reads CRLF and a byte-order mark like LF", () => {
    const text = "net n {\n  input x: f32[1, 8]\n  y = x -> relu\n  output y\n}\n";
    const crlf = readSource(`\ufeff${text.replaceAll("\n", "\r\n")}`);
    expect(crlf.reports).toEqual([]);
    expect(crlf.chunks[0]?.bodies[0]?.chunks.length).toBe(3);
  });
});

describe("the grammar", () => {
  it("is sound by chevrotain's own validations, which are left out when a file is read", () => {
    expect(validateGrammar).not.toThrow();
    expect(validateTokens()).toEqual([]);
  });
});
