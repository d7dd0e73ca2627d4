/** Rearranging on ONNX Runtime; the numbers are worked out by hand. */

import type { Dtype } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { type Numbers, runText } from "../kit/onnx.ts";

const counted = (shape: readonly number[], dtype: Dtype = "f32"): Numbers => ({
  shape,
  values: Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, (_, i) => i),
  dtype,
});

/** A stage over the numbers 0, 1, 2 … in a shape; `type` where the text says it with symbols. */
async function run(stage: string, shape: readonly number[], opset: number, { type = "", dtype = "f32" as Dtype } = {}) {
  const stated = type === "" ? `${dtype}[${shape.join(", ")}]` : type;
  const text = `net n {\ndim N = 7\ndim H = 6\ninput x: ${stated}\noutput y = x -> ${stage}\n}`;
  const { y } = await runText(text, { x: counted(shape, dtype) }, { opset });
  return y;
}

describe.each([13, 17, 25])("opset %i", (opset) => {
  it.each<[string, readonly number[], readonly number[], readonly number[]]>([
    ["flatten", [1, 2, 2], [1, 4], [0, 1, 2, 3]],
    ["flatten(0)", [2, 2], [4], [0, 1, 2, 3]],
    ["flatten(2)", [1, 2, 1, 2], [1, 2, 2], [0, 1, 2, 3]],
    ["reshape([0, -1, 1])", [2, 2], [2, 2, 1], [0, 1, 2, 3]],
    ["transpose([1, 0])", [2, 3], [3, 2], [0, 3, 1, 4, 2, 5]],
    ["squeeze([0, -1])", [1, 2, 1], [2], [0, 1]],
    ["unsqueeze([0, -1])", [2], [1, 2, 1], [0, 1]],
    ["slice(-3, -1, axis=1)", [1, 5], [1, 2], [2, 3]],
    ["slice(1, axis=1, step=2)", [1, 5], [1, 2], [1, 3]],
    ["pad([1, 2], value=9)", [1, 1, 2], [1, 1, 5], [9, 0, 1, 9, 9]],
    ["pad([1, -1])", [1, 1, 3], [1, 1, 3], [0, 0, 1]],
    ['pad([2, 1], mode="reflect")', [1, 1, 3], [1, 1, 6], [2, 1, 0, 1, 2, 1]],
    ['pad([2, 1], mode="replicate")', [1, 1, 3], [1, 1, 6], [0, 0, 0, 1, 2, 2]],
    ['pad([2, 1], mode="circular")', [1, 1, 3], [1, 1, 6], [1, 2, 0, 1, 2, 0]],
    // What is cut away does not come around: 1 2 3 and then 1 2.
    ['pad([-1, 2], mode="circular")', [1, 1, 4], [1, 1, 5], [1, 2, 3, 1, 2]],
    ["expand([2, 1, 2])", [1, 2], [2, 1, 2], [0, 1, 0, 1]],
    ["tile([2, 1])", [1, 2], [2, 2], [0, 1, 0, 1]],
    ["roll(1, axis=1)", [1, 4], [1, 4], [3, 0, 1, 2]],
    ["roll([-5, 1], axis=[1, 0])", [2, 2], [2, 2], [3, 2, 1, 0]],
    ["resize(scale=2)", [1, 1, 2], [1, 1, 4], [0, 0, 1, 1]],
    // Places ⌊i/1.5⌋: 0 0 1 2 2 3.
    ["resize(scale=1.5)", [1, 1, 4], [1, 1, 6], [0, 0, 1, 2, 2, 3]],
    ["resize(size=3)", [1, 1, 2], [1, 1, 3], [0, 0, 1]],
    // (i + ½)/2 − ½: −¼, ¼, ¾, 1¼, and the data ends at its ends.
    ['resize(scale=2, mode="linear")', [1, 1, 2], [1, 1, 4], [0, 0.25, 0.75, 1]],
    ['resize(size=5, mode="linear", align_corners=true)', [1, 1, 3], [1, 1, 5], [0, 0.5, 1, 1.5, 2]],
    ["pixel_shuffle(2)", [1, 4, 1, 2], [1, 1, 2, 4], [0, 2, 1, 3, 4, 6, 5, 7]],
    ["pixel_shuffle(2)", [1, 2, 2], [1, 1, 4], [0, 2, 1, 3]],
    ["pixel_unshuffle(2)", [1, 1, 2, 4], [1, 4, 1, 2], [0, 2, 1, 3, 4, 6, 5, 7]],
    ["channel_shuffle(2)", [1, 6, 1], [1, 6, 1], [0, 3, 1, 4, 2, 5]],
    // Two frames of four channels: the first channel comes from the next frame, the second from the one before.
    ["shift(1/4, segments=2)", [2, 4], [2, 4], [4, 0, 2, 3, 0, 1, 6, 7]],
    ['shift(1/4, "online", segments=2)', [2, 4], [2, 4], [0, 1, 2, 3, 0, 5, 6, 7]],
  ])("%s of %j", async (stage, from, shape, values) => {
    const y = await run(stage, from, opset);
    expect(y?.shape).toEqual(shape);
    for (const [i, value] of values.entries()) expect(y?.values[i]).toBeCloseTo(value, 6);
  });

  it.each<[string, readonly number[], string, readonly number[]]>([
    ["flatten", [2, 3, 2], "f32[N, 3, H]", [2, 6]],
    ["reshape([H, N*3])", [2, 3, 4], "f32[N, 3, H]", [4, 6]],
    ["reshape([N, H, 3])", [2, 3, 4], "f32[N, 3, H]", [2, 4, 3]],
    ["slice(0, H, axis=1)", [2, 6], "f32[N, 2*H]", [2, 3]],
    ["expand([N, 2, H, 3])", [2, 1, 3, 1], "f32[N, 1, H, 1]", [2, 2, 3, 3]],
    ["tile([1, H, 1])", [2, 1, 3], "f32[N, 1, H]", [2, 3, 3]],
    ["resize(size=[2*H, 5])", [2, 1, 2, 2], "f32[N, 1, H, H]", [2, 1, 4, 5]],
    ["pixel_shuffle(2)", [1, 4, 3, 3], "f32[1, 4, H, H]", [1, 1, 6, 6]],
    ["pixel_unshuffle(2)", [1, 1, 6, 4], "f32[1, 1, 2*H, 2*N]", [1, 4, 3, 2]],
    ["channel_shuffle(2)", [2, 4, 3, 3], "f32[N, 4, H, H]", [2, 4, 3, 3]],
    ["shift(1/4, segments=2)", [4, 4, 3], "f32[2*N, 4, H]", [4, 4, 3]],
    ["roll(-1, axis=1)", [2, 3], "f32[N, H]", [2, 3]],
  ])("%s of %j, of which the text knows %s", async (stage, from, type, shape) => {
    expect((await run(stage, from, opset, { type }))?.shape).toEqual(shape);
  });

  it("integers are rearranged as they are", async () => {
    for (const stage of [
      "transpose([0, 1, 3, 2])",
      "pixel_shuffle(2)",
      "pad([1, 1, 0, 0], value=3)",
      "tile([1, 1, 2, 1])",
    ]) {
      const y = await run(stage, [1, 4, 2, 2], opset, { dtype: "i64" });
      expect(y?.dtype).toBe("i64");
    }
  });

  it("cast cuts towards zero", async () => {
    const text = "net n {\ninput x: f32[3]\noutput y = x -> cast(i32)\n}";
    const { y } = await runText(text, { x: { shape: [3], values: [-1.7, 0.5, 2.9] } }, { opset });
    expect(y).toEqual({ shape: [3], values: [-1, 0, 2], dtype: "i32" });
  });

  it("concat, stack, split and gather", async () => {
    const text = `net n {
  input x: f32[1, 2]
  input i: u8[2]
  a = concat(x, x * 10)
  b = stack(x, x * 10, axis=-1)
  c, d = a -> split(sizes=[1, 3])
  e, f = a -> split(parts=2)
  g = gather(a, i, axis=1)
  output a, b, c, d, e, f, g
}`;
    const feeds: Readonly<Record<string, Numbers>> = {
      x: { shape: [1, 2], values: [1, 2] },
      i: { shape: [2], values: [3, 0], dtype: "u8" },
    };
    const results = await runText(text, feeds, { opset });
    const of = (name: string) => [results[name]?.shape, results[name]?.values];
    expect(of("a")).toEqual([
      [1, 4],
      [1, 2, 10, 20],
    ]);
    expect(of("b")).toEqual([
      [1, 2, 2],
      [1, 10, 2, 20],
    ]);
    expect(of("c")).toEqual([[1, 1], [1]]);
    expect(of("d")).toEqual([
      [1, 3],
      [2, 10, 20],
    ]);
    expect(of("e")).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(of("f")).toEqual([
      [1, 2],
      [10, 20],
    ]);
    expect(of("g")).toEqual([
      [1, 2],
      [20, 1],
    ]);
  });
});

it("grid_sample reads between elements, the last axis first", async () => {
  const text =
    "net n {\ninput x: f32[1, 1, 2, 2]\ninput g: f32[1, 1, 3, 2]\noutput y = grid_sample(x, g, align_corners=true)\n}";
  const feeds = { x: counted([1, 1, 2, 2]), g: { shape: [1, 1, 3, 2], values: [-1, 1, 0, 0, 1, 0] } };
  for (const opset of [16, 20, 25]) {
    // Lower left corner, the middle of all four, the middle of the right side.
    expect((await runText(text, feeds, { opset })).y?.values).toEqual([2, 1.5, 2]);
  }
});
