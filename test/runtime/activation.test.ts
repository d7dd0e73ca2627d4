/** Activations on ONNX Runtime, held against their formulas. */
import { describe, expect, it } from "vitest";
import { type NetOptions, type Numbers, runText } from "../kit/onnx.ts";

async function run(body: string, x: Numbers, options: NetOptions) {
  const { y } = await runText(`net n {\n${body}\noutput y\n}`, { x }, options);
  return y;
}

const places = [-7, -3, -1, -0.5, 0, 0.5, 1, 3, 7];
const softplus = (x: number) => Math.log1p(Math.exp(x));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The error function by its series 2/√π·Σ (−1)ⁿ x²ⁿ⁺¹/(n!(2n + 1)). */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const formulas: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  leaky_relu: (x) => (x < 0 ? 0.01 * x : x),
  "leaky_relu(0.2)": (x) => (x < 0 ? 0.2 * x : x),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  "elu(0.5)": (x) => (x < 0 ? 0.5 * Math.expm1(x) : x),
  selu: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  'gelu("tanh")': (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  silu: (x) => x * sigmoid(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  softplus,
  sigmoid,
  tanh: Math.tanh,
  hardswish: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  hardsigmoid: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
  "clip(-1, 2.5)": (x) => Math.min(Math.max(x, -1), 2.5),
  "clip(min=0.5)": (x) => Math.max(x, 0.5),
  "dropout(0.2)": (x) => x,
  identity: (x) => x,
};

describe.each([13, 17, 25])("opset %i", (opset) => {
  it.each(Object.entries(formulas))("%s", async (stage, formula) => {
    const y = await run(`input x: f32[9]\ny = x -> ${stage}`, { shape: [9], values: places }, { opset });
    for (const [i, x] of places.entries()) expect(y?.values[i]).toBeCloseTo(formula(x), 5);
  });

  it.each(Object.entries(formulas))("%s of halves", async (stage, formula) => {
    const x: Numbers = { shape: [9], values: places, dtype: "f16" };
    const y = await run(`input x: f16[9]\ny = x -> ${stage}`, x, { opset });
    expect(y?.dtype).toBe("f16");
    // Halves have eleven digits of two, and formulas of several steps lose two of them.
    for (const [i, place] of places.entries()) {
      expect(Math.abs((y?.values[i] ?? Number.NaN) - formula(place))).toBeLessThan(8 / 1024);
    }
  });

  it("clip of integers keeps those within the bounds", async () => {
    const x: Numbers = { shape: [4], values: [-9, -2, 2, 9], dtype: "i64" };
    const y = await run("input x: i64[4]\ny = x -> clip(-2.5, 3.5)", x, { opset });
    expect(y).toEqual({ shape: [4], values: [-2, -2, 2, 3], dtype: "i64" });
  });

  it("softmax and log_softmax along any axis", async () => {
    // Shares of e⁰ : e^ln3 are ¼ and ¾.
    const x: Numbers = { shape: [2, 2], values: [0, Math.log(3), Math.log(3), 0] };
    const rows = await run("input x: f32[2, 2]\ny = x -> softmax", x, { opset });
    const columns = await run("input x: f32[2, 2]\ny = x -> log_softmax(0)", x, { opset });
    for (const [i, share] of [0.25, 0.75, 0.75, 0.25].entries()) {
      expect(rows?.values[i]).toBeCloseTo(share, 6);
      expect(columns?.values[i]).toBeCloseTo(Math.log(share), 6);
    }
  });

  it("prelu has one slope, or one per channel", async () => {
    const x: Numbers = { shape: [1, 2, 2], values: [-1, 2, -3, 4] };
    const one = { "a.weight": { shape: [1], values: [0.5] } };
    const two = { "a.weight": { shape: [2], values: [0.5, 2] } };
    const input = "input x: f32[1, 2, 2]\ny = x -> a: prelu";
    expect((await run(input, x, { opset, weights: one }))?.values).toEqual([-0.5, 2, -1.5, 4]);
    expect((await run(`${input}(per_channel=true)`, x, { opset, weights: two }))?.values).toEqual([-0.5, 2, -6, 4]);
  });
});
