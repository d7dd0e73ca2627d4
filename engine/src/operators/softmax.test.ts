import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test.each(["softmax", "log_softmax"])("%s spends five operations per element", (name) => {
  expect(summary(name, [f32(1, 1000)])).toEqual({ outputs: ["f32[1, 1000]"], macs: 0, arithmetic: 5000, weights: {} });
  expect(refusal(name, [f32(1, 10)], { axis: 2 })).toMatchObject({ code: "no-such-axis", parameter: "axis" });
});
