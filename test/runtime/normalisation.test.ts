/** Normalisation on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { type NetOptions, type Numbers, runText } from "../kit/onnx.ts";

async function run(body: string, x: Numbers, options: NetOptions) {
  const { y } = await runText(`net n {\n${body}\noutput y\n}`, { x }, options);
  return y;
}

const numbers = (shape: readonly number[], values: readonly number[]): Numbers => ({ shape, values });

function expectNear(y: Numbers | undefined, shape: readonly number[], values: readonly number[]) {
  expect(y?.shape).toEqual(shape);
  // Five digits: square roots in single precision.
  for (const [i, value] of values.entries()) expect(y?.values[i]).toBeCloseTo(value, 5);
}

describe.each([13, 17, 21, 25])("opset %i", (opset) => {
  it("bn: (x − mean)/√(variance + eps)·weight + bias", async () => {
    const weights = {
      "op.weight": numbers([2], [2, 3]),
      "op.bias": numbers([2], [0.5, 0]),
      "op.running_mean": numbers([2], [1, -1]),
      "op.running_var": numbers([2], [3, 15]),
    };
    const x = numbers([1, 2, 2], [1, 3, -1, 7]);
    // With eps = 1 the roots are 2 and 4: (3 − 1)/2·2 + ½, (7 + 1)/4·3.
    const learned = await run("input x: f32[1, 2, 2]\ny = x -> op: bn(eps=1)", x, { opset, weights });
    expectNear(learned, [1, 2, 2], [0.5, 2.5, 0, 6]);
    const plain = await run("input x: f32[1, 2, 2]\ny = x -> op: bn(eps=1, affine=false)", x, { opset, weights });
    expectNear(plain, [1, 2, 2], [0, 1, 0, 2]);
  });

  // Of 1, 3, 5, 7 the mean is 4 and the variance (9 + 1 + 1 + 9)/4 = 5; with eps = 4 the root is 3.
  const four = numbers([1, 2, 2], [1, 3, 5, 7]);
  const thirds = [-1, -1 / 3, 1 / 3, 1];

  it("layernorm over several axes", async () => {
    const body = "input x: f32[1, 2, 2]\ny = x -> op: layernorm(axis=1, eps=4";
    expectNear(await run(`${body}, affine=false)`, four, { opset }), [1, 2, 2], thirds);
    const weights = { "op.weight": numbers([2, 2], [1, 2, 3, 4]), "op.bias": numbers([2, 2], [0, 0, 1, 1]) };
    expectNear(await run(`${body})`, four, { opset, weights }), [1, 2, 2], [-1, -2 / 3, 2, 5]);
  });

  it("groupnorm of one group is layernorm over all, scaled per channel", async () => {
    const body = "dim L = 9\ninput x: f32[1, 2, L]\ny = x -> op: groupnorm(1, eps=4";
    expectNear(await run(`${body}, affine=false)`, four, { opset }), [1, 2, 2], thirds);
    const weights = { "op.weight": numbers([2], [3, 6]), "op.bias": numbers([2], [0, 1]) };
    expectNear(await run(`${body})`, four, { opset, weights }), [1, 2, 2], [-3, -1, 3, 7]);
  });

  it("instancenorm takes each channel alone", async () => {
    // Each channel has variance 1; with eps = 3 the root is 2.
    const body = "input x: f32[1, 2, 2]\ny = x -> op: instancenorm(eps=3";
    expectNear(await run(`${body})`, four, { opset }), [1, 2, 2], [-0.5, 0.5, -0.5, 0.5]);
    const weights = { "op.weight": numbers([2], [2, 4]), "op.bias": numbers([2], [1, 0]) };
    expectNear(await run(`${body}, affine=true)`, four, { opset, weights }), [1, 2, 2], [0, 2, -2, 2]);
  });

  it("rmsnorm: x/√(mean square + eps)", async () => {
    // (1 + 49)/2 = 25 and √(25 + 0.01) ≈ 5.001; without eps it is 5.
    const body = "input x: f32[1, 2]\ny = x -> op: rmsnorm(eps=0";
    expectNear(await run(`${body}, affine=false)`, numbers([1, 2], [1, 7]), { opset }), [1, 2], [0.2, 1.4]);
    const weights = { "op.weight": numbers([2], [10, 5]) };
    expectNear(await run(`${body})`, numbers([1, 2], [1, 7]), { opset, weights }), [1, 2], [2, 7]);
  });

  it("normalize leaves zeros alone", async () => {
    const y = await run("input x: f32[2, 2]\ny = x -> normalize", numbers([2, 2], [3, 4, 0, 0]), { opset });
    expectNear(y, [2, 2], [0.6, 0.8, 0, 0]);
  });

  it.each([[[1, 3, 1, 1]], [[1, 3, 1]], [[1, 3]], [[1, 3, 1, 1, 1]]])(
    "lrn of %j: x/(k + alpha/size·energy)^beta",
    async (shape) => {
      // Neighbours' squares: 1 + 4, 1 + 4 + 4, 4 + 4; alpha/size = 1, k = 0, beta = ½: x/√energy.
      const body = `input x: f32[${shape.join(", ")}]\ny = x -> lrn(3, alpha=3, beta=0.5, k=0)`;
      const y = await run(body, numbers(shape, [1, 2, 2]), { opset });
      expectNear(y, shape, [1 / Math.sqrt(5), 2 / 3, 2 / Math.sqrt(8)]);
    },
  );
});
