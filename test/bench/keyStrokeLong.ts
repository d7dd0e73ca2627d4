/** One key stroke in a net of 10,000 ops written flat, to all hints; and where the time goes. */
import { type Analysis, costOf, lineCosts, refuse, Workspace } from "@lathe/engine";
import { type Elaborated, elaborateNet } from "../../engine/src/semantics/elaborate/net.ts";
import { readModule } from "../../engine/src/semantics/module.ts";
import { cutChunks } from "../../engine/src/syntax/chunks.ts";
import { readLines } from "../../engine/src/syntax/lines.ts";
import { readSource } from "../../engine/src/syntax/read.ts";
import { inlayHints } from "../../server/src/features/inlayHints.ts";
import { flatNet } from "../kit/flatNet.ts";
import { printTimes } from "../kit/times.ts";

const ops = 10_000;
const text = flatNet(ops);
const uri = "file:///project/flat.net";
const library = "file:///project/std/";
/** What an editor asks for: the lines on the screen. */
const screen = { start: { line: ops / 2 - 40, character: 0 }, end: { line: ops / 2 + 40, character: 0 } };
const whole = { start: { line: 0, character: 0 }, end: { line: 2 * ops, character: 0 } };
const [rounds, warmUp] = [120, 40];

/** Another number typed in a line in the middle, so that no shape changes. */
function edited(round: number): string {
  const line = `v${ops / 2} = v${ops / 2 - 1} -> conv(16, kernel=`;
  return text.replace(`${line}3`, `${line}${1 + 2 * (round % 3)}`);
}

const times = new Map<string, number[]>();

function keep(phase: string, milliseconds: number): void {
  times.set(phase, [...(times.get(phase) ?? []), milliseconds]);
}

function timed<T>(phase: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  keep(phase, performance.now() - start);
  return result;
}

const last = (phase: string): number => times.get(phase)?.at(-1) ?? 0;

const workspace = new Workspace({ library, roots: [] });
for (let round = 0; round < rounds; round++) {
  const version = edited(round);
  const start = performance.now();
  workspace.open(uri, version);
  const analysis = workspace.analyse(uri);
  if (analysis === undefined) continue;
  inlayHints(analysis, screen, "macs", 40);
  keep("to the hints on the screen (asked: ≤ 30 ms median)", performance.now() - start);
  inlayHints(analysis, whole, "macs", 40);
  keep("to all hints of the file", performance.now() - start);
}

// The phases on their own: the same functions, one after the other.
const program = { imported: () => refuse("silent", "a flat net imports nothing") };
let source = readSource(text);
let previous: Elaborated | undefined;
for (let round = 0; round < rounds; round++) {
  const version = edited(round);
  const lines = timed("lines", () => readLines(version, source.lines));
  timed("chunks", () => cutChunks(lines, source.memory.cut));
  source = timed("lines, chunks and trees", () => readSource(version, source));
  // What reading takes beyond lines and chunks.
  keep("trees", last("lines, chunks and trees") - last("lines") - last("chunks"));
  const module = readModule(uri, source);
  const net = module.declarations.get("flat");
  if (net?.kind !== "net") throw new Error("the flat net is not there");
  const options = previous === undefined ? {} : { previous };
  const elaborated = timed("elaborate", () => elaborateNet(program, net, options));
  previous = elaborated;
  const { graph } = elaborated;
  const cost = timed("cost", () => costOf(graph));
  const costs = lineCosts(cost, uri);
  timed("index of lines", () => costs.get(0));
  const analysis: Analysis | undefined = workspace.analyse(uri);
  if (analysis === undefined) continue;
  const of = analysis.shown[0];
  const get = (line: number) => {
    const found = costs.get(line);
    return found === undefined || of === undefined ? undefined : { of, cost: found };
  };
  timed("all hints", () => inlayHints({ ...analysis, module, lines: { get } }, whole, "macs", 40));
}

console.log(`one key stroke in a net of ${ops.toLocaleString("en")} ops written flat, warm`);
for (const [phase, all] of times) printTimes(phase, all.slice(warmUp));
