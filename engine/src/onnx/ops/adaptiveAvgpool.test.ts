import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

const nodes = (shape: string, size: string) =>
  written(`dim H = 8\ninput x: f32[1, 2, ${shape}]\noutput y = x -> adaptive_avgpool(${size})`);

it("is a mean of equal windows where the size divides", () => {
  expect(nodes("8, 8", "1")).toEqual(["GlobalAveragePool"]);
  expect(nodes("8, 8", "[4, 2]")).toEqual(["AveragePool"]);
});

it("is a product with shares where windows differ", () => {
  expect(nodes("8, 7", "[8, 3]")).toEqual(["MatMul"]);
  expect(nodes("7, 8", "[3, 8]")).toEqual(["Transpose", "MatMul", "Transpose"]);
});

it("refuses windows that only a sample fixes", () => {
  expect(nodes("H, 8", "1")).toEqual(["GlobalAveragePool"]);
  expect(nodes("H, 8", "2")).toContain("not known before the net runs");
});
