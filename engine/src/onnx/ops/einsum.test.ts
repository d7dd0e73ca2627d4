import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { text } from "../attributes.ts";
import { einsum } from "./einsum.ts";

const inputs = [value("f32", [2, 3]), value("f32", [2, 4])];

it("is one node", () => {
  expect(written('input a: f32[2, 3]\ninput b: f32[3, 4]\noutput y = einsum(a, b, equation="ij,jk->ik")')).toEqual([
    "Einsum",
  ]);
});

it("writes the result that follows: letters that stand once, capitals first", () => {
  const read = raised(einsum, "Einsum", inputs, { equation: text("bx,bA") });
  expect(read?.arguments?.equation).toEqual({ kind: "string", value: "bx,bA->Ax" });
});

it("is no sum over axes without letters", () => {
  expect(raised(einsum, "Einsum", inputs, { equation: text("...a,...b->...ab") })).toBeUndefined();
});
