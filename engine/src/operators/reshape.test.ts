import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

const output = (input: ReturnType<typeof f32>, ...shape: readonly number[]) =>
  summary("reshape", [input], { shape }).outputs[0];

test("stated, kept and worked out", () => {
  expect(output(f32(1, 128, 768), 1, 128, 12, 64)).toBe("f32[1, 128, 12, 64]");
  expect(output(f32(1, 128, 768), 0, 0, 12, -1)).toBe("f32[1, 128, 12, 64]");
  expect(output(f32("N", "S", 768), 0, 0, 12, -1)).toBe("f32[N, S, 12, 64]");
  expect(output(f32("N", "S", 64), -1, 64)).toBe("f32[N*S, 64]");
  expect(output(f32("?", 4, 6), -1, 24)).toBe("f32[?, 24]");
});

test("what does not fit", () => {
  const refused = (input: ReturnType<typeof f32>, ...shape: readonly number[]) =>
    refusal("reshape", [input], { shape });
  expect(refused(f32(2, 3), 7)).toMatchObject({ code: "reshape-does-not-fit", parameter: "shape" });
  expect(refused(f32(2, 3), 4, -1).code).toBe("reshape-does-not-fit");
  expect(refused(f32("S", 3), -1, 2).code).toBe("reshape-does-not-fit");
  expect(refused(f32("S", 3), 6).message).toContain("not known to be equal");
  expect(refused(f32(2, 3), -1, -1).code).toBe("several-open-extents");
  expect(refused(f32(2, 3), 2, 3, 0).code).toBe("no-such-axis");
  expect(refused(f32(2, 3), -2, 3).code).toBe("out-of-range");
});
