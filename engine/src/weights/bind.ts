/** The numbers of a net's weights: out of a file of trained ones, or drawn. */
import { type Dim, evaluateDim } from "../base/dim.ts";
import { type Refusal, refuse } from "../base/report.ts";
import type { Dtype } from "../base/tensor.ts";
import { isFloat, isInteger } from "../base/tensor.ts";
import type { Graph, Op } from "../graph/graph.ts";
import { initialTensor } from "./initial.ts";
import { weightName } from "./match.ts";
import { bytesOfNumbers, numbersOf } from "./numbers.ts";
import {
  dequantized,
  inputName,
  isInIntegers,
  resultDtypes,
  resultName,
  type Steps,
  stepsFit,
  stepsNames,
} from "./quantized.ts";
import { bytesOfTensor, type Tensor } from "./tensor.ts";

/** The trained tensor of a weight, by its name in the net; undefined where there is none. */
export type Trained = (name: string) => Tensor | undefined;

/** The tensor of each weight, by its name in the net. */
export type BoundWeights = ReadonlyMap<string, Tensor>;

/** The steps of results and inputs, by their names. */
export type BoundSteps = ReadonlyMap<string, Steps>;

/**
 * Binds every weight of a net to numbers, in the element type that its op wants. Refuses weights whose extents are symbolic, and
 * a trained tensor of another shape.
 */
export function bindWeights(graph: Graph, trained: Trained): BoundWeights | Refusal {
  const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
  const bound = new Map<string, Tensor>();
  for (const op of graph.ops) {
    for (const weight of op.call.weights ?? []) {
      if (op.tied?.weights.includes(weight.name) === true) continue;
      const name = weightName(op.path, weight.name);
      const shape = extentsOf(weight.shape, samples);
      if (shape === undefined) return refuse("unknown-extent", `the shape of \`${name}\` is not known`);
      const dtype = weight.dtype ?? weightDtype(op);
      const stored = trainedFloats(name, dtype, trained);
      if (stored !== undefined && stored.shape.join() !== shape.join()) {
        return refuse(
          "weight-misshapen",
          `\`${name}\` is [${shape.join(", ")}] here and [${stored.shape.join(", ")}] in the file`,
        );
      }
      bound.set(name, stored === undefined ? initialTensor(name, weight, shape, dtype) : converted(stored, dtype));
    }
  }
  return bound;
}

/** Weights have the type of the op's result; where that is none of floats, such as that of `argmax`, they are f32. */
export function weightDtype({ call }: Op): Dtype {
  const dtype = call.outputs[0]?.dtype ?? "f32";
  return isFloat(dtype) ? dtype : "f32";
}

/** A trained tensor; integers with steps beside them are the floats that they stand for. */
function trainedFloats(name: string, dtype: Dtype, trained: Trained): Tensor | undefined {
  const stored = trained(name);
  if (stored === undefined || !isFloat(dtype) || !isInteger(stored.dtype)) return stored;
  const steps = stepsAt(name, stored.dtype, trained);
  return steps !== undefined && stepsFit(steps, stored.dtype, stored.shape) ? dequantized(stored, steps) : stored;
}

/** The steps that results of ops and inputs are rounded to, by `resultName` and `inputName`: those of ops that are in integers. */
export function bindSteps({ ops, inputs }: Graph, trained: Trained): BoundSteps {
  const names = [
    ...ops.flatMap((op) => (isInIntegers(op) && op.outputs.length === 1 ? [resultName(op.path)] : [])),
    ...inputs.map(({ name }) => inputName(name)),
  ];
  const bound = new Map<string, Steps>();
  for (const name of names) {
    const steps = resultDtypes.flatMap((dtype) => stepsAt(name, dtype, trained) ?? [])[0];
    if (steps !== undefined && steps.scale.shape.length === 0) bound.set(name, steps);
  }
  return bound;
}

/** The steps of that name for integers of a type. */
function stepsAt(name: string, dtype: Dtype, trained: Trained): Steps | undefined {
  const [scale, zero] = stepsNames(name).map(trained);
  const isGood = scale?.dtype === "f32" && zero?.dtype === dtype && scale.shape.join() === zero.shape.join();
  return isGood ? { scale, zero } : undefined;
}

function extentsOf(shape: readonly Dim[], samples: ReadonlyMap<string, number>): readonly number[] | undefined {
  const extents = shape.flatMap((dim) => evaluateDim(dim, samples) ?? []);
  return extents.length === shape.length ? extents : undefined;
}

/** The same numbers in another element type: floats rounded to the nearest, integers cut to the range. */
export function converted(tensor: Tensor, dtype: Dtype): Tensor {
  if (tensor.dtype === dtype) return tensor;
  const read = async () => bytesOfNumbers(dtype, numbersOf(tensor.dtype, await bytesOfTensor(tensor)));
  return { dtype, shape: tensor.shape, content: { kind: "deferred", read } };
}
