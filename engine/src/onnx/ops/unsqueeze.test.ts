import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue, list } from "../../base/value.ts";
import { ints } from "../attributes.ts";
import { unsqueeze } from "./unsqueeze.ts";

const x = value("f32", [3]);

it("is one node", () => {
  expect(written("input x: f32[3]\noutput y = x -> unsqueeze([0, -1])")).toEqual(["Unsqueeze"]);
});

it("is read; axes count in the result", () => {
  const axes = raised(unsqueeze, "Unsqueeze", [x, stored("i64", [2], [0, -1])])?.arguments?.axis;
  expect(axes).toEqual(list([intValue(0), intValue(2)]));
  expect(raised(unsqueeze, "Unsqueeze", [x], { axes: ints([1]) }, { opset: 11 })?.arguments?.axis).toEqual(intValue(1));
});
