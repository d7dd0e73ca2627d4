/** Analyses one hostile text in a process of its own, and prints what that took. */
import { Workspace } from "@lathe/engine";
import { hostile } from "./hostile.ts";

const name = process.argv[2] ?? "";
const one = hostile[name];
if (one === undefined) throw new Error(`there is no hostile text "${name}"`);
const folder = "file:///project/";
const workspace = new Workspace({ library: `${folder}std/`, roots: [folder] });
for (const [file, text] of Object.entries(one.others ?? {})) workspace.provide(folder + file, text);
const text = one.text();
const uri = `${folder}main.net`;
const start = performance.now();
workspace.open(uri, text);
const analysis = workspace.analyse(uri);
analysis?.lines.get(0);
const milliseconds = performance.now() - start;
console.log(
  JSON.stringify({
    milliseconds,
    megabytes: process.resourceUsage().maxRSS / 1024,
    codes: [...new Set(analysis?.reports.map(({ code }) => code))],
    reports: analysis?.reports.length,
    foreign: analysis?.foreign,
  }),
);
