import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { abs } from "./math.ts";

it("is one node", () => {
  expect(written("input x: f32[2]\noutput y = x -> exp -> log -> sqrt -> erf -> round")).toEqual([
    "Exp",
    "Log",
    "Sqrt",
    "Erf",
    "Round",
  ]);
});

it("has no negative of unsigned integers", () => {
  expect(written("input x: u8[2]\noutput y = -x")).toContain("no negative of u8");
  expect(written("input x: i8[2]\noutput y = -x")).toEqual(["Neg"]);
});

it("is read", () => {
  const x = value("i32", [2]);
  expect(raised(abs, "Abs", [x])).toEqual({ inputs: [x] });
});
