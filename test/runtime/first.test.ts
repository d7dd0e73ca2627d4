/** Nets that are exported and run by ONNX Runtime; numbers worked out by hand. */
import { expect, it } from "vitest";
import { runText } from "../kit/onnx.ts";

it("a linear layer and relu", async () => {
  const text = `net a {
  input x: f32[1, 2]
  y = x -> fc: linear(2) -> relu
  output y
}`;
  const weights = {
    "fc.weight": { shape: [2, 2], values: [1, 2, 3, -4] },
    "fc.bias": { shape: [2], values: [0.5, 0.25] },
  };
  // [1·10 + 2·20 + 0.5, 3·10 − 4·20 + 0.25] = [50.5, −49.75], of which relu keeps the first.
  const { y } = await runText(text, { x: { shape: [1, 2], values: [10, 20] } }, { weights });
  expect(y).toEqual({ shape: [1, 2], values: [50.5, 0], dtype: "f32" });
});
