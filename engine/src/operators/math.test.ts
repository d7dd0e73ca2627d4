import { expect, test } from "vitest";
import { f32, i64, summary } from "./testing.ts";

test.each(["neg", "abs", "sign", "floor", "ceil", "round", "exp", "log", "sqrt", "reciprocal", "erf", "sin", "cos"])(
  "%s spends one operation per element",
  (name) => {
    expect(summary(name, [f32(2, 3)])).toEqual({ outputs: ["f32[2, 3]"], macs: 0, arithmetic: 6, weights: {} });
  },
);

test("integers keep their type", () => {
  expect(summary("neg", [i64(2)]).outputs).toEqual(["i64[2]"]);
});
