import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("exact or by tanh", () => {
  expect(summary("gelu", [f32(1, 10)])).toMatchObject({ outputs: ["f32[1, 10]"], arithmetic: 50 });
  expect(summary("gelu", [f32(1, 10)], { approximate: "tanh" }).arithmetic).toBe(90);
  expect(refusal("gelu", [f32(1, 10)], { approximate: "erf" })).toMatchObject({ parameter: "approximate" });
});
