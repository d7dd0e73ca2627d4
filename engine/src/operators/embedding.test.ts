import { expect, test } from "vitest";
import { i64, summary } from "./testing.ts";

test("rows of a table, as f32", () => {
  expect(summary("embedding", [i64(1, "S")], { count: 30522, features: 768 })).toEqual({
    outputs: ["f32[1, S, 768]"],
    macs: 0,
    arithmetic: 0,
    weights: { weight: [30522, 768] },
  });
});
