import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

const output = (values: Parameters<typeof summary>[2]) => summary("pad", [f32(1, 3, 8, "W")], values).outputs[0];

test("begins and ends, of the spatial dims or of all axes", () => {
  expect(output({ pads: [0, 0, 1, 2] })).toBe("f32[1, 3, 9, W + 2]");
  expect(output({ pads: [0, 1, 0, 0, 0, 0, 0, 0] })).toBe("f32[1, 4, 8, W]");
  expect(output({ pads: [-1, 0, -1, 0] })).toBe("f32[1, 3, 6, W]");
});

test("refusals", () => {
  const refused = (values: Parameters<typeof refusal>[2]) => refusal("pad", [f32(1, 3, 8, 8)], values);
  expect(refused({ pads: [1, 1] })).toMatchObject({ code: "wrong-length", parameter: "pads" });
  expect(refused({ pads: [-4, 0, -4, 0] }).code).toBe("empty-data");
  expect(refused({ pads: [8, 0, 0, 0], mode: "reflect" }).code).toBe("padding-too-large");
  expect(refused({ pads: [9, 0, 0, 0], mode: "circular" }).code).toBe("padding-too-large");
  expect(summary("pad", [f32(1, 3, 8, 8)], { pads: [9, 0, 0, 0], mode: "replicate" }).outputs).toEqual([
    "f32[1, 3, 17, 8]",
  ]);
});
