import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { numbersOf } from "../../weights/numbers.ts";
import { bytesOfTensor, type Tensor } from "../../weights/tensor.ts";
import { float, int } from "../attributes.ts";
import { linear } from "./linear.ts";

const x = value("f32", [4, 2]);
const table = stored("f32", [2, 3], [1, 2, 3, 4, 5, 6]);
const numbers = async (tensor: Tensor | undefined) =>
  tensor && { shape: tensor.shape, values: [...numbersOf(tensor.dtype, await bytesOfTensor(tensor))] };

it("is Gemm of two axes, a product and a sum otherwise", () => {
  expect(written("input x: f32[1, 8]\noutput y = x -> linear(4)")).toEqual(["Gemm"]);
  expect(written("input x: f32[1, 3, 8]\noutput y = x -> linear(4)")).toEqual(["MatMul", "Add"]);
  expect(written("input x: f32[1, 3, 8]\noutput y = x -> linear(4, bias=false)")).toEqual(["MatMul"]);
});

it("is read; weights lie as PyTorch has them", async () => {
  const read = raised(linear, "MatMul", [value("f32", [1, 4, 2]), table]);
  expect(read?.arguments).toEqual({ out: intValue(3), bias: bool(false) });
  expect(await numbers(read?.weights?.weight)).toEqual({ shape: [3, 2], values: [1, 4, 2, 5, 3, 6] });
  const turned = raised(linear, "Gemm", [x, stored("f32", [3, 2], [1, 2, 3, 4, 5, 6])], { transB: int(1) });
  expect(await numbers(turned?.weights?.weight)).toEqual({ shape: [3, 2], values: [1, 2, 3, 4, 5, 6] });
});

it("reads a bias that lies in a row", async () => {
  const read = raised(linear, "Gemm", [x, table, stored("f32", [1, 3], [7, 8, 9])]);
  expect(await numbers(read?.weights?.bias)).toEqual({ shape: [3], values: [7, 8, 9] });
  const single = raised(linear, "Gemm", [x, table, stored("f32", [], [7])]);
  expect(await numbers(single?.weights?.bias)).toEqual({ shape: [3], values: [7, 7, 7] });
});

it("is not a scaled product, one of integers, or one with a shift per row", () => {
  expect(raised(linear, "Gemm", [x, table], { alpha: float(2) })).toBeUndefined();
  expect(raised(linear, "MatMul", [value("i32", [4, 2]), stored("i32", [2, 1], [1, 2])])).toBeUndefined();
  expect(raised(linear, "Gemm", [x, table, stored("f32", [4, 1], [1, 2, 3, 4])])).toBeUndefined();
  expect(raised(linear, "MatMul", [x, value("f32", [2, 3])])).toBeUndefined();
});
