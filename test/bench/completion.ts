/** Completion at every kind of place in ResNet-50, right after a key stroke, with the standard library at hand. */
import { readFileSync } from "node:fs";
import { refuse, Workspace } from "@lathe/engine";
import { libraryUri, listFolder, openDevices, readNetFile } from "@lathe/host";
import { completion } from "../../server/src/features/completion/index.ts";
import { hover } from "../../server/src/features/hover/index.ts";
import { signatureHelp } from "../../server/src/features/signatureHelp.ts";
import { printTimes } from "../kit/times.ts";

const text = readFileSync(new URL("../../examples/resnet.net", import.meta.url), "utf8");
const uri = "file:///project/resnet.net";
const reach = { library: libraryUri, roots: [] };
const devices = await openDevices([]);
const workspace = new Workspace(reach, devices);
const neighbours = {
  reach,
  moduleOf(wanted: string) {
    if (workspace.module(wanted) === undefined) workspace.provide(wanted, readNetFile(wanted));
    return workspace.module(wanted);
  },
  entriesOf: (folder: string) => listFolder(folder),
  contentOf: () => refuse("silent", "not loaded"),
  devices,
};

/** What is typed at the end of the stem's line, and how far behind it the cursor stands. */
const typed = [
  " -> ",
  " -> co",
  " -> conv(",
  " -> conv(8, kernel=",
  " @",
  '\n  policy { "',
  "\n  budget { ",
  "\n  target ",
  "\n  target pixel4(",
  "\n  y = ",
];
const times = { completion: [] as number[], signatureHelp: [] as number[], hover: [] as number[] };
for (let i = 0; i < 400; i++) {
  const piece = typed[i % typed.length] ?? "";
  const anchor = "maxpool: maxpool(3, stride=2, pad=1)";
  const offset = text.indexOf(anchor) + anchor.length + piece.length;
  workspace.open(uri, text.slice(0, offset - piece.length) + piece + text.slice(offset - piece.length));
  const analysis = workspace.analyse(uri);
  if (analysis === undefined) throw new Error("an open text is always analysed");
  for (const [name, run] of [
    ["completion", () => completion(analysis, offset, neighbours)],
    ["signatureHelp", () => signatureHelp(analysis, offset, neighbours)],
    ["hover", () => hover(analysis, text.indexOf("conv1: conv(width") + 9, neighbours)],
  ] as const) {
    const start = performance.now();
    run();
    if (i >= 50) times[name].push(performance.now() - start);
  }
}
printTimes("completion in ResNet-50 (examples/resnet.net), warm; asked: ≤ 10 ms", times.completion);
printTimes("signature help there", times.signatureHelp);
printTimes("hover over a convolution of its blocks", times.hover);
