import { describe, expect, it } from "vitest";
import type { Dtype } from "../base/tensor.ts";
import { bytesOfNumbers, float32Of } from "./numbers.ts";
import { dequantized, stepsFit } from "./quantized.ts";
import { transposed } from "./rearrange.ts";
import { bytesOfTensor, reshaped, type Tensor, tensorOfBytes } from "./tensor.ts";

const of = (dtype: Dtype, shape: readonly number[], values: readonly number[]): Tensor =>
  tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, values));
const floatsOf = async (tensor: Tensor) => [...float32Of(await bytesOfTensor(tensor))];

const integers = of("i8", [2, 3], [-128, 0, 127, 1, 2, 3]);
const single = { scale: of("f32", [], [0.5]), zero: of("i8", [], [2]) };
const byRow = { scale: of("f32", [2, 1], [0.5, 2]), zero: of("i8", [2, 1], [0, 1]) };
const byColumn = { scale: of("f32", [1, 3], [1, 2, 3]), zero: of("i8", [1, 3], [0, 0, 1]) };

describe("integers with steps", () => {
  it("stand for (integer − zero point) · scale, of all or of each entry of an axis", async () => {
    expect(await floatsOf(dequantized(integers, single))).toEqual([-65, -1, 62.5, -0.5, 0, 0.5]);
    expect(await floatsOf(dequantized(integers, byRow))).toEqual([-64, 0, 63.5, 0, 2, 4]);
    expect(await floatsOf(dequantized(integers, byColumn))).toEqual([-128, 0, 378, 1, 4, 6]);
  });

  it("are known through a transposition, and their steps turn along", async () => {
    const turned = transposed(dequantized(integers, byRow), [1, 0]);
    expect(turned.quantized?.integers.shape).toEqual([3, 2]);
    expect(turned.quantized?.scale.shape).toEqual([1, 2]);
    if (turned.quantized === undefined) throw new Error("the integers are lost");
    expect(await floatsOf(dequantized(turned.quantized.integers, turned.quantized))).toEqual(await floatsOf(turned));
  });

  it("are known in another shape only if all have the same steps", () => {
    expect(reshaped(dequantized(integers, single), [6]).quantized?.integers.shape).toEqual([6]);
    expect(reshaped(dequantized(integers, byRow), [6]).quantized).toBeUndefined();
  });

  it("need steps of their type, placed on an axis", () => {
    expect(stepsFit(single, "i8", [2, 3])).toBe(true);
    expect(stepsFit(byColumn, "i8", [2, 3])).toBe(true);
    expect(stepsFit(byColumn, "u8", [2, 3])).toBe(false);
    expect(stepsFit(byRow, "i8", [3, 2])).toBe(false);
    expect(stepsFit({ ...byRow, zero: single.zero }, "i8", [2, 3])).toBe(false);
  });
});
