// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the places of snippets.
/** Values: names bound above, attributes of tensors, and what gives a value when it is called. */
import {
  attributes,
  builtins,
  type Dtype,
  dtypes,
  formatDim,
  operators,
  type SourceChunk,
  spanOf,
  type TensorType,
} from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { declarationOf, type Neighbours } from "../../neighbours.ts";
import { boundAbove } from "../at.ts";
import {
  type Cursor,
  canEnd,
  declaringStatement,
  isName,
  openBracket,
  type Statement,
  splitAtCommas,
} from "../cursor.ts";
import { valueText } from "../valueText.ts";
import { declarationItem, operatorItem } from "./items.ts";
import { asSnippet, keyword, netAround, type Place, type Reference, ranked } from "./place.ts";

/** The place of all else: some value may stand here. */
export const values: Place = (cursor, neighbours) => {
  if (cursor.kind !== "word") return [];
  const last = cursor.statement.pieces.at(-1)?.text;
  const isOutput = cursor.statement.pieces.length === 1 && last === "output";
  if (canEnd(last) && !isOutput) return continuations(cursor);
  return [
    ...ranked(0, valueItems(cursor)),
    ...ranked(2, [
      keyword("if", "if ${1:condition} then ${2:a} else ${3:b}"),
      ...expressionWords.map((word) => keyword(word)),
    ]),
    ...ranked(3, calledItems(cursor, neighbours)),
  ];
};

const expressionWords = ["not", "true", "false", "none", "choose"];

/** Behind a value only a few words go on. */
function continuations({ statement, typed }: Cursor): readonly CompletionItem[] {
  const texts = statement.pieces.map(({ text }) => text);
  const open = texts.reduce((count, text) => count + (text === "if" ? 1 : text === "else" ? -1 : 0), 0);
  const thens = texts.filter((text) => text === "then").length;
  const elses = texts.filter((text) => text === "else").length;
  const words = [
    ...(open > 0 ? [thens > elses ? "else" : "then"] : []),
    ...(/^(?:repeat|collect)$/.test(texts.at(-2) ?? "") ? ["as"] : []),
    // Only once one begins to type: nobody wants a list behind every word.
    ...(typed === "" ? [] : ["and", "or"]),
  ];
  return ranked(
    0,
    words.map((word) => keyword(word)),
  );
}

/** Names bound above, the nearest first; then dims. The names that the statements around the cursor bind are not there yet. */
export function valueItems(cursor: Cursor): readonly CompletionItem[] {
  const { analysis, offset, statement } = cursor;
  const targets = new Set<string>();
  for (let at: Statement | undefined = statement; at !== undefined; at = at.outer)
    for (const { text } of at.pieces.slice(0, bindingLength(at.pieces))) targets.add(text);
  const bound = boundAbove(analysis, offset).filter(({ name }) => !targets.has(name));
  const known = new Set([...bound.map(({ name }) => name), ...targets]);
  const written = writtenNames(cursor).filter((name) => !known.has(name));
  const dims = (netAround(cursor)?.cost.graph.dims ?? []).filter(
    ({ name }) => !known.has(name) && !written.includes(name),
  );
  return [
    ...bound.map(({ name, value }) => ({
      label: name,
      kind: value.kind === "tensor" ? CompletionItemKind.Variable : CompletionItemKind.Constant,
      detail: valueText(value),
    })),
    ...written.map((label) => ({ label, kind: CompletionItemKind.Variable })),
    ...dims.map(({ name, sample }) => ({
      label: name,
      kind: CompletionItemKind.Constant,
      detail: `dim, shown at ${sample}`,
    })),
  ];
}

/** Names of what is not run, such as a block that nobody uses yet: its parameters, and what its statements above bind. */
function writtenNames({ analysis, statement, start }: Cursor): readonly string[] {
  const { lines, chunks } = analysis.module.file;
  const around = declaringStatement(statement);
  const heads = [around, statement].flatMap((each) => (each === undefined ? [] : parameterNames(each)));
  const isAbove = ({ chunk, statement: { at } }: SourceChunk) => spanOf(lines, chunk, at).end < start;
  const declaration = chunks.findLast(({ chunk, statement: { at } }) => spanOf(lines, chunk, at).start < start);
  const body = around === undefined ? undefined : declaration?.bodies[0];
  const bound = (body?.chunks ?? []).filter(isAbove).flatMap((chunk) => {
    const { statement: above } = chunk;
    return above.kind === "binding" ? above.targets.map(({ name }) => name.name) : [];
  });
  return [...new Set([...bound.reverse(), ...heads])];
}

/** `fn f(a, b: int = 2) = …`: a and b. */
function parameterNames({ pieces }: Statement): readonly string[] {
  const declares = ["net", "block", "fn", "op"].includes(pieces[0]?.text ?? "") && pieces[2]?.text === "(";
  if (!declares) return [];
  const end = pieces.findIndex((_, index) => index > 2 && openBracket(pieces.slice(2, index + 1)) === -1);
  if (end === -1) return [];
  return splitAtCommas(pieces.slice(3, end)).flatMap(([name]) => (isName(name?.text) ? [name?.text ?? ""] : []));
}

