/** Devices: those that the file names elsewhere, and a few that many have. */
import { CompletionItemKind } from "vscode-languageserver";
import { openBracket } from "../cursor.ts";
import { type Place, ranked } from "./place.ts";

const wellKnown = ["pixel4", "raspberrypi4", "stm32f746", "host"];

export const targets: Place = ({ analysis, kind, statement }) => {
  const { pieces } = statement;
  const [first, second] = pieces;
  if (kind !== "word" || second?.text === "=" || openBracket(pieces) !== -1) return undefined;
  const isList = first?.text === "target" && [undefined, ","].includes(pieces.slice(1).at(-1)?.text);
  const isOne = ["budget", "policy"].includes(first?.text ?? "") && pieces.length === 1;
  if (!isList && !isOne) return undefined;
  const named = analysis.shown.flatMap(({ elaborated }) => [
    ...elaborated.declared.targets.map(({ name }) => name),
    ...elaborated.declared.budgets.flatMap(({ target }) => target ?? []),
  ]);
  const written = new Set(pieces.map(({ text }) => text));
  const names = [...new Set([...named, ...wellKnown])].filter((name) => !written.has(name));
  return ranked(
    0,
    names.map((label) => ({
      label,
      kind: CompletionItemKind.Constant,
      detail: named.includes(label) ? "named in this file" : "device",
    })),
  );
};
