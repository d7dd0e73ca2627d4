import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";
import { exportText } from "../../../../test/kit/onnx.ts";
import { isRefusal } from "../../base/report.ts";

it("projects, splits heads, attends, joins heads and projects", () => {
  const projection = ["MatMul", "Add"];
  const split = ["Reshape", "Transpose"];
  expect(written("input x: f32[1, 3, 8]\ny = x -> attention(heads=2)\noutput y")).toEqual([
    ...projection,
    ...projection,
    ...projection,
    ...split,
    ...split,
    ...split,
    "Transpose",
    "Mul",
    "MatMul",
    "Softmax",
    "MatMul",
    "Transpose",
    "Reshape",
    ...projection,
  ]);
});

it("stores each projection on its own, transposed", () => {
  const text = "net n {\ninput x: f32[1, 3, 8]\ny = x -> a: attention(heads=4, kv_heads=2)\noutput y\n}";
  const model = exportText(text);
  if (isRefusal(model)) throw new Error(model.message);
  const shapes = [...model.graph.initializers].flatMap(([name, stored]) =>
    stored.kind === "tensor" && name.startsWith("a.") ? [[name, stored.tensor.shape.join()]] : [],
  );
  expect(Object.fromEntries(shapes)).toEqual({
    "a.q_proj_transposed": "8,8",
    "a.k_proj_transposed": "8,4",
    "a.v_proj_transposed": "8,4",
    "a.q_proj_bias": "8",
    "a.k_proj_bias": "4",
    "a.v_proj_bias": "4",
    "a.out_proj_transposed": "8,8",
    "a.out_proj.bias": "8",
  });
});
