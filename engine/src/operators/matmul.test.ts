import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("outputs times the inner extent, and nothing else", () => {
  expect(summary("matmul", [f32(1, 8, 128, 64), f32(1, 8, 64, 96)])).toEqual({
    outputs: ["f32[1, 8, 128, 96]"],
    macs: 8 * 128 * 96 * 64,
    arithmetic: 0,
    weights: {},
  });
});

test("leading axes broadcast", () => {
  expect(summary("matmul", [f32(8, 4, 5), f32(5, 6)]).outputs).toEqual(["f32[8, 4, 6]"]);
  expect(summary("matmul", [f32(2, 1, 4, 5), f32(3, 5, 6)]).outputs).toEqual(["f32[2, 3, 4, 6]"]);
});

test("symbols must be the same symbol", () => {
  expect(summary("matmul", [f32(1, "S", 64), f32(1, 64, "S")])).toMatchObject({
    outputs: ["f32[1, S, S]"],
    macs: "64*S**2",
  });
  expect(refusal("matmul", [f32(1, 4, "S"), f32(1, "T", 4)]).message).toContain("not known to be equal");
  expect(refusal("matmul", [f32(1, 4, 5), f32(1, 6, 4)])).toMatchObject({ code: "shapes-do-not-fit" });
  expect(summary("matmul", [f32(1, 4, "?"), f32(1, 6, 4)]).outputs).toEqual(["f32[1, 4, 4]"]);
});

test("vectors are refused", () => {
  expect(refusal("matmul", [f32(4), f32(4, 5)]).code).toBe("wrong-rank");
});
