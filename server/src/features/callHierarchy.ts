/** Who calls a block, net or function, and what it calls itself. Operators of the catalogue are left out. */
import { type Module, means, type NameDefinition, occurrencesOf, originsOf, type Span, spanOf } from "@lathe/engine";
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from "vscode-languageserver";
import { toOffset, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { callableKinds, definedAt, type Search, searchFrom } from "./names.ts";

/** The net, block, fn or op at an offset: its name, or a call of it. */
export function prepareCallHierarchy(search: Search, module: Module, offset: number): CallHierarchyItem[] {
  const definitions = definedAt(search, module, offset)?.definitions ?? [];
  return definitions.filter(({ kind }) => callableKinds.has(kind)).map(toItem);
}

export function incomingCalls(search: Search, module: Module, offset: number): CallHierarchyIncomingCall[] {
  const [called] = definedAt(search, module, offset)?.definitions ?? [];
  if (called === undefined) return [];
  return search.modules().flatMap((searched) => {
    const calls = new Map<NameDefinition, Span[]>();
    for (const occurrence of occurrencesOf(searched).all) {
      const { namespace, within, isDefinition, span } = occurrence;
      if (namespace !== "callable" || isDefinition || within === undefined) continue;
      if (means(search.program, occurrence, called)) add(calls, within, span);
    }
    return [...calls].map(([caller, spans]) => ({ from: toItem(caller), fromRanges: toRanges(searched, spans) }));
  });
}

export function outgoingCalls(search: Search, module: Module, offset: number): CallHierarchyOutgoingCall[] {
  const [caller] = definedAt(search, module, offset)?.definitions ?? [];
  if (caller === undefined) return [];
  const calls = new Map<NameDefinition, Span[]>();
  for (const { namespace, within, isDefinition, refers, span } of occurrencesOf(caller.module).all) {
    if (namespace !== "callable" || isDefinition || within !== caller) continue;
    for (const called of originsOf(search.program, refers))
      if (callableKinds.has(called.kind)) add(calls, called, span);
  }
  return [...calls].map(([called, spans]) => ({ to: toItem(called), fromRanges: toRanges(caller.module, spans) }));
}

function add(calls: Map<NameDefinition, Span[]>, definition: NameDefinition, span: Span): void {
  const spans = calls.get(definition);
  if (spans === undefined) calls.set(definition, [span]);
  else spans.push(span);
}

function toRanges({ file }: Module, spans: readonly Span[]) {
  return spans.map((span) => toRange(file.lines, span));
}

function toItem({ name, kind, module, span, chunk }: NameDefinition): CallHierarchyItem {
  const { lines } = module.file;
  return {
    name,
    kind: callableKinds.get(kind) ?? SymbolKind.Function,
    detail: module.uri.slice(module.uri.lastIndexOf("/") + 1),
    uri: module.uri,
    range: toRange(lines, spanOf(lines, chunk.chunk, chunk.statement.at)),
    selectionRange: toRange(lines, span),
  };
}

export const callHierarchyFeature: Feature = {
  name: "call hierarchy",
  capabilities: { callHierarchyProvider: true },
  attach(connection, host) {
    const { callHierarchy } = connection.languages;
    callHierarchy.onPrepare(({ textDocument, position }) =>
      host.read("call hierarchy", textDocument.uri, [], (module) =>
        prepareCallHierarchy(searchFrom(host, module), module, toOffset(module.file.lines, position)),
      ),
    );
    callHierarchy.onIncomingCalls(({ item }) =>
      host.read("incoming calls", item.uri, [], (module) =>
        incomingCalls(searchFrom(host, module), module, toOffset(module.file.lines, item.selectionRange.start)),
      ),
    );
    callHierarchy.onOutgoingCalls(({ item }) =>
      host.read("outgoing calls", item.uri, [], (module) =>
        outgoingCalls(searchFrom(host, module), module, toOffset(module.file.lines, item.selectionRange.start)),
      ),
    );
  },
};
