/** Completion: what fits where the cursor stands, also in a line that is half typed. */
import { type Analysis, annotationsByName, builtins, isRefusal, operatorsByName } from "@lathe/engine";
import { type CompletionItem, MarkupKind } from "vscode-languageserver";
import { toOffset } from "../../convert.ts";
import type { Feature } from "../../feature.ts";
import { type Neighbours, noNeighbours } from "../../neighbours.ts";
import { cursorAt } from "../cursor.ts";
import { deviceDocs } from "../deviceDocs.ts";
import { annotationText, declarationDocs, operatorText } from "../docs.ts";
import { annotations } from "./annotations.ts";
import { argumentsOfCalls } from "./arguments.ts";
import { budgets, units } from "./budgets.ts";
import { declarations } from "./declarations.ts";
import { files } from "./files.ts";
import { imports } from "./imports.ts";
import type { Place, Reference } from "./place.ts";
import { policies } from "./policies.ts";
import { stages } from "./stages.ts";
import { targets } from "./targets.ts";
import { tiedPaths } from "./tied.ts";
import { attributesOfTensors, types, values } from "./values.ts";

/** In this order: the first that knows the place answers. */
const places: readonly Place[] = [
  attributesOfTensors,
  tiedPaths,
  files,
  imports,
  policies,
  budgets,
  targets,
  annotations,
  units,
  stages,
  declarations,
  types,
  argumentsOfCalls,
  values,
];

export function completion(
  analysis: Analysis,
  offset: number,
  neighbours: Neighbours = noNeighbours,
): readonly CompletionItem[] {
  const cursor = cursorAt(analysis, offset);
  if (cursor === undefined) return [];
  for (const place of places) {
    const items = place(cursor, neighbours);
    if (items !== undefined) return items;
  }
  return [];
}

/** The item with its documentation: it is made when somebody looks at it. */
export function resolveItem(item: CompletionItem, neighbours: Neighbours): CompletionItem {
  const value = isReference(item.data) ? documentationOf(item.data, neighbours) : undefined;
  return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}

function documentationOf(reference: Reference, neighbours: Neighbours): string | undefined {
  switch (reference.kind) {
    case "operator": {
      const operator = operatorsByName.get(reference.name);
      return operator === undefined ? undefined : operatorText(operator);
    }
    case "annotation": {
      const annotation = annotationsByName.get(reference.name);
      return annotation === undefined ? undefined : annotationText(annotation);
    }
    case "function":
      return builtins.get(reference.name)?.doc;
    case "device": {
      const device = neighbours.devices.get(reference.name);
      return isRefusal(device) ? undefined : deviceDocs(device, reference.name);
    }
    case "declaration": {
      const declaration = neighbours.moduleOf(reference.uri)?.declarations.get(reference.name);
      return declaration === undefined ? undefined : declarationDocs(declaration);
    }
  }
}

/** What comes back from a client is what was sent, or anything else. */
function isReference(data: unknown): data is Reference {
  if (typeof data !== "object" || data === null || !("kind" in data) || !("name" in data)) return false;
  const { kind, name } = data;
  if (typeof name !== "string") return false;
  if (kind === "declaration") return "uri" in data && typeof data.uri === "string";
  return kind === "operator" || kind === "annotation" || kind === "function" || kind === "device";
}

export const completionFeature: Feature = {
  name: "completion",
  capabilities: {
    completionProvider: {
      triggerCharacters: [">", "(", ",", "=", "@", ":", ".", '"', "/", "{", " "],
      resolveProvider: true,
    },
  },
  attach(connection, host) {
    connection.onCompletion(({ textDocument, position }) =>
      host.answer("completion", textDocument.uri, [], (analysis) => [
        ...completion(analysis, toOffset(analysis.module.file.lines, position), host.neighbours),
      ]),
    );
    connection.onCompletionResolve((item) => resolveItem(item, host.neighbours));
  },
};
