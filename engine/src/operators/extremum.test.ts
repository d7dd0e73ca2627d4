import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test.each(["min", "max"])("%s takes any number of operands, one comparison less", (name) => {
  expect(summary(name, [f32(2, 3), f32(), f32(3)])).toMatchObject({ outputs: ["f32[2, 3]"], arithmetic: 2 * 6 });
});
