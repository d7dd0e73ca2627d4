import { expect, test } from "vitest";
import { answer, f32, i64, refusal, summary } from "./testing.ts";

test("extents along the axis add up", () => {
  expect(summary("concat", [f32(1, 8, 28, 28), f32(1, 24, 28, 28)]).outputs).toEqual(["f32[1, 32, 28, 28]"]);
  expect(summary("concat", [f32("N", "S", 8), f32("N", 1, 8)], { axis: -2 }).outputs).toEqual(["f32[N, S + 1, 8]"]);
});

test("each input keeps its place, as far as it is known", () => {
  const links = answer("concat", [f32(1, 8), f32(1, "?"), f32(1, 4)]).axes?.() ?? [];
  expect(links.map(({ members }) => members.at(-1))).toEqual([
    { kind: "output", index: 0, axis: 0 },
    { kind: "output", index: 0, axis: 1, offset: 0 },
    { kind: "output", index: 0, axis: 1, offset: 8 },
  ]);
});

test("what differs elsewhere is refused", () => {
  expect(refusal("concat", [f32(1, 8, 28), f32(1, 8, 14)]).message).toContain("at axis 2 they are 28 and 14");
  expect(refusal("concat", [f32(1, 8), f32(1, 8, 1)]).message).toContain("equally many axes");
  expect(refusal("concat", [f32(1, 8, "H"), f32(1, 8, "W")]).message).toContain("not known to be equal");
  expect(refusal("concat", [f32(1, 8), i64(1, 8)]).code).toBe("dtypes-differ");
});
