import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { float as floatValue, int as intValue } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { layernorm } from "./layernorm.ts";

const body = "input x: f32[1, 4, 8]\noutput y = x -> layernorm";
const x = value("f32", [1, 2, 3]);

it("is one node since opset 17, and its algebra before", () => {
  expect(written(body)).toEqual(["LayerNormalization"]);
  const steps = ["ReduceMean", "Sub", "Mul", "ReduceMean", "Add", "Sqrt", "Div"];
  expect(written(body, { opset: 16 })).toEqual([...steps, "Mul", "Add"]);
  expect(written(`${body}(affine=false)`)).toEqual(steps);
});

it("is read; a shift that is not there is zero", () => {
  const weight = stored("f32", [3], [1, 2, 3]);
  const read = raised(layernorm, "LayerNormalization", [x, weight]);
  expect(read?.arguments).toEqual({ axis: intValue(-1), eps: floatValue(1e-5) });
  expect(read?.weights?.bias).toEqual(stored("f32", [3], [0, 0, 0]).constant);
});

it("is not what has a scale of another shape", () => {
  const weight = stored("f32", [3], [1, 2, 3]);
  expect(raised(layernorm, "LayerNormalization", [x, weight, weight], { axis: int(1) })).toBeUndefined();
});
