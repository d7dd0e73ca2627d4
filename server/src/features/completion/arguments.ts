// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the places of snippets.
/** Arguments of a call: names that are not given yet, and what fits as the value of one. */
import { operators, type Value } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { boundAbove } from "../at.ts";
import { type CallAtCursor, callAt } from "../calls.ts";
import { argumentName, type Cursor, type Piece } from "../cursor.ts";
import { type CallParameter, parameterAt } from "../signatures.ts";
import { keyword, type Place, ranked } from "./place.ts";
import { calledItems, valueItems } from "./values.ts";

/** The part of an argument behind its name. */
function withoutName(argument: readonly Piece[]): readonly Piece[] {
  return argumentName(argument) === undefined ? argument : argument.slice(2);
}

export const argumentsOfCalls: Place = (cursor, neighbours) => {
  if (cursor.kind === "number") return undefined;
  const at = callAt(cursor, neighbours);
  if (at === undefined) return undefined;
  const current = at.call.arguments.at(-1) ?? [];
  const value = withoutName(current);
  // In the middle of an expression any value may stand.
  if (value.length > 0) return undefined;
  const isNamed = current.length > 0;
  const words = at.active === undefined ? [] : wordItems(at.active, cursor, at.signature.kind === "annotation");
  if (cursor.kind === "string") return at.active?.isQuoted === true ? ranked(0, words) : undefined;
  if (at.signature.kind === "annotation") return [...ranked(0, isNamed ? [] : nameItems(at)), ...ranked(1, words)];
  const values = at.active === undefined ? valueItems(cursor) : fitting(cursor, at.active);
  const names = isNamed || at.signature.kind === "function" || at.signature.kind === "fn" ? [] : nameItems(at);
  const called = at.active?.type === "op" ? callableItems(cursor) : [];
  return [
    ...ranked(0, [...words, ...called]),
    ...ranked(1, names),
    ...ranked(2, values),
    ...ranked(4, [keyword("if", "if ${1:condition} then ${2:a} else ${3:b}")]),
    ...ranked(5, at.active?.type === "op" ? [] : calledItems(cursor, neighbours)),
  ];
};

/** Names of arguments that are not given yet, those that must be first. */
function nameItems({ call, signature, piped }: CallAtCursor): readonly CompletionItem[] {
  const earlier = call.arguments.slice(0, -1);
  const given = new Set(
    earlier.map((argument, index) => parameterAt(signature, index, argumentName(argument), piped)?.name),
  );
  const open = signature.parameters.filter(
    ({ name, isVariadic }, index) => index >= piped && !isVariadic && !given.has(name),
  );
  const isRequired = ({ default: value }: CallParameter) => value === undefined;
  return [...open.filter(isRequired), ...open.filter((parameter) => !isRequired(parameter))].map(
    ({ name, type, doc, default: value }) => ({
      label: `${name}=`,
      kind: CompletionItemKind.Property,
      detail: [type, value === undefined ? "required" : `default ${value}`].filter((part) => part !== "").join(", "),
      ...(doc !== "" && { documentation: doc }),
      filterText: name,
    }),
  );
}

/** The words that fit; where they are strings and no quote is there, with quotes. */
function wordItems(
  { words, isQuoted, type }: CallParameter,
  { kind }: Cursor,
  isAnnotation: boolean,
): readonly CompletionItem[] {
  const all = type === "bool" ? ["true", "false"] : words;
  return all.map((word) => ({
    label: word,
    kind: CompletionItemKind.EnumMember,
    ...(isQuoted && kind !== "string" && !isAnnotation && { insertText: `"${word}"`, filterText: word }),
  }));
}

/** Values that fit a parameter first: tensors for tensors, numbers for numbers. */
function fitting(cursor: Cursor, { type, isInput, words }: CallParameter): readonly CompletionItem[] {
  if (words.length > 0 && type === "dtype") return [];
  const wanted: Value["kind"] | undefined =
    isInput || type === "tensor" ? "tensor" : /^(?:int|float)/.test(type) ? "number" : undefined;
  const kinds = new Map(boundAbove(cursor.analysis, cursor.offset).map(({ name, value }) => [name, value.kind]));
  const items = valueItems(cursor);
  const fits = ({ label }: CompletionItem) => wanted === undefined || kinds.get(label) === wanted;
  return [...items.filter(fits), ...items.filter((item) => !fits(item))];
}

/** Operators and blocks by their names alone, for a parameter of type op. */
function callableItems({ analysis }: Cursor): readonly CompletionItem[] {
  const own = [...analysis.module.declarations.values()].flatMap(({ name, kind }) => (kind === "block" ? [name] : []));
  const activations = operators.filter(({ family }) => family === "activation");
  const others = operators.filter(({ family, inputs }) => family !== "activation" && inputs.length === 1);
  return [
    ...activations.map(({ name }) => ({ label: name, kind: CompletionItemKind.Method })),
    ...own.map((name) => ({ label: name, kind: CompletionItemKind.Class })),
    ...others.map(({ name }) => ({ label: name, kind: CompletionItemKind.Method })),
  ];
}
