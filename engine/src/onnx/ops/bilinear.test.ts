import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { text } from "../attributes.ts";
import { bilinear } from "./bilinear.ts";

const [a, b] = [value("f32", [2, 3]), value("f32", [2, 4])];
const weight = stored("f32", [5, 3, 4], new Array(60).fill(1));

it("is a sum of products", () => {
  expect(written("input a: f32[2, 3]\ninput b: f32[2, 4]\noutput y = bilinear(a, b, 5)")).toEqual(["Einsum", "Add"]);
});

it("is read from its letters, whatever they are", () => {
  for (const equation of ["nx,zxy,ny->nz", "b i, o i j, b j -> b o"]) {
    expect(raised(bilinear, "Einsum", [a, weight, b], { equation: text(equation) })).toEqual({
      inputs: [a, b],
      arguments: { out: intValue(5), bias: bool(false) },
      weights: { weight: weight.constant },
    });
  }
});

it("is no other sum", () => {
  for (const equation of ["nx,zyx,ny->nz", "nx,zxy,my->nz", "xx,zxy,xy->xz"]) {
    expect(raised(bilinear, "Einsum", [a, weight, b], { equation: text(equation) })).toBeUndefined();
  }
});
