import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int } from "../attributes.ts";
import { matmul } from "./matmul.ts";

const pair = (dtype: string) => `input a: ${dtype}[2, 3]\ninput b: ${dtype}[3, 4]\noutput y = matmul(a, b)`;

it("is one node", () => {
  expect(written(pair("f32"))).toEqual(["MatMul"]);
  expect(written(pair("i64"))).toEqual(["MatMul"]);
  expect(written(pair("i8"))).toContain("no matrix product of i8");
});

it("is read, unless an operand is a single row", () => {
  const [a, b] = [value("f32", [2, 3]), value("f32", [3, 4])];
  expect(raised(matmul, "MatMul", [a, b])).toEqual({ inputs: [a, b] });
  expect(raised(matmul, "Gemm", [a, b])).toEqual({ inputs: [a, b] });
  expect(raised(matmul, "Gemm", [a, b], { transB: int(1) })).toBeUndefined();
  expect(raised(matmul, "MatMul", [value("f32", [3]), b])).toBeUndefined();
});
