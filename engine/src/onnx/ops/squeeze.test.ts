import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { symbolDim } from "../../base/dim.ts";
import { int as intValue, list } from "../../base/value.ts";
import { ints } from "../attributes.ts";
import { squeeze } from "./squeeze.ts";

const x = value("f32", [1, 3, 1]);

it("is one node", () => {
  expect(written("input x: f32[1, 3, 1]\noutput y = x -> squeeze([0, 2])")).toEqual(["Squeeze"]);
});

it("is read with its axes, wherever the opset has them", () => {
  expect(raised(squeeze, "Squeeze", [x, stored("i64", [1], [-1])])?.arguments?.axis).toEqual(intValue(2));
  expect(raised(squeeze, "Squeeze", [x], { axes: ints([2]) }, { opset: 11 })?.arguments?.axis).toEqual(intValue(2));
});

it("drops all axes of extent 1 where none is named, if they are known", () => {
  expect(raised(squeeze, "Squeeze", [x])?.arguments?.axis).toEqual(list([intValue(0), intValue(2)]));
  expect(raised(squeeze, "Squeeze", [value("f32", [symbolDim("N"), 1])])).toBeUndefined();
});
