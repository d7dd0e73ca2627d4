/** The parameters of the call that is being written, and which of them the cursor is at. */
import type { Analysis } from "@lathe/engine";
import { MarkupKind, type SignatureHelp } from "vscode-languageserver";
import { toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { type Neighbours, noNeighbours } from "../neighbours.ts";
import { type CallAtCursor, callAt } from "./calls.ts";
import { argumentName, type Cursor, cursorAt } from "./cursor.ts";
import { parameterText } from "./parameterText.ts";
import type { CallParameter } from "./signatures.ts";

export function signatureHelp(
  analysis: Analysis,
  offset: number,
  neighbours: Neighbours = noNeighbours,
): SignatureHelp | undefined {
  const cursor = cursorAt(analysis, offset);
  const at = cursor === undefined ? undefined : callAt(cursor, neighbours);
  if (cursor === undefined || at === undefined) return undefined;
  const { parameters, doc } = at.signature;
  const { label, places } = labelOf(at);
  const active = activeParameter(at, cursor);
  const index = active === undefined ? -1 : parameters.indexOf(active);
  return {
    signatures: [
      {
        label,
        ...(doc !== "" && { documentation: { kind: MarkupKind.Markdown, value: doc } }),
        parameters: parameters.map((parameter, i) => ({
          label: places[i] ?? [0, 0],
          ...documentationOf(parameter),
        })),
      },
    ],
    activeSignature: 0,
    // One behind the last: none is lit.
    activeParameter: index === -1 ? parameters.length : index,
  };
}

/** By the name that is written, also right behind the cursor, else by position; behind named arguments only by name. */
function activeParameter({ call, signature, active }: CallAtCursor, { analysis, kind, start, end }: Cursor) {
  const { text } = analysis;
  const current = call.arguments.at(-1) ?? [];
  if (kind === "word" && current.length === 0 && /^\s*=(?!=)/.test(text.slice(end, end + 40))) {
    const name = text.slice(start, end);
    return signature.parameters.find((parameter) => parameter.name === name);
  }
  const hasNames = call.arguments.slice(0, -1).some((argument) => argumentName(argument) !== undefined);
  return hasNames && argumentName(current) === undefined ? undefined : active;
}

/** `x -> conv(out, kernel, stride=1)` with the place of each parameter; what flows in stands before the arrow. */
function labelOf({ signature, piped, call }: CallAtCursor): {
  readonly label: string;
  readonly places: readonly [number, number][];
} {
  const { parameters, kind } = signature;
  const places: [number, number][] = [];
  let label = "";
  const add = (parameter: CallParameter) => {
    const text = written(parameter);
    places.push([label.length, label.length + text.length]);
    label += text;
  };
  const list = (several: readonly CallParameter[]) => {
    for (const [index, parameter] of several.entries()) {
      if (index > 0) label += ", ";
      add(parameter);
    }
  };
  if (piped > 0) {
    if (piped > 1) label += "(";
    list(parameters.slice(0, piped));
    label += piped > 1 ? ") -> " : " -> ";
  }
  // As it is written here, which may be the alias of an import.
  label += `${kind === "annotation" ? "@" : ""}${call.callee.text}(`;
  list(parameters.slice(piped));
  return { label: `${label})`, places };
}

function written({ name, default: value, isVariadic }: CallParameter): string {
  if (isVariadic) return `${name}, …`;
  if (value === undefined) return name;
  // A default that is no value is a phrase; it stands in the documentation.
  return `${name}=${value.length <= 12 && !/\s/.test(value) ? value : "…"}`;
}

function documentationOf(parameter: CallParameter) {
  const value = parameterText(parameter);
  return value === "" ? {} : { documentation: { kind: MarkupKind.Markdown, value } };
}

export const signatureHelpFeature: Feature = {
  name: "signature help",
  capabilities: { signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: ["=", ")"] } },
  attach(connection, host) {
    connection.onSignatureHelp(({ textDocument, position }) =>
      host.answer(
        "signature help",
        textDocument.uri,
        null,
        (analysis) => signatureHelp(analysis, toOffset(analysis.module.file.lines, position), host.neighbours) ?? null,
      ),
    );
  },
};
