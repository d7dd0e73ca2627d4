import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test.each(["argmax", "argmin"])("%s gives indices", (name) => {
  expect(summary(name, [f32(1, 21, 65, 65)], { axis: 1 })).toMatchObject({
    outputs: ["i64[1, 65, 65]"],
    arithmetic: 65 * 65 * 20,
  });
  expect(summary(name, [f32(1, 10)], { keepdims: true }).outputs).toEqual(["i64[1, 1]"]);
});
