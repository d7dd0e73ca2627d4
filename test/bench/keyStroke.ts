/** From a key stroke to all hints in the server: the new text read, elaborated and costed, and every line's hint made. */
import { readFileSync } from "node:fs";
import { type Analysis, Workspace } from "@lathe/engine";
import { openDevices } from "@lathe/host";
import { inlayHints } from "../../server/src/features/inlayHints.ts";
import { printTimes } from "../kit/times.ts";

const text = readFileSync(new URL("../../examples/resnet.net", import.meta.url), "utf8");
const uri = "file:///project/resnet.net";
const workspace = new Workspace({ library: "file:///project/std/", roots: [] });
const whole = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

function measure(title: string, original: string, look: (analysis: Analysis) => unknown): void {
  const times: number[] = [];
  for (let i = 0; i < 400; i++) {
    // Another number of channels each time, in the stem, so that every shape below changes.
    const edited = original.replaceAll("conv1: conv(64,", `conv1: conv(${64 + (i % 7)},`);
    const start = performance.now();
    workspace.open(uri, edited);
    const analysis = workspace.analyse(uri);
    if (analysis !== undefined) look(analysis);
    times.push(performance.now() - start);
  }
  printTimes(title, times.slice(100));
}

const hints = (analysis: Analysis) => inlayHints(analysis, whole, "macs", 40);

measure("one key stroke in ResNet-50 (examples/resnet.net) to all hints, warm; asked: ≤ 3 ms median", text, hints);

workspace.provideDevices(await openDevices([]));
const onTwo = text.replace("  input image", "  target pixel4, stm32h743\n  input image");
measure("the same with two targets, to all hints and reports; asked: ≤ 20 ms median", onTwo, (analysis) => [
  hints(analysis),
  analysis.reports.length,
]);
