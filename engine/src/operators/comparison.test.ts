import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test.each(["equal", "not_equal", "less", "less_or_equal", "greater", "greater_or_equal"])("%s gives bool", (name) => {
  expect(summary(name, [f32(2, 3), f32(3)])).toEqual({ outputs: ["bool[2, 3]"], macs: 0, arithmetic: 6, weights: {} });
  expect(refusal(name, [f32(2), f32(3)]).code).toBe("shapes-do-not-fit");
});
