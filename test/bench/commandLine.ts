/** The command line from its start to its end, beside a Node that does nothing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../kit/files.ts";
import { printTimes } from "../kit/times.ts";

const rounds = 25;

function timeOf(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}

const cost = [join("dist", "lathe.cjs"), "cost", join("examples", "resnet.net"), "--net", "resnet50"];
const nothing = ["-e", "0"];
const times = { cost: [] as number[], nothing: [] as number[] };
for (let round = 0; round < rounds; round++) {
  // By turns, so that a noisy moment disturbs both.
  times.cost.push(timeOf(cost));
  times.nothing.push(timeOf(nothing));
}
printTimes(`node ${cost.join(" ")}, start to end`, times.cost.slice(3));
printTimes("node -e 0, start to end", times.nothing.slice(3));
