/** Linear maps and products on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { type NetOptions, type Numbers, runText } from "../kit/onnx.ts";

async function run(body: string, feeds: Readonly<Record<string, Numbers>>, options: NetOptions) {
  const { y } = await runText(`net n {\n${body}\noutput y\n}`, feeds, options);
  return y;
}

const numbers = (shape: readonly number[], values: readonly number[]): Numbers => ({ shape, values });

describe.each([13, 17, 25])("opset %i", (opset) => {
  const weights = { "fc.weight": numbers([2, 2], [1, 2, 3, -4]), "fc.bias": numbers([2], [0.5, 0.25]) };
  // [1·10 + 2·20 + ½, 3·10 − 4·20 + ¼]
  it.each([[[2]], [[1, 2]], [[1, 1, 2]], [[1, 1, 1, 2]]])("linear of %j", async (shape) => {
    const body = `input x: f32[${shape.join(", ")}]\ny = x -> fc: linear(2)`;
    const y = await run(body, { x: numbers(shape, [10, 20]) }, { opset, weights });
    expect(y).toEqual({ shape, values: [50.5, -49.75], dtype: "f32" });
  });

  it("linear of rows that are counted while it runs", async () => {
    const body = "dim S = 5\ninput x: f32[1, S, 2]\ny = x -> fc: linear(2, bias=false)";
    const y = await run(body, { x: numbers([1, 2, 2], [1, 0, 0, 1]) }, { opset, weights });
    expect(y).toEqual({ shape: [1, 2, 2], values: [1, 3, 2, -4], dtype: "f32" });
  });

  it("bilinear", async () => {
    // W[0] = [[1, 2], [3, 4]]: [1 2]·W·[5 6]ᵀ = 1·(5 + 12) + 2·(15 + 24) = 95, and the bias.
    const form = { "q.weight": numbers([1, 2, 2], [1, 2, 3, 4]), "q.bias": numbers([1], [0.5]) };
    const feeds = { a: numbers([1, 2], [1, 2]), b: numbers([1, 2], [5, 6]) };
    const body = "input a: f32[1, 2]\ninput b: f32[1, 2]\ny = (a, b) -> q: bilinear(1)";
    expect((await run(body, feeds, { opset, weights: form }))?.values).toEqual([95.5]);
  });

  it.each(["f32", "f64", "i64", "i32"] as const)("matmul of %s, whose leading axes broadcast", async (dtype) => {
    const feeds = {
      a: { ...numbers([2, 1, 2], [1, 2, 3, 4]), dtype },
      b: { ...numbers([2, 1], [10, 100]), dtype },
    };
    const y = await run(`input a: ${dtype}[2, 1, 2]\ninput b: ${dtype}[2, 1]\ny = matmul(a, b)`, feeds, { opset });
    expect(y).toEqual({ shape: [2, 1, 1], values: [210, 430], dtype });
  });

  it("einsum", async () => {
    const feeds = { a: numbers([2, 2], [1, 2, 3, 4]), b: numbers([2], [10, 100]) };
    const inputs = "input a: f32[2, 2]\ninput b: f32[2]\n";
    const turned = await run(`${inputs}y = einsum(a, b, equation="ij,i->j")`, feeds, { opset });
    expect(turned?.values).toEqual([310, 420]);
    const implied = await run(`${inputs}y = einsum(a, b, equation="zA,A")`, feeds, { opset });
    expect(implied?.values).toEqual([210, 430]);
  });
});
