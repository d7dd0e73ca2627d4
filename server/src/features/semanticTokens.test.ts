import { Workspace } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { SemanticTokenTypes } from "vscode-languageserver";
import { readText } from "../../../test/kit/files.ts";
import { flatNet } from "../../../test/kit/flatNet.ts";
import { nameRoles } from "./nameRoles.ts";
import { roleModifiers, roleTypes } from "./roles.ts";
import { editsBetween, semanticTokens } from "./semanticTokens.ts";

const folder = "file:///project/";
const library = `${folder}std/`;

function opened(text: string, others: Readonly<Record<string, string>> = {}) {
  const workspace = new Workspace({ library, roots: [folder] });
  for (const [name, content] of Object.entries(others)) workspace.provide(folder + name, content);
  const uri = `${folder}main.net`;
  workspace.open(uri, text);
  const analysis = workspace.analyse(uri);
  if (analysis === undefined) throw new Error("an open text is always analysed");
  return { workspace, analysis };
}

/** `name: type modifier …` for every name of a line, counted from 1; of all lines without a line. */
function roles(text: string, line?: number, others: Readonly<Record<string, string>> = {}): readonly string[] {
  const { workspace, analysis } = opened(text, others);
  const rows = text.split(/\r?\n/);
  return nameRoles(analysis.module, workspace.program, library)
    .filter((token) => line === undefined || token.line === line - 1)
    .map(({ line: row, start, length, role }) =>
      `${rows[row]?.slice(start, start + length)}: ${[role.type, ...role.modifiers].join(" ")}`.trim(),
    );
}

/** A line inside a net that has an input `x` and a block `own`. */
function inNet(line: string): readonly string[] {
  return roles(
    `block own(v) { return v }\nfn half(c) = c // 2\nnet n(wide: int = 8) {\n  input x: f32[1, 8]\n${line}\n}\n`,
    5,
  );
}

