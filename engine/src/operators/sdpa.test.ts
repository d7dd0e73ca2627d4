import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("two products and a softmax", () => {
  const x = f32(1, 128, 256);
  expect(summary("sdpa", [x, x, x], { heads: 4 })).toEqual({
    outputs: ["f32[1, 128, 256]"],
    macs: 2 * 4 * 128 * 128 * 64,
    arithmetic: 6 * 4 * 128 * 128,
    weights: {},
  });
});

test("the same with the heads on an axis of their own", () => {
  const x = f32(1, 4, 128, 64);
  expect(summary("sdpa", [x, x, x])).toMatchObject({ outputs: ["f32[1, 4, 128, 64]"], macs: 2 * 4 * 128 * 128 * 64 });
});

test("fewer key heads, and values of another size", () => {
  // 4 query heads of 8; 2 key heads of 8; 2 value heads of 5.
  expect(summary("sdpa", [f32(1, 10, 32), f32(1, 7, 16), f32(1, 7, 10)], { heads: 4 })).toMatchObject({
    outputs: ["f32[1, 10, 20]"],
    macs: 4 * 10 * 7 * (8 + 5),
  });
});

test("refusals", () => {
  expect(refusal("sdpa", [f32(1, 10, 32), f32(1, 7, 32), f32(1, 8, 32)]).message).toContain("7 and 8 places");
  expect(refusal("sdpa", [f32(1, 10, 32), f32(2, 7, 32), f32(2, 7, 32)]).code).toBe("shapes-do-not-fit");
  expect(refusal("sdpa", [f32(1, 10, 32), f32(1, 7, 32), f32(1, 7, 32)], { heads: 3 }).code).toBe(
    "heads-do-not-divide",
  );
  expect(refusal("sdpa", [f32(1, 10, 32), f32(1, 7, 24), f32(1, 7, 24)], { heads: 4 }).code).toBe(
    "heads-do-not-divide",
  );
  expect(refusal("sdpa", [f32(1, 10, 32), f32(1, 7, 32), f32(1, 7, 32)], { mask: f32(7, 10) })).toMatchObject({
    parameter: "mask",
  });
});
