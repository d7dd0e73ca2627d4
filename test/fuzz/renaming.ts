/** Gives every name of a file another one, and then its own again. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Analysis,
  applyEdits,
  isRefusal,
  occurrencesOf,
  operatorsByName,
  renameEdits,
  Workspace,
} from "@lathe/engine";
import { folderUri, libraryUri, settle } from "@lathe/host";
import { expect } from "vitest";
import { searchFrom } from "../../server/src/features/names.ts";
import { readText, root } from "../kit/files.ts";

/** No figure of the file changes on the way, and its text is what it was in the end. */
export function renameAll(file: string): void {
  const roots = [folderUri(root)];
  const workspace = new Workspace({ library: libraryUri, roots });
  const uri = pathToFileURL(join(root, file)).href;
  const original = readText(file);
  workspace.open(uri, original);
  const analysed = (): Analysis => {
    const analysis = settle(workspace, uri, {}, roots);
    if (analysis === undefined) throw new Error("an open text is always analysed");
    return analysis;
  };
  const host = {
    neighbours: {
      reach: { library: libraryUri, roots },
      moduleOf: (other: string) => workspace.module(other),
    },
    workspace,
  };
  const figures = () =>
    analysed().shown.map(({ cost, kind }) => ({ kind, totals: cost.totals, peak: cost.liveness.peakBytes }));
  /** Gives the name at an ordinal another one. */
  const renameAt = (ordinal: number, name: string): void => {
    const { module } = analysed();
    const refers = occurrencesOf(module).all[ordinal]?.refers;
    if (refers === undefined || !("span" in refers)) throw new Error("definitions stay where they are");
    const edits = renameEdits(searchFrom(host, module).program, [module], refers, name);
    if (isRefusal(edits)) throw new Error(`${refers.name} → ${name}: ${edits.message}`);
    workspace.open(uri, applyEdits(module, edits));
  };
  const before = figures();
  // A fn that is called like an operator could not get its name back.
  const definitions = [...occurrencesOf(analysed().module).all.entries()].filter(
    ([, { isDefinition, name }]) => isDefinition && !operatorsByName.has(name),
  );
  for (const [ordinal] of definitions) renameAt(ordinal, `renamed_${ordinal}`);
  const { text, reports } = analysed();
  for (const [, { name, namespace }] of definitions)
    if (namespace === "label") expect(text).not.toContain(` ${name}: `);
  expect(reports.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(figures()).toEqual(before);
  for (const [ordinal, { name }] of definitions.toReversed()) renameAt(ordinal, name);
  expect(analysed().text).toBe(original);
}
