/** Paths that can be followed: of imports, weights and data. Only where they may lead, as when they are read. */
import {
  isRefusal,
  type Module,
  type Reach,
  resolveFile,
  resolveImport,
  type SourceChunk,
  spanOf,
  type syntax,
} from "@lathe/engine";
import type { DocumentLink } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { statementsIn } from "./statements.ts";

export function documentLinks({ uri, file }: Module, reach: Reach): DocumentLink[] {
  const { lines, chunks } = file;
  const links: DocumentLink[] = [];
  for (const chunk of statementsIn(chunks)) {
    const path = pathOf(chunk);
    if (path === undefined) continue;
    const resolve = chunk.statement.kind === "import" ? resolveImport : resolveFile;
    const target = resolve(reach, uri, path.value);
    // A text that is not saved yet has no folder.
    if (isRefusal(target) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) continue;
    const quoted = spanOf(lines, chunk.chunk, path.at);
    // A path that is still being typed leads nowhere yet.
    if (lines.text[quoted.end - 1] !== '"') continue;
    const range = toRange(lines, { start: quoted.start + 1, end: quoted.end - 1 });
    links.push({ range, target, tooltip: `Open ${path.value}` });
  }
  return links;
}

/** The path that a statement names, if that is a file: editors do not open folders. */
function pathOf({ statement }: SourceChunk): syntax.PathLiteral | undefined {
  if (statement.kind !== "import" && statement.kind !== "weights" && statement.kind !== "data") return undefined;
  return /\.\w+$/.test(statement.path.value) ? statement.path : undefined;
}

export const documentLinksFeature: Feature = {
  name: "document links",
  capabilities: { documentLinkProvider: {} },
  attach(connection, host) {
    connection.onDocumentLinks(({ textDocument }) =>
      host.read("document links", textDocument.uri, [], (module) => documentLinks(module, host.reach)),
    );
  },
};
