/** Completion of stages, arguments, names and declarations. */

import {
  type Analysis,
  builtins,
  callableNames,
  dtypes,
  keywordNames,
  type Operator,
  operatorsByName,
  signature,
} from "@lathe/engine";
import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from "vscode-languageserver";
import { toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { boundAbove } from "./at.ts";
import { declarationDocs, operatorDocs } from "./docs.ts";

const netWords = [
  "input",
  "output",
  "dim",
  "state",
  "fn",
  "target",
  "budget",
  "weights",
  "data",
  "policy",
  "opset",
  "counting",
];
const fileWords = ["net", "block", "fn", "op", "import"];

export function completion(analysis: Analysis, offset: number): CompletionItem[] {
  const before = statementBefore(analysis.text, offset);
  if (/#/.test(before.slice(before.lastIndexOf("\n") + 1).replace(/"[^"]*"/g, ""))) return [];
  const call = openCall(before);
  if (call !== undefined) return [...argumentItems(call), ...valueItems(analysis, offset)];
  if (/->\s*(?:\w+\s*:\s*)?\w*$/.test(before)) return [...stageItems(analysis), ...keywordItems(["repeat", "collect"])];
  if (/@\w*$/.test(before)) return annotationItems();
  if (/:\s*\w*$/.test(before)) return dtypes.map((label) => ({ label, kind: CompletionItemKind.TypeParameter }));
  if (/(?:^|\n|\{)\s*\w*$/.test(before)) {
    const isInside = depth(analysis.text.slice(0, offset)) > 0;
    const words = keywordItems(isInside ? [...netWords, "return"] : fileWords);
    return isInside ? [...words, ...stageItems(analysis)] : words;
  }
  return [...valueItems(analysis, offset), ...stageItems(analysis), ...keywordItems(keywordNames)];
}

/** What stands before the cursor, back to a line that begins a statement; at most 40 lines. */
function statementBefore(text: string, offset: number): string {
  let start = offset;
  for (let i = 0; i < 40 && start > 0; i++) {
    start = text.lastIndexOf("\n", start - 1);
    if (start === -1) return text.slice(0, offset);
    if (/^\s*[A-Za-z_]\w*\s*(?:[=,:]|\w+)/.test(text.slice(start + 1, offset))) break;
  }
  return text.slice(Math.max(0, start), offset);
}

interface OpenCall {
  readonly callee: string;
  readonly given: string;
}

/** The innermost call whose parenthesis is open at the end of the text. */
function openCall(before: string): OpenCall | undefined {
  let open = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const sign = before[i];
    if (sign === ")" || sign === "]") open++;
    else if (sign === "(" || sign === "[") {
      if (open > 0) open--;
      else {
        const callee = sign === "(" ? /([A-Za-z_]\w*)\s*$/.exec(before.slice(0, i))?.[1] : undefined;
        return callee === undefined ? undefined : { callee, given: before.slice(i + 1) };
      }
    }
  }
  return undefined;
}

function depth(text: string): number {
  let open = 0;
  for (const sign of text.replace(/#[^\n]*/g, "")) open += sign === "{" ? 1 : sign === "}" ? -1 : 0;
  return open;
}

function argumentItems({ callee, given }: OpenCall): CompletionItem[] {
  const operator = operatorsByName.get(callee);
  if (operator === undefined) return [];
  const value = /(\w+)\s*=\s*"?\w*$/.exec(given)?.[1];
  const words = value === undefined ? undefined : operator.parameters[value]?.words;
  if (words !== undefined) {
    const isQuoted = /"\w*$/.test(given);
    const isString = operator.parameters[value ?? ""]?.type.startsWith('"') === true;
    return words.map((word) => ({
      label: word,
      kind: CompletionItemKind.EnumMember,
      insertText: isString && !isQuoted ? `"${word}"` : word,
      sortText: `0${word}`,
    }));
  }
  if (value !== undefined) return [];
  return Object.entries(operator.parameters)
    .filter(([name]) => !new RegExp(`\\b${name}\\s*=`).test(given))
    .map(([name, parameter], index) => ({
      label: `${name}=`,
      kind: CompletionItemKind.Property,
      detail:
        parameter.default.kind === "required"
          ? `${parameter.type}, required`
          : `${parameter.type}, default ${parameter.default.text}`,
      documentation: parameter.doc,
      filterText: name,
      sortText: `0${String(index).padStart(2, "0")}`,
    }));
}

function stageItems(analysis: Analysis): CompletionItem[] {
  const items: CompletionItem[] = [];
  for (const [index, name] of [...new Set(callableNames(analysis.module, undefined))].entries()) {
    const declaration = analysis.module.declarations.get(name);
    const operator = operatorsByName.get(name);
    // Nets can be stages too, but rarely are.
    const isNet = declaration?.kind === "net" || declaration?.kind === "variant";
    const sortText = `${isNet ? 3 : 1}${String(index).padStart(4, "0")}`;
    if (declaration !== undefined) {
      if (declaration.kind === "fn") continue;
      const documentation = { kind: MarkupKind.Markdown, value: declarationDocs(declaration) };
      items.push({
        label: name,
        kind: CompletionItemKind.Function,
        detail: declaration.kind,
        documentation,
        sortText,
        ...callSnippet(name),
      });
    } else if (operator !== undefined) items.push({ ...operatorItem(operator), sortText });
    else if (!builtins.has(name))
      items.push({
        label: name,
        kind: CompletionItemKind.Function,
        detail: "imported",
        sortText,
        ...callSnippet(name),
      });
  }
  return items;
}

function operatorItem(operator: Operator): CompletionItem {
  const required = Object.values(operator.parameters).some(({ default: value }) => value.kind === "required");
  return {
    label: operator.name,
    kind: CompletionItemKind.Method,
    detail: signature(operator),
    documentation: { kind: MarkupKind.Markdown, value: operatorDocs(operator) },
    ...(required || operator.inputs.length > 1 ? callSnippet(operator.name) : { insertText: operator.name }),
  };
}

function callSnippet(name: string): Pick<CompletionItem, "insertText" | "insertTextFormat"> {
  return { insertText: `${name}($1)$0`, insertTextFormat: InsertTextFormat.Snippet };
}

function valueItems(analysis: Analysis, offset: number): CompletionItem[] {
  return boundAbove(analysis, offset).map(({ name, value }, index) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    detail: value.kind,
    sortText: `1${String(index).padStart(4, "0")}`,
  }));
}

function annotationItems(): CompletionItem[] {
  const names = [
    "int8",
    "int4",
    "fp16",
    "bf16",
    "float",
    "prune",
    "sparse",
    "bits",
    "cluster",
    "rank",
    "tied",
    "width",
  ];
  return names.map((label) => ({ label, kind: CompletionItemKind.Keyword, detail: "not in effect yet" }));
}

function keywordItems(words: readonly string[]): CompletionItem[] {
  return words.map((label) => ({ label, kind: CompletionItemKind.Keyword, sortText: `2${label}` }));
}

export const completionFeature: Feature = {
  name: "completion",
  capabilities: { completionProvider: { triggerCharacters: [">", "(", ",", "=", "@", ":", " "] } },
  attach(connection, host) {
    connection.onCompletion(({ textDocument, position }) =>
      host.answer("completion", textDocument.uri, [], (analysis) =>
        completion(analysis, toOffset(analysis.module.file.lines, position)),
      ),
    );
  },
};
