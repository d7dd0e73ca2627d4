/** Arithmetic on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { type NetOptions, type Numbers, runText } from "../kit/onnx.ts";

const opsets = [13, 17, 25];

async function run(body: string, feeds: Readonly<Record<string, Numbers>>, options?: NetOptions) {
  const { y } = await runText(`net n {\n${body}\noutput y\n}`, feeds, options);
  return y;
}

const row = (...values: readonly number[]): Numbers => ({ shape: [values.length], values });

describe.each(opsets)("opset %i", (opset) => {
  it.each([
    ["a + b", [5, -1, 1]],
    ["a - b", [3, -5, 0]],
    ["a * b", [4, -6, 0.25]],
    ["a / b", [4, -1.5, 1]],
    ["pow(a, b)", [4, 9, Math.SQRT1_2]],
    ["min(a, b, 1)", [1, -3, 0.5]],
    ["max(a, b)", [4, 2, 0.5]],
    ["a * 2 + 1", [9, -5, 2]],
    ["where(a > b, a, 0)", [4, 0, 0]],
    ["where(a >= b, 1, 0)", [1, 0, 1]],
  ])("%s", async (expression, expected) => {
    // a = [4, −3, ½], b = [1, 2, ½]
    const text = `input a: f32[3]\ninput b: f32[3]\ny = ${expression}`;
    const y = await run(text, { a: row(4, -3, 0.5), b: row(1, 2, 0.5) }, { opset });
    expect(y?.dtype).toBe("f32");
    for (const [i, value] of expected.entries()) expect(y?.values[i]).toBeCloseTo(value, 6);
  });

  it.each([
    ["neg", [2.5, 0, -0.5]],
    ["abs", [2.5, 0, 0.5]],
    ["sign", [-1, 0, 1]],
    ["floor", [-3, 0, 0]],
    ["ceil", [-2, 0, 1]],
    // Halves go to the even number.
    ["round", [-2, 0, 0]],
    ["exp", [0.082085, 1, 1.6487213]],
    ["erf", [-0.99959305, 0, 0.5204999]],
    ["sin", [-0.59847214, 0, 0.4794255]],
    ["cos", [-0.80114362, 1, 0.8775826]],
  ])("%s", async (name, expected) => {
    const y = await run(`input x: f32[3]\ny = x -> ${name}`, { x: row(-2.5, 0, 0.5) }, { opset });
    for (const [i, value] of expected.entries()) expect(y?.values[i]).toBeCloseTo(value, 6);
  });

  it.each([
    // ln 4 = 2 ln 2
    ["log", [0, 2 * Math.LN2]],
    ["sqrt", [1, 2]],
    ["reciprocal", [1, 0.25]],
  ])("%s", async (name, expected) => {
    const y = await run(`input x: f32[2]\ny = x -> ${name}`, { x: row(1, 4) }, { opset });
    for (const [i, value] of expected.entries()) expect(y?.values[i]).toBeCloseTo(value, 6);
  });

  it.each([
    ["a == b", [0, 1, 0]],
    ["a != b", [1, 0, 1]],
    ["a < b", [1, 0, 0]],
    ["a <= b", [1, 1, 0]],
    ["a > b", [0, 0, 1]],
    ["a >= b", [0, 1, 1]],
    ["logical_and(a > 1, b > 1)", [0, 1, 0]],
    ["logical_or(a > 1, b > 1)", [1, 1, 1]],
    ["logical_xor(a > 1, b > 1)", [1, 0, 1]],
    ["logical_not(a > 1)", [1, 0, 0]],
  ])("%s", async (expression, values) => {
    const text = `input a: i32[3]\ninput b: i32[3]\ny = ${expression}`;
    const feeds = {
      a: { shape: [3], values: [1, 2, 3], dtype: "i32" },
      b: { shape: [3], values: [2, 2, 1], dtype: "i32" },
    } as const;
    expect(await run(text, feeds, { opset })).toEqual({ shape: [3], values, dtype: "bool" });
  });

  // 100 + 100 does not fit into 8 bits: 200 − 256 = −56, and 200 · 2 = 400 − 256 = 144.
  it.each([
    ["i8", "a + b", [100, -3], [100, 1], [-56, -2]],
    ["u8", "a * b", [200, 3], [2, 4], [144, 12]],
    ["u8", "max(a, b)", [200, 3], [2, 4], [200, 4]],
    ["i16", "min(a, b)", [300, -5], [2, 4], [2, -5]],
    ["u16", "a - b", [3, 9], [4, 2], [65535, 7]],
    ["u32", "a + 1", [4294967295, 7], [0, 0], [0, 8]],
    ["i32", "a / b", [7, -7], [2, 2], [3, -3]],
    ["i64", "a * b", [2 ** 31, -3], [4, 5], [2 ** 33, -15]],
    ["i8", "pow(a, 2)", [11, -3], [0, 0], [121, 9]],
    ["i16", "where(a > b, a, b)", [300, -5], [2, 4], [300, 4]],
    ["f64", "a * b", [1e200, 3], [1e100, 0.1], [1e300, 3 * 0.1]],
    // 2049 has no half: the even neighbour is 2048.
    ["f16", "a + b", [2048, 0.5], [1, 0.25], [2048, 0.75]],
  ] as const)("%s: %s", async (dtype, expression, a, b, values) => {
    const text = `input a: ${dtype}[2]\ninput b: ${dtype}[2]\ny = ${expression}\nz = a + b\noutput z`;
    const y = await run(text, { a: { shape: [2], values: a, dtype }, b: { shape: [2], values: b, dtype } }, { opset });
    expect(y).toEqual({ shape: [2], values, dtype });
  });

  it("broadcasts over symbolic extents", async () => {
    const text = "dim N = 2\ndim S = 3\ninput a: f32[N, S]\ninput b: f32[S]\ny = a * b - 1";
    const feeds = { a: { shape: [2, 2], values: [1, 2, 3, 4] }, b: row(10, 100) };
    expect(await run(text, feeds, { opset })).toEqual({ shape: [2, 2], values: [9, 199, 29, 399], dtype: "f32" });
  });

  it("a tensor of rank 0 follows the others", async () => {
    const text = "input a: f16[2]\ninput s: f32[]\ny = a * s";
    const feeds = { a: { shape: [2], values: [1, 2], dtype: "f16" }, s: { shape: [], values: [0.5] } } as const;
    expect(await run(text, feeds, { opset })).toEqual({ shape: [2], values: [0.5, 1], dtype: "f16" });
  });

  it("quantizes and dequantizes", async () => {
    // 1 / 0.5 + 3 = 5; −0.75 / 0.5 = −1.5, to the even −2, + 3 = 1; 100 is cut off at 127, which stands for (127 − 3) · 0.5.
    const text =
      "input x: f32[3]\nq = x -> quantize(scale=0.5, zero=3)\ny = q -> dequantize(scale=0.5, zero=3)\noutput q";
    const results = await runText(`net n {\n${text}\noutput y\n}`, { x: row(1, -0.75, 100) }, { opset });
    expect(results.q).toEqual({ shape: [3], values: [5, 1, 127], dtype: "i8" });
    expect(results.y).toEqual({ shape: [3], values: [1, -1, 62], dtype: "f32" });
  });

  it.each(["i8", "u8", "i32", "i64", "u16"] as const)("dequantizes %s", async (dtype) => {
    const text = `input x: ${dtype}[2]\ny = x -> dequantize(scale=0.25, zero=2)`;
    const y = await run(text, { x: { shape: [2], values: [1, 10], dtype } }, { opset });
    expect(y?.values).toEqual([-0.25, 2]);
  });
});

it("quantizes to 16 bits from opset 21 on", async () => {
  const text = "input x: f32[2]\ny = x -> quantize(scale=0.001, zero=10, dtype=u16)";
  const y = await run(text, { x: row(1, -5) }, { opset: 21 });
  expect(y).toEqual({ shape: [2], values: [1010, 0], dtype: "u16" });
});