/** How many pieces stand before the `=` of a binding; none where it is none. */
function bindingLength(pieces: Cursor["statement"]["pieces"]): number {
  const assign = pieces.findIndex(({ text }) => text === "=");
  // Behind a declaration word stands a name.
  const binds = isName(pieces[0]?.text) && !isName(pieces[1]?.text);
  return binds && assign !== -1 && openBracket(pieces.slice(0, assign)) === -1 ? assign : 0;
}

/** fns, built-in functions, blocks and nets, and operators, as calls. */
export function calledItems({ analysis }: Cursor, neighbours: Neighbours): readonly CompletionItem[] {
  const { module } = analysis;
  const declared = [...module.declarations.keys(), ...module.imports.keys()].flatMap((name) => {
    const declaration = declarationOf(neighbours, module, name);
    return declaration === undefined
      ? []
      : [{ ...declarationItem(declaration, name, 1), ...asSnippet(`${name}($1)$0`) }];
  });
  const functions = [...builtins.values()].map(({ name, doc }): CompletionItem => {
    const data: Reference = { kind: "function", name };
    return { label: name, kind: CompletionItemKind.Function, detail: doc, data, ...asSnippet(`${name}($1)$0`) };
  });
  const isFree = (name: string) => !builtins.has(name) && !module.declarations.has(name) && !module.imports.has(name);
  const called = operators
    .filter(({ name }) => isFree(name))
    .map((operator): CompletionItem => ({ ...operatorItem(operator, 1), ...asSnippet(`${operator.name}($1)$0`) }));
  return [...localFunctions(module.file.chunks), ...declared, ...functions, ...called];
}

/** fns inside nets and blocks. */
function localFunctions(chunks: readonly SourceChunk[]): readonly CompletionItem[] {
  return chunks.flatMap(({ bodies }) =>
    bodies.flatMap(({ chunks: inner }) =>
      inner.flatMap(({ statement }) =>
        statement.kind === "fn"
          ? [
              {
                label: statement.name.name,
                kind: CompletionItemKind.Function,
                ...asSnippet(`${statement.name.name}($1)$0`),
              },
            ]
          : [],
      ),
    ),
  );
}

/** `x.` asks a tensor. */
export const attributesOfTensors: Place = ({ analysis, offset, kind, statement }) => {
  if (kind !== "word" || statement.pieces.at(-1)?.text !== ".") return undefined;
  const name = statement.pieces.at(-2)?.text;
  if (!isName(name) && name !== ")" && name !== "]") return [];
  const bound = boundAbove(analysis, offset).find((entry) => entry.name === name);
  if (bound !== undefined && bound.value.kind !== "tensor") return [];
  const type = bound?.value.kind === "tensor" ? bound.value.type : undefined;
  return ranked(
    0,
    attributes
      .filter((attribute) => type === undefined || hasAttribute(type, attribute.name))
      .map(({ name: label, doc }) => {
        const value = type === undefined ? undefined : attributeText(type, label);
        return { label, kind: CompletionItemKind.Property, detail: value ?? doc, documentation: doc };
      }),
  );
};

function hasAttribute({ shape }: TensorType, attribute: string): boolean {
  const least: Readonly<Record<string, number>> = { channels: 2, width: 3, height: 4, features: 1 };
  return shape === undefined || shape.length >= (least[attribute] ?? 0);
}

function attributeText({ dtype, shape }: TensorType, attribute: string): string | undefined {
  const at = (axis: number) => {
    const dim = shape?.at(axis);
    return dim === undefined ? undefined : formatDim(dim);
  };
  switch (attribute) {
    case "dtype":
      return dtype;
    case "rank":
      return shape === undefined ? undefined : String(shape.length);
    case "shape":
      return shape === undefined ? undefined : `[${shape.map(formatDim).join(", ")}]`;
    case "channels":
      return at(1);
    case "height":
      return at(-2);
    case "width":
    case "features":
      return at(-1);
    default:
      return undefined;
  }
}

const common: readonly Dtype[] = ["f32", "i64", "f16", "bf16", "u8"];
const commonFirst = [...common, ...dtypes.filter((dtype) => !common.includes(dtype))];

/** Behind the colon of a declared name: its type. */
export const types: Place = ({ kind, statement }) => {
  const { pieces } = statement;
  if (kind !== "word" || pieces.at(-1)?.text !== ":" || !isName(pieces.at(-2)?.text)) return undefined;
  const isTensorOnly = ["input", "state"].includes(pieces[0]?.text ?? "");
  const tensors = commonFirst.map(
    (label): CompletionItem => ({
      label,
      kind: CompletionItemKind.TypeParameter,
      ...asSnippet(`${label}[\${1:1}]`),
    }),
  );
  const others = ["tensor", "int", "float", "op", "list"].map((label) => ({
    label,
    kind: CompletionItemKind.TypeParameter,
  }));
  // In the head of a block or net a parameter is a number more often than a tensor.
  const isParameter = ["net", "block", "fn", "op"].includes(pieces[0]?.text ?? "");
  if (isTensorOnly) return ranked(0, tensors);
  return isParameter ? [...ranked(0, others), ...ranked(1, tensors)] : [...ranked(0, tensors), ...ranked(1, others)];
};
