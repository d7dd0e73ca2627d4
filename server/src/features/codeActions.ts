/** Code actions: what the files in `actions/` offer at a place, as the protocol has it. Edits come when one is picked. */
import type { Analysis, Module, Span } from "@lathe/engine";
import { type GoToArguments, goToCommand } from "@lathe/protocol";
import { type CodeAction, CodeActionKind, type TextEdit } from "vscode-languageserver";
import { type ActionHost, type Edit, editsOf, laidOut, type Offer } from "../actions/action.ts";
import { hostOf } from "../actions/host.ts";
import { actions } from "../actions/index.ts";
import { reportsAt } from "../actions/reportsAt.ts";
import { toDiagnostic, toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** What an action needs to be found again when it has been picked. */
interface Picked {
  readonly uri: string;
  readonly action: string;
  readonly title: string;
  readonly span: Span;
}

/** Everything offered at a place, of these kinds or of all. What leads elsewhere needs a client with Lathe's commands. */
export function codeActions(
  analysis: Analysis,
  span: Span,
  host: ActionHost,
  { only, hasCommands = false }: { readonly only?: readonly string[]; readonly hasCommands?: boolean } = {},
): CodeAction[] {
  const isWanted = ({ kind, goTo }: Offer) =>
    (goTo === undefined || hasCommands) &&
    (only === undefined || only.some((wanted) => wanted === "" || `${kind}.`.startsWith(`${wanted}.`)));
  return offered(analysis, span, host, actions).flatMap(({ action, offer }) => {
    if (!isWanted(offer)) return [];
    const { title, kind, isPreferred, solves, refusal, goTo } = offer;
    const { uri, module } = analysis;
    const { lines } = module.file;
    const data: Picked = { uri, action, title, span };
    const place = goTo === undefined ? undefined : ({ uri, range: toRange(lines, goTo) } satisfies GoToArguments);
    return [
      {
        title,
        kind,
        ...(place === undefined ? { data } : { command: { title, command: goToCommand, arguments: [place] } }),
        ...(isPreferred === true && { isPreferred }),
        ...(solves !== undefined && { diagnostics: [toDiagnostic(lines, solves)] }),
        ...(refusal !== undefined && { disabled: { reason: refusal } }),
      },
    ];
  });
}

/** The action with its edits, worked out now. */
export function resolveCodeAction(analysis: Analysis, action: CodeAction, host: ActionHost): CodeAction {
  const picked = readPicked(action.data);
  if (picked === undefined) return action;
  const own = actions.filter(({ name }) => name === picked.action);
  const found = offered(analysis, picked.span, host, own).find(({ offer }) => offer.title === picked.title);
  if (found === undefined || found.offer.refusal !== undefined) return action;
  const changes: Record<string, TextEdit[]> = {};
  const change = ({ uri, file }: Module, own: readonly Edit[]) => {
    const { lines } = file;
    const laid = laidOut(lines.text, own);
    changes[uri] = laid.map(({ span, text }) => ({ range: toRange(lines, span), newText: text }));
  };
  change(analysis.module, editsOf(found.offer));
  const files = host.withTexts(new Map());
  for (const [uri, own] of found.offer.elsewhere ?? []) {
    const module = files.module(uri);
    if (module !== undefined) change(module, own);
  }
  return { ...action, edit: { changes } };
}

function offered(analysis: Analysis, span: Span, host: ActionHost, list: typeof actions) {
  const request = { analysis, span, reports: reportsAt(analysis, span), host };
  return list.flatMap((action) => action.offers(request).map((offer) => ({ action: action.name, offer })));
}

function readPicked(data: unknown): Picked | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  if (!("uri" in data && "action" in data && "title" in data && "span" in data)) return undefined;
  const { uri, action, title, span } = data;
  if (typeof uri !== "string" || typeof action !== "string" || typeof title !== "string") return undefined;
  if (typeof span !== "object" || span === null || !("start" in span && "end" in span)) return undefined;
  const { start, end } = span;
  return typeof start === "number" && typeof end === "number"
    ? { uri, action, title, span: { start, end } }
    : undefined;
}

export const codeActionsFeature: Feature = {
  name: "codeActions",
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorInline,
        CodeActionKind.RefactorRewrite,
      ],
      resolveProvider: true,
    },
  },
  attach(connection, host) {
    connection.onCodeAction(({ textDocument: { uri }, range, context: { only } }) =>
      host.answer("codeActions", uri, [], (analysis) => {
        const { lines } = analysis.module.file;
        const span = { start: toOffset(lines, range.start), end: toOffset(lines, range.end) };
        return codeActions(analysis, span, hostOf(host, uri), {
          ...(only !== undefined && { only }),
          hasCommands: host.hasCommands,
        });
      }),
    );
    connection.onCodeActionResolve((action) => {
      const picked = readPicked(action.data);
      if (picked === undefined) return action;
      return host.answer("codeActions", picked.uri, action, (analysis) =>
        resolveCodeAction(analysis, action, hostOf(host, picked.uri)),
      );
    });
  },
};
