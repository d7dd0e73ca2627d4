import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { ints } from "../attributes.ts";
import { slice } from "./slice.ts";

const x = value("f32", [2, 8]);
const list = (...numbers: readonly number[]) => stored("i64", [numbers.length], numbers);

it("is one node", () => {
  expect(written("input x: f32[2, 8]\noutput y = x -> slice(-3, axis=1)")).toEqual(["Slice"]);
});

it("is read; an end behind the last entry is none", () => {
  const read = raised(slice, "Slice", [x, list(1), list(2 ** 31), list(1), list(2)]);
  expect(read?.arguments).toEqual({
    start: intValue(1),
    end: undefined,
    axis: intValue(1),
    step: intValue(2),
  });
  const older = { starts: ints([0]), ends: ints([-1]), axes: ints([1]) };
  expect(raised(slice, "Slice", [x], older, { opset: 9 })?.arguments?.end).toEqual(intValue(-1));
});

it("is not several axes, steps back, or bounds that are worked out", () => {
  expect(raised(slice, "Slice", [x, list(0, 0), list(1, 1)])).toBeUndefined();
  expect(raised(slice, "Slice", [x, list(-1), list(-9), list(1), list(-1)])).toBeUndefined();
  expect(raised(slice, "Slice", [x, value("i64", [1]), list(1)])).toBeUndefined();
});
