/** Colours by meaning: what the words themselves do not tell. Whole files, ranges, and what changed since the last time. */
import type { Module, Program } from "@lathe/engine";
import type { Range, SemanticTokens, SemanticTokensDelta } from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { programOf } from "../neighbours.ts";
import { nameRoles } from "./nameRoles.ts";
import { type Role, roleModifiers, roleTypes } from "./roles.ts";

/** The protocol's five numbers per name: lines and columns as steps from the name before. */
export function semanticTokens(module: Module, program: Program, library: string, range?: Range): number[] {
  const data: number[] = [];
  const numbers = new Map<Role, ReturnType<typeof numbersOf>>();
  let [lastLine, lastStart] = [0, 0];
  for (const { line, start, length, role } of nameRoles(module, program, library)) {
    if (range !== undefined && (line < range.start.line || line > range.end.line)) continue;
    const known = numbers.get(role) ?? numbersOf(role);
    numbers.set(role, known);
    const column = line === lastLine ? start - lastStart : start;
    data.push(line - lastLine, column, length, known.type, known.modifiers);
    [lastLine, lastStart] = [line, start];
  }
  return data;
}

/** A role as places in the legend: its type, and a bit for each modifier. */
function numbersOf({ type, modifiers }: Role): { readonly type: number; readonly modifiers: number } {
  const bits = modifiers.reduce((all, modifier) => all | (1 << roleModifiers.indexOf(modifier)), 0);
  return { type: roleTypes.indexOf(type), modifiers: bits };
}

/** One edit that makes the data before those of now; none where they are equal. */
export function editsBetween(before: readonly number[], now: readonly number[]): SemanticTokensDelta["edits"] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === now.at(-1 - end)) end++;
  if (start === before.length && start === now.length) return [];
  return [{ start, deleteCount: before.length - start - end, data: now.slice(start, now.length - end) }];
}

/** So many files keep what was last sent of them. */
const maximumKept = 32;

export const semanticTokensFeature: Feature = {
  name: "semantic tokens",
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...roleTypes], tokenModifiers: [...roleModifiers] },
      range: true,
      full: { delta: true },
    },
  },
  attach(connection, host) {
    // A delta is against what was sent: the protocol itself asks to keep that. Losing it costs no more than sending all.
    const sent = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
    let count = 0;
    const answer = (uri: string, range?: Range): number[] =>
      host.read("semantic tokens", uri, [], (module) =>
        semanticTokens(module, programOf(host.neighbours), host.reach.library, range),
      );
    const keep = (uri: string, data: number[]): SemanticTokens & { readonly resultId: string } => {
      const resultId = String(++count);
      sent.delete(uri);
      sent.set(uri, { resultId, data });
      for (const oldest of sent.keys()) if (sent.size > maximumKept) sent.delete(oldest);
      return { resultId, data };
    };
    const { semanticTokens: requests } = connection.languages;
    requests.on(({ textDocument: { uri } }) => host.unlessOvertaken(uri, () => keep(uri, answer(uri))));
    requests.onRange(({ textDocument: { uri }, range }) =>
      host.unlessOvertaken(uri, () => ({ data: answer(uri, range) })),
    );
    requests.onDelta(({ textDocument: { uri }, previousResultId }) =>
      host.unlessOvertaken(uri, () => {
        const before = sent.get(uri);
        const now = keep(uri, answer(uri));
        return before?.resultId === previousResultId
          ? { resultId: now.resultId, edits: editsBetween(before.data, now.data) }
          : now;
      }),
    );
  },
};
