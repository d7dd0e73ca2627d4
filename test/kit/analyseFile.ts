/** Analyses a file of the project from the disk, with what it imports. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Analysis, type AnalysisOptions, Workspace } from "@lathe/engine";
import { folderUri, libraryUri, openDevices, readNetFile, settle } from "@lathe/host";
import { root } from "./files.ts";

const devices = await openDevices([]);

export function analyseFile(file: string, options: AnalysisOptions = {}): Analysis {
  const roots = [folderUri(root)];
  const workspace = new Workspace({ library: libraryUri, roots }, devices);
  const uri = pathToFileURL(join(root, file)).href;
  workspace.provide(uri, readNetFile(uri, roots));
  const analysis = settle(workspace, uri, options, roots);
  if (analysis === undefined) throw new Error(`${file} cannot be read`);
  return analysis;
}
