import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { rmsnorm } from "./rmsnorm.ts";

const body = "input x: f32[1, 4, 8]\noutput y = x -> rmsnorm";

it("is one node since opset 23, and its algebra before", () => {
  expect(written(body, { opset: 23 })).toEqual(["RMSNormalization"]);
  expect(written(body)).toEqual(["Mul", "ReduceMean", "Add", "Sqrt", "Div", "Mul"]);
});

it("is read", () => {
  const [x, weight] = [value("f32", [1, 3]), stored("f32", [3], [1, 2, 3])];
  const read = raised(rmsnorm, "RMSNormalization", [x, weight], {}, { opset: 23 });
  expect(read?.arguments?.axis).toEqual(intValue(-1));
  expect(read?.weights).toEqual({ weight: weight.constant });
});
