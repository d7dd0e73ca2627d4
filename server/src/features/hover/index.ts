/** The whole story of what is under the cursor. */
import type { Analysis } from "@lathe/engine";
import { type Hover, MarkupKind } from "vscode-languageserver";
import { toOffset, toRange } from "../../convert.ts";
import type { Feature } from "../../feature.ts";
import type { KnownBounds } from "../../figure.ts";
import { type Neighbours, noNeighbours } from "../../neighbours.ts";
import { annotations, globs, tied } from "./annotations.ts";
import { budgets } from "./budgets.ts";
import { called } from "./called.ts";
import { data, imports, weights } from "./files.ts";
import { names } from "./names.ts";
import type { HoverPart } from "./part.ts";
import { targets } from "./targets.ts";
import { words } from "./words.ts";

/** In this order: the first that knows what is there answers. */
const parts: readonly HoverPart[] = [
  words,
  targets,
  annotations,
  tied,
  globs,
  budgets,
  imports,
  weights,
  data,
  called,
  names,
];

export function hover(
  analysis: Analysis,
  offset: number,
  neighbours: Neighbours = noNeighbours,
  boundsOf: KnownBounds = () => undefined,
): Hover | undefined {
  const at = { analysis, offset, neighbours, boundsOf };
  for (const part of parts) {
    const found = part(at);
    if (found === undefined) continue;
    const range = toRange(analysis.module.file.lines, found);
    return { contents: { kind: MarkupKind.Markdown, value: found.text }, range };
  }
  return undefined;
}

export const hoverFeature: Feature = {
  name: "hover",
  capabilities: { hoverProvider: true },
  attach(connection, host) {
    connection.onHover(({ textDocument, position }) =>
      host.answer("hover", textDocument.uri, null, (analysis) => {
        const offset = toOffset(analysis.module.file.lines, position);
        return hover(analysis, offset, host.neighbours, (shown) => host.boundsOf(shown)) ?? null;
      }),
    );
  },
};
