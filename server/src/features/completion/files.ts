/** Names of files for imports, weights and data. */
import { type Analysis, isRefusal, resolveFile } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import type { Neighbours } from "../../neighbours.ts";
import type { Cursor } from "../cursor.ts";
import { type Place, ranked, replacing } from "./place.ts";

interface Wanted {
  readonly endings: readonly string[];
  readonly hasLibrary: boolean;
  /** A folder may be meant itself. */
  readonly takesFolders: boolean;
}

export const files: Place = (cursor, neighbours) => {
  if (cursor.kind === "number") return undefined;
  const texts = cursor.statement.pieces.map(({ text }) => text);
  const wanted = wantedBy(texts, cursor.typed, cursor.kind === "string");
  if (wanted === undefined) return undefined;
  // Up to the last slash: folders are entered one by one.
  const folder = cursor.kind === "string" ? cursor.typed.slice(0, cursor.typed.lastIndexOf("/") + 1) : "";
  const library = wanted.hasLibrary ? libraryItems(cursor, neighbours) : [];
  if (folder.startsWith("std/") && wanted.hasLibrary) return ranked(0, library);
  return [...ranked(0, folderItems(cursor, neighbours, folder, wanted)), ...ranked(1, folder === "" ? library : [])];
};

function wantedBy(texts: readonly string[], typed: string, isString: boolean): Wanted | undefined {
  if (!isString && typed !== "") return undefined;
  const [first, second] = texts;
  if (first === "import" && texts.length === 1) return { endings: [".net"], hasLibrary: true, takesFolders: false };
  if (first === "weights" && texts.length === 1)
    return { endings: [".safetensors", ".npz"], hasLibrary: false, takesFolders: false };
  if (first === "data" && texts.length === 2 && second !== "=")
    return { endings: [".npz"], hasLibrary: false, takesFolders: true };
  return undefined;
}

function libraryItems(cursor: Cursor, { entriesOf, reach }: Neighbours): readonly CompletionItem[] {
  return entriesOf(reach.library)
    .filter((entry) => entry.endsWith(".net"))
    .map((entry) => item(cursor, `std/${entry}`, "standard library"));
}

function folderItems(
  cursor: Cursor,
  { entriesOf, reach }: Neighbours,
  folder: string,
  { endings, takesFolders }: Wanted,
): readonly CompletionItem[] {
  const uri = folderUri(cursor.analysis, reach, folder);
  if (uri === undefined) return [];
  const own = cursor.analysis.uri.slice(cursor.analysis.uri.lastIndexOf("/") + 1);
  const entries = entriesOf(uri).filter((entry) => !(folder === "" && entry === decodeURIComponent(own)));
  return [
    ...entries.filter((entry) => endings.some((ending) => entry.endsWith(ending))),
    ...entries.filter((entry) => entry.endsWith("/")),
  ].map((entry) =>
    item(cursor, folder + entry, entry.endsWith("/") ? (takesFolders ? "folder of data" : "folder") : "file"),
  );
}

function folderUri({ uri }: Analysis, reach: Neighbours["reach"], folder: string): string | undefined {
  const inside = resolveFile(reach, uri, `${folder}x`);
  return isRefusal(inside) ? undefined : inside.slice(0, inside.lastIndexOf("/") + 1);
}

function item(cursor: Cursor, path: string, detail: string): CompletionItem {
  const kind = path.endsWith("/") ? CompletionItemKind.Folder : CompletionItemKind.File;
  return { label: path, kind, detail, ...replacing(cursor, cursor.kind === "string" ? path : `"${path}"`) };
}
