import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { symbolDim } from "../../base/dim.ts";
import { constant } from "./constant.ts";

it("is a stored tensor without a node, or a fill of a symbolic shape", () => {
  expect(written("input x: f32[3]\ny = x + constant([1, 2, 3])\noutput y")).toEqual(["Add"]);
  const symbolic = "dim N = 3\ninput x: f32[N]\ny = x + constant(1, shape=[N])\noutput y";
  expect(written(symbolic)).toEqual(["Shape", "Gather", "ConstantOfShape", "Add"]);
});

it("is read where a shape is filled with one number", () => {
  const tensor = stored("i32", [1], [7]).constant;
  const shape = { ...value("i64", [2]), integers: [symbolDim("N"), 3] };
  if (tensor === undefined) throw new Error("it is stored");
  const filled = { value: { kind: "tensor", tensor: { kind: "tensor", tensor } } } as const;
  expect(raised(constant, "ConstantOfShape", [shape], filled)).toMatchObject({
    inputs: [],
    arguments: {
      value: { value: 7 },
      shape: { items: [{ value: symbolDim("N") }, { value: 3 }] },
      dtype: { dtype: "i32" },
    },
  });
  expect(raised(constant, "ConstantOfShape", [shape])?.arguments).toMatchObject({ value: { value: 0, isFloat: true } });
  expect(raised(constant, "ConstantOfShape", [value("i64", [2])])).toBeUndefined();
});
