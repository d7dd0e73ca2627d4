import { byteLength, isRefusal } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { batchesOf } from "./batches.ts";

/** The ranges of each run, by input, for arrays of these shapes. */
function ranges(inputs: string, shapes: Readonly<Record<string, readonly number[]>>, body = "y = x -> relu"): unknown {
  const [shown] = analyseText(`net a {\n${inputs}\n${body}\noutput y\n}`).shown;
  if (shown === undefined) throw new Error("no net");
  const arrays = Object.entries(shapes).map(([name, shape]) => {
    const read = async () => new Uint8Array(byteLength({ dtype: "f32", shape }));
    return [name, { dtype: "f32" as const, shape, read }] as const;
  });
  const batches = batchesOf(shown.cost, { arrays: new Map(arrays) });
  if (isRefusal(batches)) return batches.message;
  return batches.runs.map((run) => Object.fromEntries(run.ranges));
}

describe("samples", () => {
  it("go in one by one where the net takes one", () => {
    expect(ranges("input x: f32[1, 4]", { x: [3, 4] })).toEqual([{ x: [0, 1] }, { x: [1, 2] }, { x: [2, 3] }]);
  });

  it("go in as many as the net takes", () => {
    expect(ranges("input x: f32[2, 4]", { x: [4, 4] })).toEqual([{ x: [0, 2] }, { x: [2, 4] }]);
    expect(ranges("input x: f32[2, 4]", { x: [3, 4] })).toMatch(/2 samples of `x` at a time, and 3 are no multiple/);
    expect(ranges("input x: f32[2, 4]", { x: [0, 4] })).toMatch(/no samples/);
  });

  it("go in at once where the batch is symbolic", () => {
    expect(ranges("dim N = 1\ninput x: f32[N, 4]", { x: [300, 4] })).toEqual([{ x: [0, 300] }]);
  });

  it("are divided where so many would not fit, or the dim does not allow it", () => {
    // A sample of 1 Mi floats, in and out of relu, is 4 MiB that relu writes over: 32 of them are 2^27 bytes.
    const runs = ranges("dim N = 1\ninput x: f32[N, 1024, 1024]", { x: [40, 1024, 1024] }) as readonly unknown[];
    expect(runs.length).toBeGreaterThan(1);
    expect(runs.length).toBeLessThan(40);
    expect(ranges("dim N = 1 in [1, 2]\ninput x: f32[N, 4]", { x: [3, 4] })).toEqual([{ x: [0, 2] }, { x: [2, 3] }]);
  });

  it("stay together where the first axis is not the net's batch", () => {
    const body = "y = x -> reshape([-1])";
    expect(ranges("dim N = 1 in [1, 2]\ninput x: f32[N, 4]", { x: [3, 4] }, body)).toEqual([{ x: [0, 3] }]);
  });

  it("meet the same array each time where there is one for one run", () => {
    const inputs = "input x: f32[1, 4]\ninput m: f32[4, 4]";
    expect(ranges(inputs, { x: [2, 4], m: [4, 4] })).toEqual([
      { x: [0, 1], m: [0, 4] },
      { x: [1, 2], m: [0, 4] },
    ]);
    expect(ranges(inputs, { x: [3, 4], m: [8, 4] })).toMatch(/same number of runs: `x` 3, `m` 8/);
  });

  it("of a symbolic input go along with those of a fixed one", () => {
    const inputs = "dim N = 1\ninput x: f32[1, 4]\ninput m: f32[N, 4]";
    expect(ranges(inputs, { x: [2, 4], m: [6, 4] })).toEqual([
      { x: [0, 1], m: [0, 3] },
      { x: [1, 2], m: [3, 6] },
    ]);
  });
});
