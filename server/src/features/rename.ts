/** Renaming in all files that are open and all that they import. A refusal says why, and the editor shows it. */
import { isRefusal, type Module, occurrencesOf, type Refusal, refuse, renamedAt, renameEdits } from "@lathe/engine";
import { LSPErrorCodes, type Range, ResponseError, type TextEdit, type WorkspaceEdit } from "vscode-languageserver";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { type Search, searchFrom } from "./names.ts";

/** The stretch that a rename would put another name in, and the name that stands there. */
export function prepareRename(
  { program, library }: Search,
  module: Module,
  offset: number,
): { readonly range: Range; readonly placeholder: string } | Refusal {
  const occurrence = occurrencesOf(module).at(offset);
  if (occurrence === undefined) return refuse("cannot-rename", "There is no name here.");
  const found = renamedAt(program, occurrence, library);
  if (isRefusal(found)) return found;
  return { range: toRange(module.file.lines, found.span), placeholder: found.definition.name };
}

/** The edits that give what stands at an offset another name everywhere. */
export function rename(search: Search, module: Module, offset: number, name: string): WorkspaceEdit | Refusal {
  const { program, library } = search;
  const occurrence = occurrencesOf(module).at(offset);
  if (occurrence === undefined) return refuse("cannot-rename", "There is no name here.");
  const found = renamedAt(program, occurrence, library);
  if (isRefusal(found)) return found;
  const edits = renameEdits(program, search.modules(), found.definition, name);
  if (isRefusal(edits)) return edits;
  const changes: Record<string, TextEdit[]> = {};
  for (const { module: edited, span, text } of edits) {
    const own = changes[edited.uri] ?? [];
    changes[edited.uri] = own;
    own.push({ range: toRange(edited.file.lines, span), newText: text });
  }
  return { changes };
}

function orError<T extends object>(result: T | Refusal | null): T | ResponseError | null {
  if (result === null || !isRefusal(result)) return result;
  const { message, help } = result;
  return new ResponseError(LSPErrorCodes.RequestFailed, help === undefined ? message : `${message} ${help}`);
}

export const renameFeature: Feature = {
  name: "rename",
  capabilities: { renameProvider: { prepareProvider: true } },
  attach(connection, host) {
    connection.onPrepareRename(({ textDocument, position }) =>
      orError(
        host.read<ReturnType<typeof prepareRename> | null>("rename", textDocument.uri, null, (module) =>
          prepareRename(searchFrom(host, module), module, toOffset(module.file.lines, position)),
        ),
      ),
    );
    connection.onRenameRequest(({ textDocument, position, newName }) =>
      orError(
        host.read<ReturnType<typeof rename> | null>("rename", textDocument.uri, null, (module) =>
          rename(searchFrom(host, module), module, toOffset(module.file.lines, position), newName),
        ),
      ),
    );
  },
};
