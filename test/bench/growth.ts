/** How the time to the first figures grows with the length of a file: an exponent of 1 is proportional. */
import { Workspace } from "@lathe/engine";
import { flatNet } from "../kit/flatNet.ts";

const sizes = [1_000, 3_000, 10_000, 30_000, 100_000];

function timeOf(text: string): number {
  const workspace = new Workspace({ library: "file:///project/std/", roots: [] });
  const start = performance.now();
  workspace.open("file:///project/flat.net", text);
  workspace.analyse("file:///project/flat.net")?.lines.get(2);
  return performance.now() - start;
}

for (let i = 0; i < 20; i++) timeOf(flatNet(1_000));
const points = sizes.map((ops) => {
  const text = flatNet(ops);
  // The shortest of a few is the least disturbed.
  const milliseconds = Math.min(...Array.from({ length: ops > 20_000 ? 3 : 7 }, () => timeOf(text)));
  console.log(`  ${ops.toLocaleString("en").padStart(8)} ops: ${milliseconds.toFixed(1).padStart(8)} ms`);
  return { x: Math.log(ops), y: Math.log(milliseconds) };
});

/** Slope of the line through the points that is nearest to them. */
const mean = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0) / all.length;
const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
const slope =
  points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) /
  points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
console.log(`a file read and costed anew: time grows with the ops to the power of ${slope.toFixed(2)}`);
