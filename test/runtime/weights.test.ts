/** Stored tensors on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { exportText, runText } from "../kit/onnx.ts";

describe.each([13, 17, 25])("opset %i", (opset) => {
  it.each(["i64", "i32", "u8"] as const)("looks rows up by %s", async (dtype) => {
    const text = `net n {\ninput x: ${dtype}[2, 2]\ny = x -> table: embedding(3, 2)\noutput y\n}`;
    const weights = { "table.weight": { shape: [3, 2], values: [0, 1, 10, 11, 20, 21] } };
    const { y } = await runText(text, { x: { shape: [2, 2], values: [2, 0, 1, 2], dtype } }, { opset, weights });
    expect(y).toEqual({ shape: [2, 2, 2], values: [20, 21, 0, 1, 10, 11, 20, 21], dtype: "f32" });
  });

  const table = { "at.weight": { shape: [3, 2], values: [10, 20, 30, 40, 50, 60] } };

  it("adds a row to each place", async () => {
    const text = "net n {\ninput x: f32[1, 3, 2]\ny = x -> at: positions(3)\noutput y\n}";
    const { y } = await runText(
      text,
      { x: { shape: [1, 3, 2], values: [1, 2, 3, 4, 5, 6] } },
      { opset, weights: table },
    );
    expect(y?.values).toEqual([11, 22, 33, 44, 55, 66]);
  });

  it("adds the first rows to a shorter sequence, also one of a length that is not known before", async () => {
    for (const places of ["2", "S"]) {
      const text = `net n {\ndim S = 3 in [1, 3]\ninput x: f32[1, ${places}, 2]\ny = x -> at: positions(3)\noutput y\n}`;
      const { y } = await runText(text, { x: { shape: [1, 2, 2], values: [1, 2, 3, 4] } }, { opset, weights: table });
      expect(y?.values).toEqual([11, 22, 33, 44]);
    }
  });

  it("stores learned tensors and constants", async () => {
    const text = `net n {
input x: f32[2]
p = param([2])
y = x * p + constant([1, 2]) + constant(0.5, shape=[2])
output y
}`;
    const weights = { "p.param": { shape: [2], values: [3, 4] } };
    const { y } = await runText(text, { x: { shape: [2], values: [1, 10] } }, { opset, weights });
    expect(y?.values).toEqual([4.5, 42.5]);
  });

  it("stores numbers far from zero", async () => {
    const text = "net n {\ninput x: f32[2]\ny = x * 0 + constant([-3e38, -1e30])\noutput y\n}";
    const { y } = await runText(text, { x: { shape: [2], values: [1, 1] } }, { opset });
    expect(y?.values).toEqual([Math.fround(-3e38), Math.fround(-1e30)]);
  });

  it("fills a shape that is not known before", async () => {
    const text = "net n {\ndim N = 3\ninput x: i32[N]\ny = x + constant(7, shape=[N], dtype=i32)\noutput y\n}";
    const { y } = await runText(text, { x: { shape: [2], values: [1, -7], dtype: "i32" } }, { opset });
    expect(y).toEqual({ shape: [2], values: [8, 0], dtype: "i32" });
  });

  it("an output may be a stored tensor", async () => {
    const text = "net n {\ninput x: f32[1]\ny = param([2])\nz = x + 1\noutput y, z\n}";
    const { y } = await runText(
      text,
      { x: { shape: [1], values: [1] } },
      { opset, weights: { "y.param": { shape: [2], values: [5, 6] } } },
    );
    expect(y?.values).toEqual([5, 6]);
  });
});

it("refuses a learned tensor of a symbolic shape", () => {
  expect(exportText("net n {\ndim N = 3\ninput x: f32[N]\ny = x + param([N])\noutput y\n}")).toMatchObject({
    kind: "refusal",
    message: expect.stringContaining("has a shape of numbers"),
  });
});
