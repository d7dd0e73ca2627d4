import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

const inputs = "input q: f32[1, 3, 8]\ninput k: f32[1, 5, 8]\n";

it("splits heads only where there are several", () => {
  const one = ["Transpose", "Mul", "MatMul", "Softmax", "MatMul"];
  expect(written(`${inputs}y = sdpa(q, k, k)\noutput y`)).toEqual(one);
  const split = ["Reshape", "Transpose"];
  expect(written(`${inputs}y = sdpa(q, k, k, heads=2)\noutput y`)).toEqual([
    ...split,
    ...split,
    ...split,
    ...one,
    "Transpose",
    "Reshape",
  ]);
});

it("hides what lies behind by comparing places", () => {
  expect(written(`${inputs}y = sdpa(q, k, k, causal=true, scale=1)\noutput y`)).toEqual([
    "Transpose",
    "MatMul",
    "Range",
    "Range",
    "Unsqueeze",
    "Less",
    "Where",
    "Softmax",
    "MatMul",
  ]);
});

it("repeats keys for the query heads that share them", () => {
  const text = "input q: f32[1, 3, 8]\ninput k: f32[1, 5, 4]\ny = sdpa(q, k, k, heads=4)\noutput y";
  expect(written(text)).toEqual(expect.arrayContaining(["Gather", "Gather"]));
});
