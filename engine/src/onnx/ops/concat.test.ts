import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { concat } from "./concat.ts";

it("is one node, and none of one tensor", () => {
  expect(written("input x: f32[1, 3]\noutput y = concat(x, x)")).toEqual(["Concat"]);
  expect(written("input x: f32[1, 3]\noutput y = concat(x) -> relu")).toEqual(["Relu"]);
});

it("is read, of any number of tensors", () => {
  const inputs = [value("f32", [1, 3]), value("f32", [1, 4]), value("f32", [1, 5])];
  expect(raised(concat, "Concat", inputs, { axis: int(-1) })).toEqual({ inputs, arguments: { axis: intValue(-1) } });
});
