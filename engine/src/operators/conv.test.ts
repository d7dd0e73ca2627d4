import { expect, test } from "vitest";
import { answer, f32, refusal, summary } from "./testing.ts";

test("the first layer of a residual net", () => {
  // (224 + 2·3 − 7)//2 + 1 = 112; 64·112·112 outputs × 3 channels × 49 taps; a bias for every output.
  expect(summary("conv", [f32(1, 3, 224, 224)], { out: 64, kernel: 7, stride: 2 })).toEqual({
    outputs: ["f32[1, 64, 112, 112]"],
    macs: 64 * 112 * 112 * 3 * 49,
    arithmetic: 64 * 112 * 112,
    weights: { weight: [64, 3, 7, 7], bias: [64] },
  });
});

test("groups see only their share of the input channels", () => {
  const { macs, weights } = summary("conv", [f32(1, 128, 28, 28)], { out: 256, kernel: 3, groups: 32, bias: false });
  expect(macs).toBe(256 * 28 * 28 * (128 / 32) * 9);
  expect(weights).toEqual({ weight: [256, 4, 3, 3] });
});

test("one and three spatial dims", () => {
  expect(summary("conv", [f32(1, 40, 100)], { out: 8, kernel: 5 }).outputs).toEqual(["f32[1, 8, 100]"]);
  expect(summary("conv", [f32(1, 3, 8, 16, 16)], { out: 8, kernel: [1, 3, 3], stride: [1, 2, 2] }).outputs).toEqual([
    "f32[1, 8, 8, 8, 8]",
  ]);
});

test("padding: nothing where the stride is the kernel, stated, same, and valid", () => {
  const output = (values: Parameters<typeof summary>[2]) =>
    summary("conv", [f32(1, 3, 224, 224)], { out: 8, ...values }).outputs[0];
  expect(output({ kernel: 16, stride: 16 })).toBe("f32[1, 8, 14, 14]");
  expect(output({ kernel: 4, stride: 2, pad: 1 })).toBe("f32[1, 8, 112, 112]");
  expect(output({ kernel: 4, stride: 2, pad: "same" })).toBe("f32[1, 8, 112, 112]");
  expect(output({ kernel: 3, pad: "valid" })).toBe("f32[1, 8, 222, 222]");
  // 224 + 0 + 1 − 3 = 222, halved and one more; the width gets 224 − 3 = 221.
  expect(output({ kernel: 3, stride: 2, pad: [0, 0, 1, 0] })).toBe("f32[1, 8, 112, 111]");
  // Reach 2·2 + 1 = 5, so two zeros on either side by default.
  expect(output({ kernel: 3, dilation: 2 })).toBe("f32[1, 8, 224, 224]");
});

test("symbolic and unknown extents stay so", () => {
  expect(summary("conv", [f32("N", 3, "H", 64)], { out: 8, kernel: 3, stride: 2 }).outputs).toEqual([
    "f32[N, 8, (H + 1)//2, 32]",
  ]);
  expect(summary("conv", [f32(1, "?", 8, 8)], { out: 8, kernel: 3, groups: 2 })).toMatchObject({
    outputs: ["f32[1, 8, 8, 8]"],
    macs: "?",
  });
});

test("a depthwise call prunes its channels together and may work in place", () => {
  const call = answer("conv", [f32(1, 16, 8, 8)], { out: 32, kernel: 3, groups: 16 });
  expect(call.storage).toBe("fresh");
  const channels = call.axes?.()[1];
  expect(channels?.size).toBe(16);
  expect(channels?.members).toEqual([
    { kind: "input", index: 0, axis: 1, inner: 1 },
    { kind: "output", index: 0, axis: 1, inner: 2 },
    { kind: "weight", name: "weight", axis: 0, inner: 2 },
    { kind: "weight", name: "bias", axis: 0, inner: 2 },
    { kind: "parameter", name: "out", inner: 2 },
    { kind: "parameter", name: "groups", inner: 1 },
  ]);
  expect(answer("conv", [f32(1, 16, 8, 8)], { out: 16, kernel: 3, groups: 16 }).storage).toBe(
    "in-place-where-supported",
  );
});

test("refusals name the argument at fault", () => {
  const refused = (values: Parameters<typeof refusal>[2]) =>
    refusal("conv", [f32(1, 6, 8, 8)], { out: 8, kernel: 3, ...values });
  expect(refused({ groups: 4 })).toMatchObject({ code: "groups-do-not-divide", parameter: "groups" });
  expect(refused({ kernel: 99, pad: 0 })).toMatchObject({ code: "kernel-too-large", parameter: "kernel" });
  expect(refused({ kernel: 4 })).toMatchObject({ code: "even-kernel", parameter: "kernel" });
  expect(refused({ stride: [1, 2, 3] })).toMatchObject({ code: "wrong-length", parameter: "stride" });
  expect(refused({ out: 0 })).toMatchObject({ code: "out-of-range", parameter: "out" });
  expect(refusal("conv", [f32(1, 8)], { out: 8, kernel: 3 })).toMatchObject({ code: "wrong-rank" });
  expect(refusal("conv", [f32(1, 8, 8, 8)], { out: 8 })).toMatchObject({ code: "missing-argument" });
});
