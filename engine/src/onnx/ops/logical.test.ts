import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { logicalAnd, logicalNot } from "./logical.ts";

it("is one node", () => {
  expect(written("input x: f32[2]\noutput y = logical_xor(x > 0, x < 1) -> logical_not")).toEqual([
    "Greater",
    "Less",
    "Xor",
    "Not",
  ]);
});

it("is read, with stored operands as tensors: the text has no bools among operands", () => {
  const [a, b] = [value("bool", [2]), stored("bool", [], [1])];
  expect(raised(logicalAnd, "And", [a, b])).toEqual({ inputs: [a, b] });
  expect(raised(logicalNot, "Not", [a])).toEqual({ inputs: [a] });
});
