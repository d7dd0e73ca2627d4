import { expect, test } from "vitest";
import { symbolDim, unknownDim } from "../base/dim.ts";
import { product } from "../operators/operator.ts";
import { formulaText } from "./formula.ts";

test("a sum of products, each factor with its name", () => {
  const count = [product(["outputs", 8192], ["kernel", 9]), product(["biases", 8])];
  expect(formulaText(count, new Map())).toBe("8,192 outputs × 9 kernel + 8 biases");
});

test("symbols count at their samples, and what is not known says so", () => {
  const count = [product(["rows", symbolDim("S")], ["features", unknownDim])];
  expect(formulaText(count, new Map([["S", 128]]))).toBe("128 rows × ? features");
});
