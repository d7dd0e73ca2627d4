/** Every place of the name under the cursor, in its own file. */
import { definitionsOf, type Module, means, occurrencesOf } from "@lathe/engine";
import { type DocumentHighlight, DocumentHighlightKind } from "vscode-languageserver";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { type Search, searchFrom } from "./names.ts";

export function highlights({ program }: Search, module: Module, offset: number): DocumentHighlight[] {
  const { all, at } = occurrencesOf(module);
  const definitions = definitionsOf(program, at(offset)?.refers);
  return all
    .filter((occurrence) => definitions.some((definition) => means(program, occurrence, definition)))
    .map(({ span, isDefinition }) => ({
      range: toRange(module.file.lines, span),
      kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

export const highlightsFeature: Feature = {
  name: "highlights",
  capabilities: { documentHighlightProvider: true },
  attach(connection, host) {
    connection.onDocumentHighlight(({ textDocument, position }) =>
      host.read("highlights", textDocument.uri, [], (module) =>
        highlights(searchFrom(host, module), module, toOffset(module.file.lines, position)),
      ),
    );
  },
};
