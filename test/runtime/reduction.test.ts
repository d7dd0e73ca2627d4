/** Reductions on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { type NetOptions, type Numbers, runText } from "../kit/onnx.ts";

async function run(body: string, feeds: Readonly<Record<string, Numbers>>, options?: NetOptions) {
  const { y } = await runText(`net n {\n${body}\noutput y\n}`, feeds, options);
  if (y === undefined) throw new Error("no y");
  return y;
}

/** [[1, −2, 3], [4, 5, −6]] */
const x: Numbers = { shape: [2, 3], values: [1, -2, 3, 4, 5, -6] };

function expectClose(values: readonly number[], expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 5);
}

describe.each([13, 17, 18, 25])("opset %i", (opset) => {
  it.each([
    ["mean(axis=1)", [2], [2 / 3, 1]],
    ["sum(axis=0)", [3], [5, 3, -3]],
    ["sum", [], [5]],
    ["sum(axis=[0, 1], keepdims=true)", [1, 1], [5]],
    ["reduce_max(axis=-1)", [2], [3, 5]],
    ["reduce_min(axis=0, keepdims=true)", [1, 3], [1, -2, -6]],
    ["reduce_prod(axis=1)", [2], [-6, -120]],
    ["reduce_l1(axis=1)", [2], [6, 15]],
    ["reduce_l2(axis=1)", [2], [Math.sqrt(14), Math.sqrt(77)]],
    // ln(e + e⁴) = 4 + ln(1 + e⁻³), and so on.
    [
      "reduce_logsumexp(axis=0)",
      [3],
      [4 + Math.log1p(Math.exp(-3)), 5 + Math.log1p(Math.exp(-7)), 3 + Math.log1p(Math.exp(-9))],
    ],
    ["cumsum(axis=1)", [2, 3], [1, -1, 2, 4, 9, 3]],
    ["cumsum(axis=-2)", [2, 3], [1, -2, 3, 5, 3, -3]],
    // Over no axes every element is its own reduction.
    ["reduce_l1(axis=[])", [2, 3], [1, 2, 3, 4, 5, 6]],
    ["mean(axis=[])", [2, 3], [1, -2, 3, 4, 5, -6]],
  ])("%s", async (call, shape, values) => {
    const y = await run(`input x: f32[2, 3]\ny = x -> ${call}`, { x }, { opset });
    expect(y.shape).toEqual(shape);
    expectClose(y.values, values);
  });

  it.each([
    ["argmax(axis=1)", [2], [2, 1]],
    ["argmin", [2], [1, 2]],
    ["argmax(axis=0, keepdims=true)", [1, 3], [1, 1, 0]],
  ])("%s", async (call, shape, values) => {
    expect(await run(`input x: f32[2, 3]\ny = x -> ${call}`, { x }, { opset })).toEqual({
      shape,
      values,
      dtype: "i64",
    });
  });

  it.each(["i8", "u8", "i16", "u16", "i32", "u32", "i64"] as const)("reduces %s", async (dtype) => {
    const body = `input x: ${dtype}[2, 2]
s = x -> sum(axis=1)
m = x -> reduce_max(axis=0)
p = x -> reduce_prod(axis=1)
i = x -> argmax(axis=1)
v, at = x -> topk(1, axis=0)
y = x -> cumsum(axis=1)
output s, m, p, i, v, at`;
    const results = await runText(
      `net n {\n${body}\noutput y\n}`,
      { x: { shape: [2, 2], values: [3, 9, 7, 2], dtype } },
      { opset },
    );
    expect(results).toEqual({
      s: { shape: [2], values: [12, 9], dtype },
      m: { shape: [2], values: [7, 9], dtype },
      p: { shape: [2], values: [27, 14], dtype },
      i: { shape: [2], values: [1, 0], dtype: "i64" },
      v: { shape: [1, 2], values: [7, 9], dtype },
      at: { shape: [1, 2], values: [1, 0], dtype: "i64" },
      y: { shape: [2, 2], values: [3, 12, 7, 9], dtype },
    });
  });

  it.each(["f16", "f64"] as const)("reduces %s", async (dtype) => {
    const y = await run(`input x: ${dtype}[2, 3]\ny = x -> mean(axis=1)`, { x: { ...x, dtype } }, { opset });
    expect(y.dtype).toBe(dtype);
    // f16 has 10 bits behind the point.
    for (const [i, value] of [2 / 3, 1].entries()) expect(y.values[i]).toBeCloseTo(value, 3);
  });

  it("the greatest and the least k, in order", async () => {
    const body = "input x: f32[2, 3]\nv, i = x -> topk(2)\nw, y = x -> topk(1, largest=false)\noutput v, i, w";
    const results = await runText(`net n {\n${body}\noutput y\n}`, { x }, { opset });
    expect(results.v?.values).toEqual([3, 1, 5, 4]);
    expect(results.i?.values).toEqual([2, 0, 1, 0]);
    expect(results.w?.values).toEqual([-2, -6]);
    expect(results.y).toEqual({ shape: [2, 1], values: [1, 2], dtype: "i64" });
  });

  it("symbolic extents", async () => {
    const body = "dim S = 3\ninput x: f32[2, S]\ny, i = x -> topk(S - 1, axis=1)\nm = x -> mean(axis=1)\noutput m";
    const results = await runText(
      `net n {\n${body}\noutput y\n}`,
      { x: { shape: [2, 2], values: [1, 4, 7, 3] } },
      { opset },
    );
    expect(results.y).toEqual({ shape: [2, 1], values: [4, 7], dtype: "f32" });
    expect(results.m?.values).toEqual([2.5, 5]);
  });
});
