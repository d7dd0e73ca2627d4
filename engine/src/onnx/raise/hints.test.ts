import { expect, it } from "vitest";
import { stemOf } from "./hints.ts";

it.each([
  [["conv1.weight", "conv1.bias"], "conv1"],
  [["layer1.0.attn.in_proj_weight", "layer1.0.attn.out_proj.weight"], "layer1.0.attn"],
  [["a.q_proj_transposed"], "a"],
  [["conv1.weight", "val_3"], "conv1"],
  [["conv1_weight", "conv1_bias"], "conv1"],
  [["features/conv/weights:0"], "features/conv"],
])("what %j have in common is %s", (names, stem) => {
  expect(stemOf(names)).toBe(stem);
});

it.each([[["onnx::Conv_437", "onnx::Conv_438"]], [["a.weight", "b.bias"]], [["weight"]], [[]]])(
  "%j have nothing in common that tells a name",
  (names) => {
    expect(stemOf(names)).toBeUndefined();
  },
);
