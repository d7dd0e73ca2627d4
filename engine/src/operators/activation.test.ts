import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test.each([
  ["relu", 1],
  ["relu6", 2],
  ["leaky_relu", 2],
  ["elu", 4],
  ["selu", 5],
  ["silu", 5],
  ["mish", 5],
  ["softplus", 3],
  ["sigmoid", 4],
  ["tanh", 1],
  ["hardswish", 5],
  ["hardsigmoid", 4],
] as const)("%s keeps the shape and spends %i per element", (name, operations) => {
  expect(summary(name, [f32(2, "C", 3)])).toEqual({
    outputs: ["f32[2, C, 3]"],
    macs: 0,
    arithmetic: `${operations * 6}*C`,
    weights: {},
  });
});

test("parameters", () => {
  expect(summary("leaky_relu", [f32(2)], { slope: 0.2 }).outputs).toEqual(["f32[2]"]);
  expect(summary("elu", [f32(2)], { alpha: 2 }).outputs).toEqual(["f32[2]"]);
});
