/** What Lathe writes as several nodes is read back as the one call that it was, and runs to the same numbers. */
import { isRefusal } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { counting, exportText } from "../kit/onnx.ts";
import { callsOf } from "../kit/readBack.ts";

const image = [2, 8, 4, 6];

describe.each([13, 17, 25])("opset %i", (opset) => {
  it.each<[string, readonly number[]]>([
    ["linear(3)", [2, 4, 8]],
    ["conv(4, kernel=3)", image],
    ["layernorm", image],
    ["layernorm(axis=1)", [2, 4, 3]],
    ["layernorm(axis=1, affine=false)", [2, 4, 3]],
    ["rmsnorm", image],
    ["rmsnorm(axis=2, affine=false)", image],
    ["groupnorm(2)", image],
    ["groupnorm(2, affine=false)", image],
    ["instancenorm", image],
    ["normalize", image],
    ["lrn(3)", image],
    ["lrn(3)", [2, 8, 5]],
    ["gelu", image],
    ['gelu(approximate="tanh")', image],
    ["silu", image],
    ["mish", image],
    ["hardswish", image],
    ["hardsigmoid", image],
    ["relu6", image],
    ["prelu(per_channel=true)", image],
    ["channel_shuffle(2)", image],
    ["pixel_shuffle(2)", image],
    ["pixel_shuffle(2)", [2, 8, 5]],
    ["pixel_shuffle(2)", [1, 8, 2, 3, 2]],
    ["pixel_unshuffle(2)", image],
    ["pixel_unshuffle(2)", [2, 3, 4]],
    ["roll([-1, 2], axis=[2, 3])", image],
    ["roll(1, axis=0)", image],
    ['pad([1, 2, 2, 0], mode="circular")', image],
    ["shift(segments=2)", image],
    ['shift(fraction=0.25, mode="online", segments=2)', image],
    ["flatten", image],
    ["flatten(from=2)", image],
    ["resize(scale=1.5)", image],
    ['resize(size=[5, 7], mode="linear")', image],
  ])("%s of %j", async (call, shape) => {
    const model = exportText(`net n {\ninput x: f32[${shape.join(", ")}]\ny = x -> op: ${call}\noutput y\n}`, {
      opset,
    });
    if (isRefusal(model)) throw new Error(model.message);
    expect(await callsOf(model, { x: counting(shape, 0.2) }, opset)).toEqual([call]);
  });

  it.each(["channel_shuffle(2)", "groupnorm(2)", "shift(segments=2)", "pixel_shuffle(2)", "layernorm"])(
    "%s of positions that are only counted while it runs",
    async (call) => {
      const body = `dim H = 3\ninput x: f32[4, 8, H, 4]\ny = x -> op: ${call}\noutput y`;
      const model = exportText(`net n {\n${body}\n}`, { opset });
      if (isRefusal(model)) throw new Error(model.message);
      expect(await callsOf(model, { x: counting([4, 8, 6, 4], 0.2) }, opset)).toEqual([call]);
    },
  );

  it("stack", async () => {
    const model = exportText("net n {\ninput x: f32[2, 3]\ny = stack(x, x -> relu, axis=1)\noutput y\n}", { opset });
    if (isRefusal(model)) throw new Error(model.message);
    expect(await callsOf(model, { x: counting([2, 3]) }, opset)).toContain("stack(x, active, axis=1)");
  });
});
