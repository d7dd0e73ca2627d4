import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("lstm: four gates over features and state", () => {
  expect(summary("lstm", [f32(1, 100, 40)], { hidden: 128 })).toEqual({
    outputs: ["f32[1, 100, 128]", "f32[1, 1, 128]", "f32[1, 1, 128]"],
    macs: 100 * 4 * 128 * (40 + 128),
    arithmetic: 100 * 128 * 26,
    weights: { weight_ih_l0: [512, 40], weight_hh_l0: [512, 128], bias_ih_l0: [512], bias_hh_l0: [512] },
  });
});

test("gru: three gates; rnn: one", () => {
  expect(summary("gru", [f32(1, 100, 40)], { hidden: 128 })).toMatchObject({
    outputs: ["f32[1, 100, 128]", "f32[1, 1, 128]"],
    macs: 100 * 3 * 128 * (40 + 128),
    arithmetic: 100 * 128 * 20,
  });
  expect(summary("rnn", [f32(1, 100, 40)], { hidden: 128 })).toMatchObject({
    macs: 100 * 128 * (40 + 128),
    arithmetic: 100 * 128 * 3,
  });
});

test("layers read the results of the one before, from both directions", () => {
  const { outputs, macs, weights } = summary("lstm", [f32(2, 10, 40)], {
    hidden: 8,
    layers: 2,
    bidirectional: true,
    bias: false,
  });
  expect(outputs).toEqual(["f32[2, 10, 16]", "f32[4, 2, 8]", "f32[4, 2, 8]"]);
  expect(macs).toBe(20 * 2 * 32 * (40 + 8) + 20 * 2 * 32 * (16 + 8));
  expect(weights).toEqual({
    weight_ih_l0: [32, 40],
    weight_hh_l0: [32, 8],
    weight_ih_l0_reverse: [32, 40],
    weight_hh_l0_reverse: [32, 8],
    weight_ih_l1: [32, 16],
    weight_hh_l1: [32, 8],
    weight_ih_l1_reverse: [32, 16],
    weight_hh_l1_reverse: [32, 8],
  });
});

test("first states must have the shape of the last ones", () => {
  expect(summary("gru", [f32(1, 1, 40)], { hidden: 8, h: f32(1, 1, 8) }).outputs).toEqual([
    "f32[1, 1, 8]",
    "f32[1, 1, 8]",
  ]);
  expect(refusal("gru", [f32(1, 1, 40)], { hidden: 8, h: f32(1, 8) })).toMatchObject({
    code: "shapes-do-not-fit",
    parameter: "h",
  });
  expect(refusal("lstm", [f32(1, 1, 40)], { hidden: 8, c: f32(1, 1, 9) })).toMatchObject({ parameter: "c" });
  expect(refusal("rnn", [f32(1, 40)], { hidden: 8 }).code).toBe("wrong-rank");
});

test("symbolic lengths", () => {
  expect(summary("gru", [f32(1, "S", 2)], { hidden: 3 }).macs).toBe("45*S"); // 9 · (2 + 3)
});
