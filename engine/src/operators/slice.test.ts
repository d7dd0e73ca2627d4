import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

const output = (extent: number | string, values: Parameters<typeof summary>[2]) =>
  summary("slice", [f32(1, extent)], { axis: 1, ...values }).outputs[0];

test("bounds from the front, from the end, and cut back to the data", () => {
  expect(output(64, { start: 0, end: 32 })).toBe("f32[1, 32]");
  expect(output(64, { start: 60 })).toBe("f32[1, 4]");
  expect(output(64, { start: -8, end: -2 })).toBe("f32[1, 6]");
  expect(output(64, { start: 60, end: 1000 })).toBe("f32[1, 4]");
  expect(output(64, { start: -1000, end: 2 })).toBe("f32[1, 2]");
});

test("steps round up", () => {
  expect(output(7, { start: 0, step: 2 })).toBe("f32[1, 4]");
});

test("symbolic and unknown extents", () => {
  expect(output("S", { start: 1 })).toBe("f32[1, S - 1]");
  expect(output("S", { start: -1 })).toBe("f32[1, 1]");
  expect(output("?", { start: 0, end: 4 })).toBe("f32[1, ?]");
});

test("an empty slice", () => {
  expect(refusal("slice", [f32(1, 8)], { start: 4, end: 4, axis: 1 })).toMatchObject({
    code: "empty-slice",
    parameter: "end",
  });
  expect(refusal("slice", [f32(1, 8)], { start: 9, axis: 1 }).code).toBe("empty-slice");
});
