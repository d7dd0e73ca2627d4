import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("axes vanish or stay with extent 1", () => {
  expect(summary("mean", [f32(1, 197, 768)], { axis: 1 }).outputs).toEqual(["f32[1, 768]"]);
  expect(summary("mean", [f32(1, 197, 768)], { axis: [1, -1], keepdims: true }).outputs).toEqual(["f32[1, 1, 1]"]);
  expect(summary("mean", [f32(1, 197, 768)]).outputs).toEqual(["f32[]"]);
});

test.each([
  ["mean", 4], // 3 additions, a division
  ["sum", 3],
  ["reduce_max", 3],
  ["reduce_min", 3],
  ["reduce_prod", 3],
  ["reduce_l1", 7], // 4 absolute values, 3 additions
  ["reduce_l2", 8], // 4 squares, 3 additions, a root
  ["reduce_logsumexp", 8], // 4 exponentials, 3 additions, a logarithm
] as const)("%s of four elements spends %i operations", (name, operations) => {
  expect(summary(name, [f32(5, 4)], { axis: 1 })).toEqual({
    outputs: ["f32[5]"],
    macs: 0,
    arithmetic: 5 * operations,
    weights: {},
  });
});

test("symbolic extents", () => {
  expect(summary("sum", [f32("N", "S")], { axis: 1 })).toMatchObject({ outputs: ["f32[N]"], arithmetic: "N*S - N" });
});

test("axes that are not there, or twice", () => {
  expect(refusal("mean", [f32(2, 3)], { axis: 2 })).toMatchObject({ code: "no-such-axis", parameter: "axis" });
  expect(refusal("mean", [f32(2, 3)], { axis: [1, -1] })).toMatchObject({ code: "axis-twice", parameter: "axis" });
});
