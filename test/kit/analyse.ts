/** Analyses texts without a disk: the first file is the one that is looked at, the others are there to be imported. */
import { type Analysis, type AnalysisOptions, type Devices, noDevices, Workspace } from "@lathe/engine";

const folder = "file:///project/";

export function analyseText(
  text: string,
  others: Readonly<Record<string, string>> = {},
  options: AnalysisOptions = {},
  devices: Devices = noDevices,
): Analysis {
  const workspace = new Workspace({ library: `${folder}std/`, roots: [folder] }, devices);
  for (const [name, content] of Object.entries(others)) workspace.provide(folder + name, content);
  const uri = `${folder}main.net`;
  workspace.open(uri, text);
  const analysis = workspace.analyse(uri, options);
  if (analysis === undefined) throw new Error("an open text is always analysed");
  return analysis;
}

/** Codes of all reports, in order. */
export function codes(analysis: Analysis): readonly string[] {
  return analysis.reports.map(({ code }) => code);
}
