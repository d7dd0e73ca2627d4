import { expect, test } from "vitest";
import { answer, refusal, summary } from "./testing.ts";

test("a buffer of stated values", () => {
  const { outputs, weights } = answer("constant", [], {
    value: [
      [1, 2, 3],
      [4, 5, 6],
    ],
  });
  expect(outputs).toEqual([{ dtype: "f32", shape: [2, 3] }]);
  expect(weights).toEqual([
    { name: "", shape: [2, 3], role: "buffer", initial: "zeros", values: [1, 2, 3, 4, 5, 6], dtype: "f32" },
  ]);
});

test("one number for all elements, another shape, another element type", () => {
  expect(answer("constant", [], { value: 0.5, shape: [2, 2] }).weights?.[0]?.values).toBe(0.5);
  expect(summary("constant", [], { value: [1, 2], shape: [1, 2, 1, 1] }).outputs).toEqual(["f32[1, 2, 1, 1]"]);
  expect(summary("constant", [], { value: 3, dtype: { type: "i64" } }).outputs).toEqual(["i64[]"]);
});

test("refusals", () => {
  expect(refusal("constant", [], { value: [1, 2], shape: [3] })).toMatchObject({
    code: "shapes-do-not-fit",
    parameter: "shape",
  });
  expect(refusal("constant", [], { value: [[1, 2], [3]] })).toMatchObject({ code: "ragged-list", parameter: "value" });
  expect(refusal("constant", [], { value: "x" })).toMatchObject({ code: "bad-argument", parameter: "value" });
});
