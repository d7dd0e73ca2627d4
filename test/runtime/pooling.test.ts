/** Pooling on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { type NetOptions, type Numbers, runText } from "../kit/onnx.ts";

async function run(stage: string, x: Numbers, options: NetOptions & { readonly type?: string }) {
  const type = options.type ?? `f32[${x.shape.join(", ")}]`;
  const { y } = await runText(`net n {\ndim L = 9\ninput x: ${type}\noutput y = x -> ${stage}\n}`, { x }, options);
  return y;
}

const row = (...values: readonly number[]): Numbers => ({ shape: [1, 1, values.length], values });

describe.each([13, 17, 25])("opset %i", (opset) => {
  it.each([
    ["maxpool(2)", [3, 5]],
    ["maxpool(2, ceil=true)", [3, 5, 4]],
    ["maxpool(3, stride=1, pad=1)", [3, 3, 5, 5, 5]],
    ["maxpool(2, stride=1, dilation=2)", [2, 5, 4]],
    // A third window would begin in the padding, so that it does not count.
    ["maxpool(2, stride=3, pad=1, ceil=true)", [1, 5]],
    ['maxpool(2, pad="same")', [3, 5, 4]],
    ["avgpool(2)", [2, 3.5]],
    ["avgpool(2, ceil=true)", [2, 3.5, 4]],
    ["avgpool(2, pad=1)", [0.5, 2.5, 4.5]],
    ["avgpool(2, pad=1, count_pad=false)", [1, 2.5, 4.5]],
    ["avgpool(3, stride=2, pad=1, ceil=true)", [4 / 3, 10 / 3, 3]],
    ["global_avgpool", [3]],
    ["global_maxpool", [5]],
    ["adaptive_avgpool(1)", [3]],
    // Places 0 to 1, 1 to 3 and 3 to 4.
    ["adaptive_avgpool(3)", [2, 10 / 3, 4.5]],
    ["adaptive_avgpool(5)", [1, 3, 2, 5, 4]],
  ])("%s of 1 3 2 5 4", async (stage, expected) => {
    const y = await run(stage, row(1, 3, 2, 5, 4), { opset });
    expect(y?.shape).toEqual([1, 1, expected.length]);
    for (const [i, value] of expected.entries()) expect(y?.values[i]).toBeCloseTo(value, 6);
  });

  it("adaptive_avgpool of axes that differ", async () => {
    // Rows 0–1 and 1–2 of three, columns in pairs: (1 + 2 + 5 + 6)/4 = 3.5 …
    const x = { shape: [1, 1, 3, 4], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] };
    const y = await run("adaptive_avgpool(2)", x, { opset });
    expect(y).toEqual({ shape: [1, 1, 2, 2], values: [3.5, 5.5, 7.5, 9.5], dtype: "f32" });
  });

  it("windows over an extent that is only known while it runs", async () => {
    const y = await run("maxpool(2)", row(1, 3, 2, 5), { opset, type: "f32[1, 1, L]" });
    expect(y?.values).toEqual([3, 5]);
    const whole = await run("global_avgpool", row(1, 3, 2, 6), { opset, type: "f32[1, 1, L]" });
    expect(whole?.values).toEqual([3]);
  });

  it("integers", async () => {
    const x = row(1, 3, 2, 5);
    const small = await run("maxpool(2)", { ...x, dtype: "u8" }, { opset, type: "u8[1, 1, 4]" });
    expect(small).toEqual({ shape: [1, 1, 2], values: [3, 5], dtype: "u8" });
    const whole = await run("global_maxpool", { ...x, dtype: "i64" }, { opset, type: "i64[1, 1, 4]" });
    expect(whole).toEqual({ shape: [1, 1, 1], values: [5], dtype: "i64" });
  });
});
