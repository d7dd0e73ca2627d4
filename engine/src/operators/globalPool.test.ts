import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("the mean of all positions: one operation per element", () => {
  expect(summary("global_avgpool", [f32(1, 512, 7, 7)])).toEqual({
    outputs: ["f32[1, 512, 1, 1]"],
    macs: 0,
    arithmetic: 512 * 49,
    weights: {},
  });
});

test("the greatest: one comparison less per channel", () => {
  expect(summary("global_maxpool", [f32(1, 512, 7, 7)]).arithmetic).toBe(512 * 48);
  expect(summary("global_maxpool", [f32(1, 4, "L")])).toMatchObject({
    outputs: ["f32[1, 4, 1]"],
    arithmetic: "4*L - 4",
  });
});

test("there must be positions", () => {
  expect(refusal("global_avgpool", [f32(1, 512)]).code).toBe("wrong-rank");
});
