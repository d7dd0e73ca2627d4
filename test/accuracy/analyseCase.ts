/** Analyses the text of a measured case: its last net, with the library's blocks that it imports. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Analysis, Workspace } from "@lathe/engine";
import { folderUri, libraryUri, settle } from "@lathe/host";
import { root } from "../kit/files.ts";

export function analyseCase(text: string): Analysis {
  const roots = [folderUri(root)];
  const workspace = new Workspace({ library: libraryUri, roots });
  const uri = pathToFileURL(join(root, "measured.net")).href;
  workspace.open(uri, text);
  const net = [...text.matchAll(/^net (\w+)/gm)].at(-1)?.[1];
  const analysis = settle(workspace, uri, net === undefined ? {} : { net }, roots);
  if (analysis === undefined) throw new Error("an open text is always analysed");
  return analysis;
}
