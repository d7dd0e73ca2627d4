/** Convolution on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { type NetOptions, type Numbers, runText } from "../kit/onnx.ts";

async function run(body: string, x: Numbers, options: NetOptions) {
  const { y } = await runText(`net n {\n${body}\noutput y\n}`, { x }, options);
  return y;
}

/** 1 to 4 in a row. */
const row: Numbers = { shape: [1, 1, 4], values: [1, 2, 3, 4] };

describe.each([13, 17, 25])("opset %i", (opset) => {
  it("conv adds up what its taps meet, and zeros around", async () => {
    const weights = {
      "c.weight": { shape: [1, 1, 3], values: [1, 10, 100] },
      "c.bias": { shape: [1], values: [0.5] },
    };
    // Place 0: 1·0 + 10·1 + 100·2 + ½ = 210.5
    const y = await run("input x: f32[1, 1, 4]\ny = x -> c: conv(1, kernel=3)", row, { opset, weights });
    expect(y).toEqual({ shape: [1, 1, 4], values: [210.5, 321.5, 432.5, 43.5], dtype: "f32" });
  });

  it('conv with pad="same" has the odd zero at the end', async () => {
    const weights = { "c.weight": { shape: [1, 1, 2], values: [1, 10] } };
    const body = 'input x: f32[1, 1, 4]\ny = x -> c: conv(1, kernel=2, pad="same", bias=false)';
    const y = await run(body, row, { opset, weights });
    expect(y?.values).toEqual([21, 32, 43, 4]);
  });

  it('conv with pad="same" and gaps', async () => {
    const weights = { "c.weight": { shape: [1, 1, 2], values: [1, 10] } };
    const body = 'input x: f32[1, 1, 4]\ny = x -> c: conv(1, kernel=2, dilation=2, pad="same", bias=false)';
    // The taps reach over three places, so there is one zero on both sides: 10·2, 1 + 10·3, 2 + 10·4, 3.
    const y = await run(body, row, { opset, weights });
    expect(y?.values).toEqual([20, 31, 42, 3]);
  });

  it("conv in groups, over an extent that is only known while it runs", async () => {
    const x = { shape: [1, 2, 3], values: [1, 2, 3, 10, 20, 30] };
    const weights = { "c.weight": { shape: [2, 1, 1], values: [2, 3] } };
    const body = "dim L = 8\ninput x: f32[1, 2, L]\ny = x -> c: conv(2, kernel=1, groups=2, bias=false)";
    const y = await run(body, x, { opset, weights });
    expect(y).toEqual({ shape: [1, 2, 3], values: [2, 4, 6, 30, 60, 90], dtype: "f32" });
  });

  it("dwconv has two kernels for each channel, side by side", async () => {
    const x = { shape: [1, 2, 2], values: [1, 2, 3, 4] };
    const weights = { "c.weight": { shape: [4, 1, 1], values: [1, 10, 100, 1000] } };
    const body = "input x: f32[1, 2, 2]\ny = x -> c: dwconv(kernel=1, multiplier=2, bias=false)";
    const y = await run(body, x, { opset, weights });
    expect(y).toEqual({ shape: [1, 4, 2], values: [1, 2, 10, 20, 300, 400, 3000, 4000], dtype: "f32" });
  });

  it("conv_transpose writes kernels a stride apart, cuts `pad` away and adds `output_pad`", async () => {
    const weights = { "c.weight": { shape: [1, 1, 3], values: [1, 10, 100] } };
    const body =
      "input x: f32[1, 1, 2]\ny = x -> c: conv_transpose(1, kernel=3, stride=2, pad=1, output_pad=1, bias=false)";
    // 1 writes 1 10 100 from place 0 on, 2 writes 2 20 200 from place 2: 1 10 102 20 200; without the first: 10 102 20 200.
    const y = await run(body, { shape: [1, 1, 2], values: [1, 2] }, { opset, weights });
    expect(y).toEqual({ shape: [1, 1, 4], values: [10, 102, 20, 200], dtype: "f32" });
  });

  it("conv of halves", async () => {
    const weights = { "c.weight": { shape: [1, 1, 1], values: [0.5] } };
    const body = "input x: f16[1, 1, 4]\ny = x -> c: conv(1, kernel=1, bias=false)";
    const y = await run(body, { ...row, dtype: "f16" }, { opset, weights });
    expect(y).toEqual({ shape: [1, 1, 4], values: [0.5, 1, 1.5, 2], dtype: "f16" });
  });
});
