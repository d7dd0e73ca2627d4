import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { symbolDim } from "../../base/dim.ts";
import { int as intValue } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { flatten } from "./flatten.ts";
import { reshape } from "./reshape.ts";

const N = symbolDim("N");
const x = value("f32", [N, 2, 3]);

it("is one node", () => {
  expect(written("input x: f32[1, 2, 3]\noutput y = x -> flatten")).toEqual(["Flatten"]);
  expect(written("input x: f32[1, 2, 3, 4]\noutput y = x -> flatten(2)")).toEqual(["Reshape"]);
});

it("is read from Flatten behind one axis; from two it is a reshape", () => {
  expect(raised(flatten, "Flatten", [x])).toEqual({ inputs: [x] });
  expect(raised(flatten, "Flatten", [x], { axis: int(2) })).toBeUndefined();
  const two = value("f32", [4, 2, 3]);
  expect(raised(reshape, "Flatten", [two], { axis: int(2) })?.arguments?.shape).toEqual({
    kind: "list",
    items: [intValue(8), intValue(-1)],
    isTuple: false,
  });
});

it.each([[[0, -1]], [[-1, 6]], [[0, 6]]])("is read from a reshape to %j", (shape) => {
  expect(raised(flatten, "Reshape", [x, stored("i64", [2], shape)])?.arguments).toEqual({ from: intValue(1) });
});

it("is no reshape that cuts axes", () => {
  expect(raised(flatten, "Reshape", [x, stored("i64", [2], [-1, 3])])).toBeUndefined();
  expect(raised(flatten, "Reshape", [x, stored("i64", [3], [0, 3, 2])])).toBeUndefined();
});
