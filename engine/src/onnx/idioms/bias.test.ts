import { expect, it } from "vitest";
import { tensor } from "../../../../test/kit/model.ts";
import { read } from "../../../../test/kit/readBack.ts";

const stored = {
  w: tensor("f32", [3, 4]),
  b: tensor("f32", [4]),
  k: tensor("f32", [4, 3, 1, 1]),
  c: tensor("f32", [1, 4, 1, 1]),
  d: tensor("f32", [1, 1, 1, 4]),
};

it("belongs to the layer before it", () => {
  const linear = [
    ["MatMul", "x w", "p"],
    ["Add", "b p", "y"],
  ] as const;
  expect(read("f32[2, 5, 3]", linear, { stored })).toEqual(["linear(4)"]);
  const conv = [
    ["Conv", "x k", "p"],
    ["Add", "p c", "y"],
  ] as const;
  expect(read("f32[2, 3, 8, 4]", conv, { stored })).toEqual(["conv(4, kernel=1)"]);
});

it("is none along another axis, or of a layer that has one", () => {
  const along = [
    ["Conv", "x k", "p"],
    ["Add", "p d", "y"],
  ] as const;
  expect(read("f32[2, 3, 8, 4]", along, { stored }).join()).toContain("bias=false");
  const twice = [
    ["Conv", "x k b", "p"],
    ["Add", "p c", "y"],
  ] as const;
  expect(read("f32[2, 3, 8, 4]", twice, { stored }).length).toBeGreaterThan(1);
});
