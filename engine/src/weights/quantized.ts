/**
 * Weights and results in integers. Text and graph have floats; which integers stand for them, and in what steps, is a matter of the
 * weights file: beside `conv.weight` in i8 stand `conv.weight_scale` and `conv.weight_zero_point`, and what `conv` gives has
 * `conv.output_scale` and `conv.output_zero_point`, an input `x` of the net `x.input_scale` and `x.input_zero_point`.
 */
import { dotted } from "../base/glob.ts";
import type { Dtype } from "../base/tensor.ts";
import type { Op } from "../graph/graph.ts";
import { numbersOf } from "./numbers.ts";
import { derived, elementCount, type Tensor } from "./tensor.ts";

/** Steps in which numbers are rounded: a number is (integer − zero point) · scale. */
export interface Steps {
  /** In f32; one for all, or of the rank of what it is for, with ones but for the axis whose entries have steps of their own. */
  readonly scale: Tensor;
  /** In the type of the integers, shaped as the scale. */
  readonly zero: Tensor;
}

/** Types that results are rounded to. */
export const resultDtypes: readonly Dtype[] = ["i8", "u8"];

/** What scale and zero point of a weight, a result or an input are called in a file. */
export function stepsNames(name: string): readonly [scale: string, zero: string] {
  return [`${name}_scale`, `${name}_zero_point`];
}

/** What an op's result is called where its steps stand. */
export function resultName(path: string): string {
  return `${dotted(path)}.output`;
}

export function inputName(input: string): string {
  return `${input}.input`;
}

/** The axis whose entries have steps of their own; undefined where all have the same. */
export function stepsAxis(scale: Pick<Tensor, "shape">): number | undefined {
  const axis = scale.shape.findIndex((extent) => extent !== 1);
  return axis < 0 ? undefined : axis;
}

/** Whether steps are such as this file describes, for a tensor of that shape and type of integers. */
export function stepsFit({ scale, zero }: Steps, dtype: Dtype, shape: readonly number[]): boolean {
  const axis = stepsAxis(scale);
  const isPlaced =
    scale.shape.length === 0 ||
    (scale.shape.length === shape.length &&
      scale.shape.every((extent, at) => extent === (at === axis ? shape[at] : 1)));
  return isPlaced && scale.dtype === "f32" && zero.dtype === dtype && zero.shape.join() === scale.shape.join();
}

/** The floats that integers stand for, which are worked out when they are read; they know the integers. */
export function dequantized(integers: Tensor, steps: Steps): Tensor {
  const { scale, zero } = steps;
  const axis = stepsAxis(scale);
  const inner = axis === undefined ? elementCount(integers.shape) : elementCount(integers.shape.slice(axis + 1));
  const floats = derived("f32", integers.shape, [integers, scale, zero], (parts) => {
    const [numbers, scales, zeros] = [integers, scale, zero].map(({ dtype }, index) =>
      numbersOf(dtype, parts[index] ?? new Uint8Array()),
    );
    const result = new Float32Array(numbers?.length ?? 0);
    const count = scales?.length ?? 1;
    for (let i = 0; i < result.length; i++) {
      const at = Math.floor(i / inner) % count;
      // In single precision, as ONNX has it.
      result[i] = Math.fround((numbers?.[i] ?? 0) - (zeros?.[at] ?? 0)) * (scales?.[at] ?? 0);
    }
    return new Uint8Array(result.buffer);
  });
  return { ...floats, quantized: { integers, ...steps } };
}

/** The same floats, with nothing said of integers. */
export function inFloats({ dtype, shape, content }: Tensor): Tensor {
  return { dtype, shape, content };
}

/** Whether the text has an op in integers, so that its weights and its result are stored in these. */
export function isInIntegers({ annotations }: Pick<Op, "annotations">): boolean {
  return annotations.some(({ reading }) => reading.precision?.kind === "integer");
}
