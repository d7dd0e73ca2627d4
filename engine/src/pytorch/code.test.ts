import { describe, expect, test } from "vitest";
import { call, extents, float, hole, holesOf, literal, named, py, raw, render, skeletonOf, textOf } from "./code.ts";

describe("literals", () => {
  test("are Python's", () => {
    expect([true, false, null, 'a"b', 3, 0.5, 1e-5].map(literal)).toEqual([
      "True",
      "False",
      "None",
      '"a\\"b"',
      "3",
      "0.5",
      "0.00001",
    ]);
    expect(literal(Number.NEGATIVE_INFINITY)).toBe('float("-inf")');
    expect(literal(float(2))).toBe("2.0");
    expect(literal(float(1e25))).toBe("1e+25");
    expect(literal(raw("torch.float16"))).toBe("torch.float16");
  });

  test("of lists are tuples, and equal extents are one number", () => {
    expect(literal([1, 2])).toBe("(1, 2)");
    expect(literal([1])).toBe("(1,)");
    expect(literal([])).toBe("()");
    expect(extents([3, 3])).toBe(3);
    expect(extents([3, 1])).toEqual([3, 1]);
  });
});

describe("calls", () => {
  const conv = (stride: number) =>
    call("nn.Conv2d", [hole("in", 3), hole("out", 8)], [named("stride", stride, 1), named("bias", true)]);

  test("leave out arguments that equal their default", () => {
    expect(textOf(conv(1))).toBe("nn.Conv2d(3, 8, bias=True)");
    expect(textOf(conv(2))).toBe("nn.Conv2d(3, 8, stride=2, bias=True)");
    expect(textOf(call("f", [], [named("a", 1, 1), named("b", 2)]))).toBe("f(b=2)");
  });

  test("that differ in literals have one skeleton; others have not", () => {
    expect(skeletonOf(conv(1))).toBe(skeletonOf(conv(2)));
    expect(skeletonOf(conv(1))).not.toBe(skeletonOf(call("nn.Conv2d", [hole("in", 3)])));
  });

  test("can have anything in place of their literals", () => {
    expect(render(conv(1), ({ hint }) => hint)).toBe("nn.Conv2d(in, out, stride=stride, bias=bias)");
    expect(holesOf(conv(1)).map(({ text }) => text)).toEqual(["3", "8", "1", "True"]);
  });
});

test("code is joined, and strings that meet are one", () => {
  expect(py`a${"b"}c`).toEqual(["abc"]);
  expect(py`${hole("x", 1)}${py`, ${"y"}`}`).toEqual([{ hint: "x", text: "1" }, ", y"]);
});