describe("semantic tokens", () => {
  it("tell operators, blocks and functions apart, and labels and arguments from both", () => {
    expect(inNet("  y = x -> first: linear(half(wide), bias=false) -> own -> relu")).toEqual([
      "y: variable declaration",
      "x: variable",
      "first: label declaration",
      "linear: method defaultLibrary",
      "half: function",
      "wide: parameter readonly",
      "bias: argument",
      "own: struct",
      "relu: method defaultLibrary",
    ]);
  });

  it("tell a tensor from an operator of its name, and an operator from a function of its name", () => {
    expect(inNet("  mean = x -> mean(axis=1)\n").slice(0, 3)).toEqual([
      "mean: variable declaration",
      "x: variable",
      "mean: method defaultLibrary",
    ]);
    expect(inNet("  y = x -> linear(max(1, 2))").at(-1)).toBe("max: function defaultLibrary");
    expect(inNet("  y = x -> max(x)").at(2)).toBe("max: method defaultLibrary");
    expect(inNet("  data = x -> relu").at(0)).toBe("data: variable declaration");
  });

  it("tell what is settled before data flows from what flows", () => {
    expect(inNet("  c = wide * 2")[0]).toBe("c: variable declaration readonly");
    expect(inNet("  c = half(4)")[0]).toBe("c: variable declaration readonly");
    expect(inNet("  c = choose(3, 5)")[0]).toBe("c: variable declaration readonly");
    expect(inNet("  c = x + 1")[0]).toBe("c: variable declaration");
    expect(inNet("  c = x.channels")).toEqual([
      "c: variable declaration readonly",
      "x: variable",
      "channels: property defaultLibrary",
    ]);
  });

  it("know dims, also those that a type binds", () => {
    expect(roles("net n {\n  dim S = 4\n  input x: f32[1, S]\n}\n")).toEqual([
      "n: class declaration",
      "S: typeParameter declaration readonly",
      "x: variable declaration",
      "f32: type defaultLibrary",
      "S: typeParameter readonly",
    ]);
    expect(roles("block b(x: f32[N, C], act: op = relu) { return x -> linear(C) -> act }\n")).toEqual([
      "b: struct declaration",
      "x: parameter declaration",
      "f32: type defaultLibrary",
      "N: typeParameter declaration readonly",
      "C: typeParameter declaration readonly",
      "act: parameter declaration readonly",
      "op: type defaultLibrary",
      "relu: method defaultLibrary",
      "x: parameter",
      "linear: method defaultLibrary",
      "C: typeParameter readonly",
      "act: parameter readonly",
    ]);
  });

  it("know what declarations are made of: targets, metrics, annotations, settings", () => {
    expect(inNet("  target pixel4, host(threads=4)")).toEqual(["pixel4: target", "host: target", "threads: argument"]);
    expect(inNet("  budget pixel4 { macs <= 1M, params <= 2M }")).toEqual([
      "pixel4: target",
      "macs: metric defaultLibrary",
      "params: metric defaultLibrary",
    ]);
    expect(inNet('  policy { "**": @prune(50%, by=l1) @int8 }')).toEqual([
      "prune: decorator defaultLibrary",
      "by: argument",
      "l1: enumMember",
      "int8: decorator defaultLibrary",
    ]);
    expect(inNet("  input z: f32[1, 3, 8, 8] { range 0..1, channels bgr }")).toEqual([
      "z: variable declaration",
      "f32: type defaultLibrary",
      "range: property",
      "channels: property",
      "bgr: enumMember",
    ]);
    expect(inNet('  data calibration "c.npz"')).toEqual(["calibration: enumMember"]);
    expect(inNet("  y = onnx.Einsum(x, equation=1)")).toEqual([
      "y: variable declaration",
      "onnx: namespace defaultLibrary",
      "Einsum: method",
      "x: variable",
      "equation: argument",
    ]);
  });

  it("follow names into repeats and custom operators", () => {
    expect(inNet("  y = x -> repeat [1, 2] as i, h { return h -> linear(i) }")).toEqual([
      "y: variable declaration",
      "x: variable",
      "i: variable declaration readonly",
      "h: variable declaration",
      "h: variable",
      "linear: method defaultLibrary",
      "i: variable readonly",
    ]);
    expect(roles("op v(x: f32[P]) -> f32[P] {\n  macs = 0\n  bytes = result.bytes\n}\n", 2)).toEqual([
      "macs: metric defaultLibrary",
    ]);
    expect(roles("op v(x: f32[P]) -> f32[P] {\n  macs = 0\n  bytes = result.bytes\n}\n", 3)).toEqual([
      "bytes: property",
      "result: variable defaultLibrary",
      "bytes: property defaultLibrary",
    ]);
  });

  it("know what is imported, and what of it comes with Lathe", () => {
    const others = {
      "std/a.net": "block cell(x) { return x }\n",
      "b.net": "net small { input x: f32[1]\n output x }\n",
    };
    const text = 'import "std/a.net" { cell as unit }\nimport "b.net" { small }\nnet n { y = x -> unit -> small }\n';
    expect(roles(text, 1, others)).toEqual(["cell: struct defaultLibrary", "unit: struct declaration defaultLibrary"]);
    expect(roles(text, 2, others)).toEqual(["small: class declaration"]);
    expect(roles(text, 3, others)).toContain("unit: struct defaultLibrary");
    expect(roles(text, 3, others)).toContain("small: class");
  });

  it("hold while a line is being typed, in it and around it", () => {
    const line = "  y = x -> first: linear(half(wide), bias=false) -> own @int8";
    const done = inNet(line);
    const others = (text: string) => roles(text).filter((_, index) => index < 11);
    const whole = (typed: string) =>
      `block own(v) { return v }\nfn half(c) = c // 2\nnet n(wide: int = 8) {\n  input x: f32[1, 8]\n${typed}\n  z = x -> relu\n}\n`;
    for (let end = 0; end <= line.length; end++) {
      const typed = line.slice(0, end);
      expect(others(whole(typed))).toEqual(others(whole(line)));
      expect(roles(whole(typed), 6), typed).toEqual([
        "z: variable declaration",
        "x: variable",
        "relu: method defaultLibrary",
      ]);
      // What ends in front of the cursor is what it will be; the word at the cursor may still be another.
      const before = /^.*\W/.exec(typed)?.[0] ?? "";
      const closed = /^\s*$/.test(before) ? 0 : (before.match(/\b(?!false)[A-Za-z_]\w*/g)?.length ?? 0);
      const settled = inNet(typed).slice(0, closed);
      const wrong = settled.filter((role, index) => role !== done[index]);
      expect(wrong, typed).toEqual([]);
    }
  });

  it("are five numbers each, within their lines and in order", () => {
    for (const text of [readText("examples/mobilenet.net"), flatNet(50), "net n {\r\n  input x: f32[1]\r\n}\r\n"]) {
      const { workspace, analysis } = opened(text);
      const data = semanticTokens(analysis.module, workspace.program, library);
      const rows = text.split(/\r?\n/);
      expect(data.length % 5).toBe(0);
      let [line, start, end] = [0, 0, 0];
      for (let i = 0; i < data.length; i += 5) {
        const [down = 0, right = 0, length = 0, type = -1, modifiers = -1] = data.slice(i, i + 5);
        line += down;
        if (down > 0) [start, end] = [0, 0];
        start += right;
        expect(start).toBeGreaterThanOrEqual(end);
        end = start + length;
        expect(rows[line]?.slice(start, end)).toMatch(/^[A-Za-z_]\w*$/);
        expect(roleTypes[type]).toBeDefined();
        expect(modifiers).toBeLessThan(1 << roleModifiers.length);
      }
    }
  });

  it("of a range are those of its lines", () => {
    const { workspace, analysis } = opened(flatNet(50));
    const range = { start: { line: 10, character: 0 }, end: { line: 10, character: 5 } };
    // v8 = v7 -> conv(16, kernel=3)
    expect(semanticTokens(analysis.module, workspace.program, library, range)).toHaveLength(4 * 5);
  });

  it("change by one edit", () => {
    const apply = (before: readonly number[], now: readonly number[]) => {
      const result = [...before];
      for (const { start, deleteCount, data = [] } of editsBetween(before, now))
        result.splice(start, deleteCount, ...data);
      return result;
    };
    for (const [before, now] of [
      [[], [1, 2]],
      [[1, 2], []],
      [
        [1, 1, 1],
        [1, 1],
      ],
      [
        [1, 2, 3, 4],
        [1, 9, 9, 4],
      ],
      [
        [1, 2],
        [1, 2, 1, 2],
      ],
    ] as const)
      expect(apply(before, now)).toEqual(now);
    expect(editsBetween([1, 2], [1, 2])).toEqual([]);
    expect(editsBetween([1, 2, 3], [1, 5, 3])).toEqual([{ start: 1, deleteCount: 1, data: [5] }]);
  });

  it("have scopes in the editor where the protocol has no word for them", () => {
    const { contributes } = JSON.parse(readText("package.json"));
    const own = roleTypes.filter((type) => !Object.values<string>(SemanticTokenTypes).includes(type));
    expect(contributes.semanticTokenTypes.map(({ id }: { id: string }) => id)).toEqual(own);
    expect(own.length).toBeGreaterThan(0);
    const [{ language, scopes }] = contributes.semanticTokenScopes;
    expect(language).toBe("lathe");
    expect(Object.keys(scopes)).toEqual(expect.arrayContaining(own));
    for (const type of Object.keys(scopes)) expect(roleTypes).toContain(type);
  });

  it("never fail", () => {
    for (const text of [
      "",
      "}}}((((->->",
      "net n {",
      "import",
      "net n { budget",
      "block b(",
      "\u0000@",
      'import "std/',
    ]) {
      expect(roles(text)).toBeInstanceOf(Array);
    }
  });
});
