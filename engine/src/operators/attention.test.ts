import { expect, test } from "vitest";
import { amountOf } from "./operator.ts";
import { answer, f32, i64, refusal, summary } from "./testing.ts";

test("self-attention of a vision transformer", () => {
  const { outputs, macs, arithmetic, weights } = summary("attention", [f32(1, 197, 768)], { heads: 12 });
  expect(outputs).toEqual(["f32[1, 197, 768]"]);
  // Four projections of 768 × 768; scores and weighted sums of 12 heads of 64 features.
  expect(macs).toBe(4 * 197 * 768 * 768 + 2 * 12 * 197 * 197 * 64);
  // Biases of all four projections; scale and softmax of every score.
  expect(arithmetic).toBe(4 * 197 * 768 + 6 * 12 * 197 * 197);
  expect(weights).toEqual({
    in_proj_weight: [2304, 768],
    in_proj_bias: [2304],
    "out_proj.weight": [768, 768],
    "out_proj.bias": [768],
  });
});

test("ViT-B/16 at 224 comes to 17.564 G", () => {
  const patches = amountOf(answer("conv", [f32(1, 3, 224, 224)], { out: 768, kernel: 16, stride: 16 }).macs ?? []);
  const attention = amountOf(answer("attention", [f32(1, 197, 768)], { heads: 12 }).macs ?? []);
  const wide = amountOf(answer("linear", [f32(1, 197, 768)], { out: 3072 }).macs ?? []);
  const narrow = amountOf(answer("linear", [f32(1, 197, 3072)], { out: 768 }).macs ?? []);
  const head = amountOf(answer("linear", [f32(1, 768)], { out: 1000 }).macs ?? []);
  // What torchvision gives for vit_b_16, in billions: 17.564.
  const total = [patches, head, ...Array.from({ length: 12 }, () => [attention, wide, narrow]).flat()];
  expect((total.reduce<number>((sum, macs) => sum + Number(macs), 0) / 1e9).toFixed(3)).toBe("17.564");
});

test("a symbolic length gives the cost as a formula", () => {
  // 4·S·64·64 for the projections, 2·4·S·S·16 for the products.
  expect(summary("attention", [f32(1, "S", 64)], { heads: 4 }).macs).toBe("128*S**2 + 16384*S");
});

test("cross-attention reads keys and values from a memory", () => {
  const { macs, weights } = summary("attention", [f32(1, 10, 64)], { heads: 4, memory: f32(1, 50, 96), bias: false });
  expect(weights).toEqual({
    q_proj_weight: [64, 64],
    k_proj_weight: [64, 96],
    v_proj_weight: [64, 96],
    "out_proj.weight": [64, 64],
  });
  expect(macs).toBe(2 * 10 * 64 * 64 + 2 * 50 * 96 * 64 + 2 * 4 * 10 * 50 * 16);
  // With equally many features the three projections are one matrix.
  expect(summary("attention", [f32(1, 10, 64)], { heads: 4, memory: f32(1, 50, 64) }).weights).toHaveProperty(
    "in_proj_weight",
  );
});

test("fewer key heads, and heads of a stated size", () => {
  const { macs, weights } = summary("attention", [f32(1, 10, 64)], {
    heads: 8,
    kv_heads: 2,
    head_dim: 16,
    bias: false,
  });
  expect(weights).toEqual({ in_proj_weight: [(8 + 2 + 2) * 16, 64], "out_proj.weight": [64, 128] });
  expect(macs).toBe(10 * 64 * 128 + 10 * 64 * 64 + 2 * 8 * 10 * 10 * 16 + 10 * 128 * 64);
});

test("a cache of the past adds keys and gives a second result", () => {
  const past = f32(2, 1, 2, 7, 16);
  const { outputs, macs } = summary("attention", [f32(1, 1, 64)], { heads: 4, kv_heads: 2, past });
  expect(outputs).toEqual(["f32[1, 1, 64]", "f32[2, 1, 2, 8, 16]"]);
  expect(macs).toBe(64 * 64 + 64 * 64 + 2 * 4 * 8 * 16 + 64 * 64);
});

test("rope and a mask add arithmetic only", () => {
  const arithmetic = (values: Parameters<typeof summary>[2]) =>
    summary("attention", [f32(1, 10, 64)], { heads: 4, bias: false, ...values }).arithmetic;
  expect(arithmetic({})).toBe(6 * 400);
  expect(arithmetic({ mask: f32(10, 10) })).toBe(7 * 400);
  expect(arithmetic({ rope: 10000 })).toBe(6 * 400 + 3 * 2 * 640);
});

test("the head size is stated for calls that shrink", () => {
  expect(answer("attention", [f32(1, 10, 64)], { heads: 4 }).implied).toEqual({
    head_dim: { kind: "number", value: 16, isFloat: false },
  });
});

test("refusals", () => {
  const refused = (values: Parameters<typeof refusal>[2]) =>
    refusal("attention", [f32(1, 10, 64)], { heads: 4, ...values });
  expect(refused({ heads: 5 })).toMatchObject({ code: "heads-do-not-divide", parameter: "heads" });
  expect(refused({ kv_heads: 3 })).toMatchObject({ code: "heads-do-not-divide", parameter: "kv_heads" });
  expect(refused({ memory: f32(2, 10, 64) })).toMatchObject({ code: "shapes-do-not-fit", parameter: "memory" });
  expect(refused({ memory: f32(64) })).toMatchObject({ code: "shapes-do-not-fit", parameter: "memory" });
  expect(refused({ mask: f32(10, 11) }).message).toContain("at axis 3 they are 10 and 11");
  expect(refused({ past: f32(2, 1, 4, 7, 8) })).toMatchObject({ code: "shapes-do-not-fit", parameter: "past" });
  expect(refused({ head_dim: 15, rope: 10000 })).toMatchObject({ code: "odd-head", parameter: "rope" });
  expect(refusal("attention", [i64(64)], { heads: 4 }).code).toBe("wrong-rank");
});
