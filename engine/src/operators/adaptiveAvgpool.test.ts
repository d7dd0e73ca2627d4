import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test("windows that divide the data cover each element once", () => {
  expect(summary("adaptive_avgpool", [f32(1, 8, 12, 12)], { size: [6, 4] })).toMatchObject({
    outputs: ["f32[1, 8, 6, 4]"],
    arithmetic: 8 * 12 * 12,
  });
});

test("windows that do not divide it overlap", () => {
  // 5 into 3: elements 0–1, 1–3, 3–4, so 2 + 3 + 2 = 7 of them.
  expect(summary("adaptive_avgpool", [f32(1, 8, 5)], { size: 3 })).toMatchObject({
    outputs: ["f32[1, 8, 3]"],
    arithmetic: 8 * 7,
  });
  // More windows than elements: 2 into 3 is 0, 0–1, 1.
  expect(summary("adaptive_avgpool", [f32(1, 1, 2)], { size: 3 }).arithmetic).toBe(4);
});

test("symbolic extents", () => {
  expect(summary("adaptive_avgpool", [f32(1, 8, "L")], { size: 1 })).toMatchObject({
    outputs: ["f32[1, 8, 1]"],
    arithmetic: "8*L",
  });
  expect(summary("adaptive_avgpool", [f32(1, 8, "L")], { size: 3 }).arithmetic).toBe("?");
});
