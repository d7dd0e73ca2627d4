/** Every place of a name, in the files that are open and all that they import. */
import { definitionsOf, type Module, means, occurrencesOf } from "@lathe/engine";
import type { Location } from "vscode-languageserver";
import { toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { type Search, searchFrom, toLocation } from "./names.ts";

/** All places of what stands at an offset, with its declaration or without. Uses by an alias are uses of what it stands for. */
export function references(search: Search, module: Module, offset: number, withDeclaration: boolean): Location[] {
  const { program } = search;
  const definitions = definitionsOf(program, occurrencesOf(module).at(offset)?.refers);
  if (definitions.length === 0) return [];
  return search.modules().flatMap((searched) =>
    occurrencesOf(searched)
      .all.filter((occurrence) => withDeclaration || !occurrence.isDefinition)
      .filter((occurrence) => definitions.some((definition) => means(program, occurrence, definition)))
      .map(({ span }) => toLocation(searched, span)),
  );
}

export const referencesFeature: Feature = {
  name: "references",
  capabilities: { referencesProvider: true },
  attach(connection, host) {
    connection.onReferences(({ textDocument, position, context }) =>
      host.read("references", textDocument.uri, [], (module) =>
        references(searchFrom(host, module), module, toOffset(module.file.lines, position), context.includeDeclaration),
      ),
    );
  },
};
