import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("space from channels", () => {
  expect(summary("pixel_shuffle", [f32(1, 48, 64, 64)], { r: 4 }).outputs).toEqual(["f32[1, 3, 256, 256]"]);
  expect(summary("pixel_shuffle", [f32(1, 6, "L")], { r: 2 }).outputs).toEqual(["f32[1, 3, 2*L]"]);
  expect(refusal("pixel_shuffle", [f32(1, 6, 4, 4)], { r: 2 })).toMatchObject({
    code: "channels-do-not-divide",
    parameter: "r",
  });
});

test("channels from space", () => {
  expect(summary("pixel_unshuffle", [f32(1, 3, 256, 256)], { r: 4 }).outputs).toEqual(["f32[1, 48, 64, 64]"]);
  expect(refusal("pixel_unshuffle", [f32(1, 3, 7, 8)], { r: 2 })).toMatchObject({
    code: "extent-does-not-divide",
    parameter: "r",
  });
});
