import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("values and their indices", () => {
  expect(summary("topk", [f32(1, 1000)], { k: 5 })).toMatchObject({
    outputs: ["f32[1, 5]", "i64[1, 5]"],
    arithmetic: 1000,
  });
  expect(refusal("topk", [f32(1, 4)], { k: 5 })).toMatchObject({ code: "out-of-range", parameter: "k" });
});
