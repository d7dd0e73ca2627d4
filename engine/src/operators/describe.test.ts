import { expect, test } from "vitest";
import { signature } from "./describe.ts";
import { operatorsByName } from "./index.ts";

const written = (name: string) => {
  const operator = operatorsByName.get(name);
  return operator === undefined ? undefined : signature(operator);
};

test("an operator of one tensor stands in a pipeline", () => {
  expect(written("relu")).toBe("x -> relu");
  expect(written("gelu")).toBe('x -> gelu(approximate="none")');
});

test("one of several, or of none, is called", () => {
  expect(written("add")).toBe("add(a, b)");
  expect(written("concat")).toBe("concat(…xs, axis=1)");
  expect(written("param")).toBe("param(shape)");
});

test("defaults stand in it where they are values", () => {
  expect(written("conv")).toBe("x -> conv(out, kernel, stride=1, pad=…, dilation=1, groups=1, bias=true)");
  expect(written("quantize")).toBe("x -> quantize(scale, zero=0, dtype=i8)");
  expect(written("slice")).toBe("x -> slice(start, end=…, axis, step=1)");
});
