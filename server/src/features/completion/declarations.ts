// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the places of snippets.
/** Where a statement starts: the words that declare something; and the settings in the braces of an input or an op. */
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { contextOf, declaringStatement, entryOf } from "../cursor.ts";
import { asSnippet, keyword, type Place, ranked } from "./place.ts";

const fileWords: readonly CompletionItem[] = [
  keyword("net", "net ${1:name} {\n  input ${2:x}: ${3:f32[1, 3, 224, 224]}\n  $0\n  output ${4:y}\n}"),
  keyword("block", "block ${1:name}(${2:x}) {\n  return $2 -> $0\n}"),
  keyword("fn", "fn ${1:name}(${2:x}) = $0"),
  keyword("import", 'import "${1:std/}" { $0 }'),
  keyword("op", "op ${1:name}(${2:x}: ${3:f32[N, C]}) -> ${4:f32[N, C]} {\n  macs = $0\n}"),
  keyword("lathe", "lathe 1"),
];

const netWords: readonly CompletionItem[] = [
  keyword("input", "input ${1:x}: ${2:f32[1, 3, 224, 224]}"),
  keyword("output", "output $0"),
  keyword("dim", "dim ${1:N} = ${2:1}"),
  keyword("fn", "fn ${1:name}(${2:x}) = $0"),
  keyword("state", "state ${1:h}: ${2:f32[1, 64]} = ${3:0}"),
  keyword("target", "target $0"),
  keyword("budget", "budget { $0 }"),
  keyword("weights", 'weights "$0"'),
  keyword("data", 'data ${1|calibration,test|} "$0"'),
  keyword("policy", "policy {\n  $0\n}"),
  keyword("opset", "opset 17"),
  keyword("counting", "counting paper"),
];

const blockWords: readonly CompletionItem[] = [keyword("return"), keyword("fn", "fn ${1:name}(${2:x}) = $0")];

/** Words with which a new name is declared: nobody can know it. */
const naming = ["net", "block", "fn", "op", "input", "state", "dim", "lathe"];

export const declarations: Place = ({ analysis, kind, statement }) => {
  const { pieces } = statement;
  if (kind !== "word") return undefined;
  const context = contextOf(statement);
  const [first] = pieces;
  if (context === "input") return settings(statement, inputSettings);
  if (context === "op") return settings(statement, opSettings);
  if (context !== "file" && context !== "body") return undefined;
  if (first === undefined) {
    if (context === "file") return ranked(0, fileWords);
    const isNet = declaringStatement(statement)?.pieces[0]?.text === "net";
    const isRepeat = statement.outer !== declaringStatement(statement);
    return ranked(0, isNet && !isRepeat ? netWords : blockWords);
  }
  if (pieces.length === 1 && naming.includes(first.text)) return [];
  if (pieces.length === 1 && first.text === "counting") return [keyword("paper")];
  if (pieces.length === 1 && first.text === "data") return [keyword("calibration"), keyword("test")];
  // A variant of a net: `net small = mobilenet(width=0.5)`.
  if (first.text === "net" && pieces.length === 3 && pieces[2]?.text === "=") {
    const nets = analysis.nets.filter((name) => name !== pieces[1]?.text);
    return ranked(
      0,
      nets.map((label) => ({ label, kind: CompletionItemKind.Class, ...asSnippet(`${label}($1)$0`) })),
    );
  }
  if (isNewName(pieces.map(({ text }) => text))) return [];
  return undefined;
};

/** A parameter of a declaration that has no type yet, or a name that `as` binds. */
function isNewName(texts: readonly string[]): boolean {
  if (texts.at(-1) === "as") return true;
  const declares = ["net", "block", "fn", "op"].includes(texts[0] ?? "") && texts[2] === "(";
  return declares && !texts.includes(")") && ["(", ","].includes(texts.at(-1) ?? "");
}

const inputSettings: readonly CompletionItem[] = [
  keyword("range", "range 0..1"),
  keyword("mean", "mean [${1:0.485, 0.456, 0.406}]"),
  keyword("std", "std [${1:0.229, 0.224, 0.225}]"),
  keyword("channels", "channels ${1|rgb,bgr|}"),
];

const opSettings: readonly CompletionItem[] = [
  keyword("macs", "macs = $0"),
  keyword("bytes", "bytes = $0"),
  keyword("onnx", 'onnx "$0"'),
];

function settings(
  statement: Parameters<typeof entryOf>[0],
  items: readonly CompletionItem[],
): readonly CompletionItem[] | undefined {
  const entry = entryOf(statement);
  if (entry.length === 0) return ranked(0, items);
  return entry.length === 1 && entry[0]?.text === "channels" ? [keyword("rgb"), keyword("bgr")] : undefined;
}
