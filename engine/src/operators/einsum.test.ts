import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("scores of attention", () => {
  expect(summary("einsum", [f32(1, 8, 128, 64), f32(1, 8, 96, 64)], { equation: "nhid,nhjd->nhij" })).toEqual({
    outputs: ["f32[1, 8, 128, 96]"],
    macs: 8 * 128 * 96 * 64,
    arithmetic: 0,
    weights: {},
  });
});

test("without an arrow, the letters that stand once in alphabetical order", () => {
  expect(summary("einsum", [f32(2, 3), f32(3, 4)], { equation: "ib,ba" }).outputs).toEqual(["f32[4, 2]"]);
});

test("three tensors are taken from left to right", () => {
  // ab·bc costs 2·3·4 and leaves ac; ac·cd costs 2·4·5.
  expect(summary("einsum", [f32(2, 3), f32(3, 4), f32(4, 5)], { equation: "ab,bc,cd->ad" }).macs).toBe(
    2 * 3 * 4 + 2 * 4 * 5,
  );
});

test("one tensor alone is only summed", () => {
  // Each of 2 results adds up 3·4 elements.
  expect(summary("einsum", [f32(2, 3, 4)], { equation: "abc -> a" })).toMatchObject({
    macs: 0,
    arithmetic: 2 * (3 * 4 - 1),
  });
  expect(summary("einsum", [f32(4, 4)], { equation: "ii->i" })).toMatchObject({ outputs: ["f32[4]"], arithmetic: 0 });
});

test("refusals say what does not fit", () => {
  const why = (equation: string) => refusal("einsum", [f32(2, 3), f32(3, 4)], { equation }).message;
  expect(why("ab,bc,cd->ad")).toContain("3 terms for 2 tensors");
  expect(why("abc,bc->ac")).toContain("`abc` has 3 letters");
  expect(why("ab,cb->ac")).toContain("extents of `b` are 3 and 4");
  expect(why("ab,bc->ad")).toContain("`d`");
  expect(why("...b,bc->c")).toContain("axes open");
  expect(why("a1,bc->c")).toContain("`1`");
  expect(why("ab,bc->a->c")).toContain("two arrows");
});
