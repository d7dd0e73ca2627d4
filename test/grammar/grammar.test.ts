/** The TextMate grammar, run by the engine VS Code uses: each word gets the scope a theme colours it by. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";

const file = new URL("../../syntaxes/lathe.tmLanguage.json", import.meta.url);
let grammar: IGrammar;

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, "utf8"), "lathe.tmLanguage.json"),
  });
  const loaded = await registry.loadGrammar("source.lathe");
  if (loaded === null) throw new Error("The grammar cannot be loaded.");
  grammar = loaded;
});

/** The innermost scope of each word of a line, without the language's name; words without a scope are left out. */
function scopes(line: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { startIndex, endIndex, scopes } of grammar.tokenizeLine(line, textmate.INITIAL).tokens) {
    const word = line.slice(startIndex, endIndex).trim();
    const scope = scopes.at(-1) ?? "";
    if (word !== "" && scope !== "source.lathe") found[word] = scope.replace(/\.lathe$/, "");
  }
  return found;
}

test("a pipeline: bindings, labels, operators, arguments", () => {
  expect(scopes("  main = x -> conv1: conv(out, kernel=3, bias=false) -> bn -> relu6 @int8")).toMatchObject({
    main: "variable.other.readwrite",
    x: "variable.other.readwrite",
    "->": "keyword.operator.arrow",
    conv1: "variable.other.property",
    conv: "entity.name.function",
    out: "variable.other.readwrite",
    kernel: "variable.parameter",
    "3": "constant.numeric",
    false: "constant.language",
    bn: "entity.name.function",
    relu6: "entity.name.function",
    int8: "storage.type.annotation",
  });
});

test("a labelled operator without arguments is an operator", () => {
  expect(scopes("  y = x -> bn1: bn -> act")).toMatchObject({
    bn1: "variable.other.property",
    bn: "entity.name.function",
  });
});

test("declarations and their parameters", () => {
  expect(scopes("net resnet(width: float = 1.0, act: op = relu) {")).toMatchObject({
    net: "storage.type",
    resnet: "entity.name.type",
    width: "variable.parameter",
    float: "support.type.primitive",
    "1.0": "constant.numeric",
    op: "support.type.primitive",
  });
  expect(scopes('import "std/mobile.net" { inverted_residual as ir }')).toMatchObject({
    import: "keyword.control.import",
    as: "keyword.control",
  });
});

test("a tensor type", () => {
  expect(scopes("  input image: f32[N, 3, ?]")).toMatchObject({
    input: "storage.type",
    image: "variable.other.readwrite",
    f32: "support.type.primitive",
    "?": "constant.language.unknown",
  });
});

test("numbers end where their unit begins, and a range is not a fraction", () => {
  expect(scopes("  budget { macs <= 320M, peak <= 64KiB, accuracy_drop <= 1% }")).toMatchObject({
    budget: "storage.type",
    "320": "constant.numeric",
    M: "keyword.other.unit",
    KiB: "keyword.other.unit",
    "%": "keyword.other.unit",
    "<=": "keyword.operator.comparison",
  });
  expect(scopes("  xs = 0..4")).toMatchObject({
    "0": "constant.numeric",
    "..": "keyword.operator.range",
    "4": "constant.numeric",
  });
});

test("the words of declarations are names anywhere else", () => {
  expect(scopes("  data = image -> conv(8, kernel=1)")).toMatchObject({ data: "variable.other.readwrite" });
  expect(scopes("  data -> conv(8, kernel=1)")).toMatchObject({ data: "variable.other.readwrite" });
  expect(scopes('  data test "folder/"')).toMatchObject({ data: "storage.type", test: "support.constant" });
});

test("foreign operators", () => {
  expect(scopes("y = onnx.Einsum(a, b)")).toMatchObject({
    onnx: "entity.name.namespace",
    Einsum: "entity.name.function",
  });
  expect(scopes('z = onnx["com.microsoft"].Gelu(y)')).toMatchObject({ Gelu: "entity.name.function" });
});

test("comments, documentation and its examples", () => {
  expect(scopes("x = y # why")).toMatchObject({ why: "comment.line.number-sign" });
  expect(scopes("## Two convolutions.")).toMatchObject({ "Two convolutions.": "comment.line.documentation" });
  expect(scopes("## example: basic(64) on f32[1, 64]")).toMatchObject({
    example: "keyword.other.documentation",
    basic: "entity.name.function",
    on: "keyword.other.documentation",
  });
});

test("a string ends with its line, and a wrong escape is marked", () => {
  expect(scopes('weights "a\\n\\q')).toMatchObject({
    "\\n": "constant.character.escape",
    "\\q": "invalid.illegal.escape",
  });
});
