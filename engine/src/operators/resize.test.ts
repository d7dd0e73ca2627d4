import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

const output = (extent: number | string, values: Parameters<typeof summary>[2]) =>
  summary("resize", [f32(1, 8, extent)], values).outputs[0];

test("by a factor, rounded down, or to a size", () => {
  expect(summary("resize", [f32(1, 64, 28, 28)], { scale: 2 }).outputs).toEqual(["f32[1, 64, 56, 56]"]);
  expect(summary("resize", [f32(1, 64, 28, 28)], { scale: [2, 0.5] }).outputs).toEqual(["f32[1, 64, 56, 14]"]);
  expect(summary("resize", [f32(1, 64, 28, 28)], { size: 7 }).outputs).toEqual(["f32[1, 64, 7, 7]"]);
  expect(output(7, { scale: 0.5 })).toBe("f32[1, 8, 3]");
  expect(output("L", { scale: 2 })).toBe("f32[1, 8, 2*L]");
  expect(output("L", { scale: 0.5 })).toBe("f32[1, 8, L//2]");
  expect(output("L", { scale: 0.3 })).toBe("f32[1, 8, ?]");
});

test("linear weighs two elements per spatial dim, cubic four", () => {
  const arithmetic = (mode: string) => summary("resize", [f32(1, 2, 4, 4)], { scale: 2, mode }).arithmetic;
  expect(arithmetic("nearest")).toBe(0);
  expect(arithmetic("linear")).toBe(2 * 64 * (4 + 3));
  expect(arithmetic("cubic")).toBe(2 * 64 * (16 + 15));
});

test("refusals", () => {
  expect(refusal("resize", [f32(1, 8, 4)]).code).toBe("one-of");
  expect(refusal("resize", [f32(1, 8, 4)], { scale: 2, size: 8 }).code).toBe("one-of");
  expect(refusal("resize", [f32(1, 8, 4)], { scale: 0.1 })).toMatchObject({ code: "out-of-range", parameter: "scale" });
  expect(refusal("resize", [f32(1, 8, 4)], { scale: -2 })).toMatchObject({ code: "out-of-range", parameter: "scale" });
  expect(refusal("resize", [f32(1, 8, 4, 4)], { size: [1, 2, 3] })).toMatchObject({
    code: "wrong-length",
    parameter: "size",
  });
});
