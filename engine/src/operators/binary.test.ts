import { expect, test } from "vitest";
import { answer, f32, i64, refusal, summary } from "./testing.ts";

test.each(["add", "sub", "mul", "div", "pow"])("%s broadcasts and spends one operation per result", (name) => {
  expect(summary(name, [f32(1, 16, 28, 28), f32(16, 1, 1)])).toEqual({
    outputs: ["f32[1, 16, 28, 28]"],
    macs: 0,
    arithmetic: 16 * 28 * 28,
    weights: {},
  });
});

test("both operands may stretch", () => {
  expect(summary("add", [f32(4, 1), f32(1, 6)])).toMatchObject({ outputs: ["f32[4, 6]"], arithmetic: 24 });
});

test("a plain number takes the element type of the tensor, on either side", () => {
  expect(summary("mul", [i64(2, 3), f32()]).outputs).toEqual(["i64[2, 3]"]);
  expect(summary("sub", [f32(), i64(2, 3)]).outputs).toEqual(["i64[2, 3]"]);
});

test("symbols must be the same symbol; unknown extents are accepted", () => {
  expect(summary("add", [f32("N", 1), f32(1, "S")]).outputs).toEqual(["f32[N, S]"]);
  expect(summary("add", [f32("?", 4), f32(8, 4)]).outputs).toEqual(["f32[8, 4]"]);
  expect(summary("add", [f32("?", 4), f32(1, 4)]).outputs).toEqual(["f32[?, 4]"]);
  expect(refusal("add", [f32("N"), f32("S")]).message).toContain("not known to be equal");
  expect(refusal("add", [f32("N"), f32(4)]).message).toContain("not known to be equal");
});

test("what does not fit is refused with both shapes and the axis", () => {
  const { code, message } = refusal("add", [f32(1, 64, 56, 56), f32(1, 128, 56, 56)]);
  expect(code).toBe("shapes-do-not-fit");
  expect(message).toBe("`add` cannot combine [1, 64, 56, 56] and [1, 128, 56, 56]: at axis 1 they are 64 and 128.");
  expect(refusal("add", [f32(2), i64(2)])).toMatchObject({
    code: "dtypes-differ",
    help: "Add `cast(f32)` to the second one.",
  });
});

test("a stretched operand does not take part in the axis it is stretched along", () => {
  const links = answer("mul", [f32(1, 16, 28, 28), f32(1, 16, 1, 1)]).axes?.() ?? [];
  expect(links.map(({ members }) => members.length)).toEqual([3, 3, 2, 2]);
});
