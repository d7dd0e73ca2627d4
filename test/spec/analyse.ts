/** Analyses an example of a chapter, as the tests of the reference and its published pages both need it. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Analysis, Workspace } from "../../engine/src/index.ts";
import { openDevices } from "../../host/src/devices/open.ts";
import { asFile, type Example } from "./chapter.ts";

const here = dirname(fileURLToPath(import.meta.url));
const library = join(here, "../../library/std");
/** Those that ship, and made-up ones beside the chapters: what is measured anew must not change what the language is. */
const devices = await openDevices([pathToFileURL(here).href]);

export interface Analysed {
  readonly analysis: Analysis;
  /** Where a line of the example stands in the analysed file, both counted from 0. */
  lineOf(line: number): number;
}

/** `others` are the files of its chapter that it may import. */
export function analyse(example: Pick<Example, "text">, others: readonly Example[] = []): Analysed {
  const workspace = new Workspace({ library: "lib:/", roots: ["spec:/"] }, devices);
  const { text, addedLines } = asFile(example.text);
  const lines = example.text.split("\n");
  const first = addedLines === 0 ? lines.length : lines.findIndex((line) => /^(dim|input|state|counting)\s/.test(line));
  for (const { file, text: other } of others) workspace.open(`spec:/${file}`, other);
  workspace.open("spec:/example.net", text);
  workspace.analyse("spec:/example.net");
  for (const uri of workspace.missing) workspace.provide(uri, fromLibrary(uri));
  workspace.analyse("spec:/example.net");
  for (const uri of workspace.missingContents) workspace.provideContent(uri, { reason: "there is no such file" });
  const analysis = workspace.analyse("spec:/example.net");
  if (analysis === undefined) throw new Error("the example was not read");
  return { analysis, lineOf: (line) => (line >= first ? line + addedLines : line) };
}

function fromLibrary(uri: string): string | { readonly reason: string } {
  try {
    return readFileSync(join(library, uri.replace(/^lib:\//, "")), "utf8");
  } catch {
    return { reason: "there is no such file" };
  }
}
