import { expect, test } from "vitest";
import { answer, summary } from "./testing.ts";

test("a weight of its own, that takes no memory for activations", () => {
  expect(summary("param", [], { shape: [1, 1, 768] })).toEqual({
    outputs: ["f32[1, 1, 768]"],
    macs: 0,
    arithmetic: 0,
    weights: { "": [1, 1, 768] },
  });
  expect(answer("param", [], { shape: [2] }).weights?.[0]?.role).toBe("learned");
});
