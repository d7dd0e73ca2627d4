/** Where a name is declared, and what made the value that it stands for. */
import {
  definitionsOf,
  isRefusal,
  type Module,
  type NameDefinition,
  type Occurrence,
  occurrencesOf,
  originsOf,
} from "@lathe/engine";
import type { Location } from "vscode-languageserver";
import { toOffset } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { type Search, searchFrom, toLocation } from "./names.ts";

/** The declaration behind a name; behind an import's path, the file. Through aliases to what they stand for. */
export function definition({ program }: Search, module: Module, offset: number): Location[] {
  const occurrence = occurrencesOf(module).at(offset);
  const refers = occurrence?.refers;
  if (refers?.kind === "file") {
    const file = program.imported(refers.module, refers.path);
    return isRefusal(file) ? [] : [toLocation(file, { start: 0, end: 0 })];
  }
  return originsOf(program, refers).map(({ module: other, span }) => toLocation(other, span));
}

/** What made a value: the block whose call gave it, or the call of an operator. Nothing where no call did. */
export function typeDefinition({ program }: Search, module: Module, offset: number): Location[] {
  const definitions = definitionsOf(program, occurrencesOf(module).at(offset)?.refers);
  return definitions.flatMap((named) => named.madeBy.flatMap((call) => makerOf(program, named, call)));
}

function makerOf(program: Search["program"], { module }: NameDefinition, call: Occurrence): Location[] {
  const blocks = originsOf(program, call.refers);
  if (blocks.length === 0) return [toLocation(module, call.span)];
  return blocks.map(({ module: other, span }) => toLocation(other, span));
}

export const definitionFeature: Feature = {
  name: "definition",
  capabilities: { definitionProvider: true, typeDefinitionProvider: true },
  attach(connection, host) {
    connection.onDefinition(({ textDocument, position }) =>
      host.read("definition", textDocument.uri, [], (module) =>
        definition(searchFrom(host, module), module, toOffset(module.file.lines, position)),
      ),
    );
    connection.onTypeDefinition(({ textDocument, position }) =>
      host.read("type definition", textDocument.uri, [], (module) =>
        typeDefinition(searchFrom(host, module), module, toOffset(module.file.lines, position)),
      ),
    );
  },
};
