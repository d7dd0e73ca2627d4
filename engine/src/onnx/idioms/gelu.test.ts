import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";

const gate = [
  ["Div", "x 1.4142135", "a"],
  ["Erf", "a", "b"],
  ["Add", "b 1", "gate"],
] as const;

it.each([
  ["half of x first", [...gate, ["Mul", "x 0.5", "h"], ["Mul", "h gate", "y"]]],
  ["the product first", [...gate, ["Mul", "gate x", "h"], ["Mul", "0.5 h", "y"]]],
  ["half of the gate first", [...gate, ["Mul", "gate 0.5", "h"], ["Mul", "x h", "y"]]],
  ["a division", [...gate, ["Mul", "x gate", "h"], ["Div", "h 2", "y"]]],
] as const)("is read: %s", (_, steps) => {
  expect(read("f32[2, 3]", steps)).toEqual(["gelu"]);
});

const cube = [
  ["Pow", "x 3", "c"],
  ["Mul", "c 0.044715", "t"],
  ["Add", "x t", "s"],
  ["Mul", "s 0.7978846", "u"],
] as const;
const factors = [
  ["Mul", "x 0.7978846", "s"],
  ["Mul", "x 0.044715", "f"],
  ["Mul", "f x", "t"],
  ["Add", "1 t", "q"],
  ["Mul", "s q", "u"],
] as const;

it.each([
  ["a cube", cube],
  ["factor by factor", factors],
] as const)("is read by tanh: %s", (_, inner) => {
  const steps = [
    ...inner,
    ["Tanh", "u", "g"],
    ["Add", "g 1", "gate"],
    ["Mul", "x 0.5", "h"],
    ["Mul", "h gate", "y"],
  ] as const;
  expect(read("f32[2, 3]", steps)).toEqual(['gelu(approximate="tanh")']);
});

it("is none with another number, or if somebody else reads a part", () => {
  const wrong = [["Div", "x 1.5", "a"], ...gate.slice(1), ["Mul", "x 0.5", "h"], ["Mul", "h gate", "y"]] as const;
  expect(read("f32[2, 3]", wrong)).toContain("erf");
  const shared = [...gate, ["Mul", "x 0.5", "h"], ["Mul", "h gate", "y"]] as const;
  expect(read("f32[2, 3]", shared, { outputs: { y: "f32", b: "f32" } })).toContain("erf");
});
