import { expect, test } from "vitest";
import { answer, f32, refusal, summary } from "./testing.ts";

test("everything behind the batch, or from an axis on", () => {
  expect(summary("flatten", [f32(1, 64, 7, 7)])).toEqual({
    outputs: ["f32[1, 3136]"],
    macs: 0,
    arithmetic: 0,
    weights: {},
  });
  expect(summary("flatten", [f32("N", 64, 7, 7)], { from: 2 }).outputs).toEqual(["f32[N, 64, 49]"]);
  expect(refusal("flatten", [f32(1, 2)], { from: 3 })).toMatchObject({ code: "no-such-axis", parameter: "from" });
});

test("a channel becomes a run of features", () => {
  const channels = answer("flatten", [f32(1, 64, 7, 7)])
    .axes?.()
    .find(({ size }) => size === 64);
  expect(channels?.members).toEqual([
    { kind: "input", index: 0, axis: 1 },
    { kind: "output", index: 0, axis: 1, outer: 1, inner: 49 },
  ]);
});
