import { expect, test } from "vitest";
import { isRefusal } from "../base/report.ts";
import {
  dim,
  dims,
  extents,
  flag,
  float,
  int,
  ints,
  numbers,
  optional,
  type Parameter,
  padding,
  word,
} from "./parameter.ts";
import { dimOf, fromPlain, type Plain } from "./testing.ts";

/** What a parameter makes of a value; of a refusal its code. */
function read<T>(parameter: Parameter<T>, plain: Plain): T | string {
  const result = parameter.read(fromPlain(plain), "n");
  return isRefusal(result) ? result.code : result;
}

test("dims may be symbolic, plain ints not", () => {
  expect(read(dim("d"), dimOf("S"))).toEqual(dimOf("S"));
  expect(read(int("d"), dimOf("S"))).toBe("symbolic-argument");
  expect(read(int("d"), dimOf("?"))).toBe("symbolic-argument");
});

test("ints are whole, and within their bounds", () => {
  expect(read(int("d"), 4)).toBe(4);
  expect(read(int("d"), 3.5)).toBe("not-whole");
  expect(read(int("d", { min: 1 }), 0)).toBe("out-of-range");
  expect(read(int("d", { max: 4 }), 5)).toBe("out-of-range");
  expect(read(dim("d"), 0)).toBe("out-of-range");
});

test("one or several", () => {
  expect(read(extents("d"), 3)).toBe(3);
  expect(read(extents("d"), [3, 5])).toEqual([3, 5]);
  expect(read(extents("d"), [3, 0])).toBe("out-of-range");
  expect(read(ints("d"), -1)).toEqual([-1]);
  expect(read(dims("d"), [1, dimOf("S")])).toEqual([1, dimOf("S")]);
  expect(read(dims("d"), 4)).toBe("bad-argument");
});

test("padding knows two words", () => {
  expect(read(padding("d"), "same")).toBe("same");
  expect(read(padding("d"), "full")).toBe("bad-argument");
  expect(read(padding("d"), [1, 0])).toEqual([1, 0]);
});

test("numbers keep the shape of their lists", () => {
  expect(
    read(numbers("d"), [
      [1, 2],
      [3, 4.5],
    ]),
  ).toEqual({ shape: [2, 2], values: [1, 2, 3, 4.5] });
  expect(read(numbers("d"), 7)).toEqual({ shape: [], values: [7] });
  expect(read(numbers("d"), true)).toEqual({ shape: [], values: [1] });
  expect(read(numbers("d"), [[1], 2])).toBe("ragged-list");
});

test("floats, flags, words, and what may be left out", () => {
  expect(read(float("d"), 3)).toBe(3);
  expect(read(float("d", { max: 1 }), 2)).toBe("out-of-range");
  expect(read(flag("d"), 1)).toBe("bad-argument");
  expect(read(word("d", ["a", "b"]), "b")).toBe("b");
  expect(read(word("d", ["a", "b"]), "c")).toBe("bad-argument");
  expect(read(optional(int("d")), null)).toBeUndefined();
});
