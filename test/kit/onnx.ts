/** Exports texts as ONNX and runs them on ONNX Runtime, in this process: for nets that the tests make themselves. */
import {
  byteLength,
  bytesOfNumbers,
  bytesOfPiece,
  bytesOfTensor,
  type Dtype,
  defaultOpset,
  encodeModel,
  isRefusal,
  numbersOf,
  type OnnxModel,
  type OnnxTensor,
  type Refusal,
  type Tensor,
  tensorOfBytes,
} from "@lathe/engine";
import { analyseText } from "./analyse.ts";
import { exportGraph } from "./exportGraph.ts";
import { runTensors } from "./runtime.ts";

/** A tensor of a test: its numbers in row-major order, f32 unless another type is said. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: Dtype;
}

export interface NetOptions {
  readonly opset?: number;
  /** Trained weights by name; the others are drawn. */
  readonly weights?: Readonly<Record<string, Numbers>>;
  /** All weights are zeros, which takes no time to draw: for shapes. */
  readonly isBlank?: boolean;
}

/** Exports the first net of a text, or says why not. A text with errors is a mistake of the test. */
export function exportText(
  text: string,
  { opset = defaultOpset, weights = {}, isBlank = false }: NetOptions = {},
): OnnxModel | Refusal {
  const analysis = analyseText(text);
  const errors = analysis.reports.filter(({ severity }) => severity === "error");
  const [shown] = analysis.shown;
  if (shown === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const { graph } = shown.cost;
  const trained = (name: string) => {
    const given = weights[name];
    return given === undefined ? undefined : tensorOf(given);
  };
  const model = exportGraph(graph, { opset, trained });
  return isRefusal(model) || !isBlank ? model : blank(model);
}

function tensorOf({ dtype = "f32", shape, values }: Numbers): Tensor {
  return tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, values));
}

/** The model with zeros for all that nobody has at hand. */
function blank(model: OnnxModel): OnnxModel {
  const initializers = [...model.graph.initializers].map(([name, stored]): [string, OnnxTensor] => {
    if (stored.kind !== "tensor" || stored.tensor.content.kind === "bytes") return [name, stored];
    const { dtype, shape } = stored.tensor;
    return [
      name,
      { kind: "tensor", tensor: tensorOfBytes(dtype, shape, new Uint8Array(byteLength({ dtype, shape }))) },
    ];
  });
  return { ...model, graph: { ...model.graph, initializers: new Map(initializers) } };
}

/** The bytes of a model's file. */
export async function bytesOfModel(model: OnnxModel): Promise<Uint8Array> {
  const pieces = await Promise.all(encodeModel(model).model.map(bytesOfPiece));
  return Buffer.concat(pieces);
}

/** Runs a model; results by name. Throws what ONNX Runtime throws. */
export async function runModel(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, Numbers>>,
): Promise<Readonly<Record<string, Required<Numbers>>>> {
  const given = Object.entries(feeds).map(
    ([name, feed]) => [name, { kind: "tensor", tensor: tensorOf(feed) }] as const,
  );
  const results: Record<string, Required<Numbers>> = {};
  for (const [name, result] of await runTensors(bytes, new Map(given))) {
    if (result.kind !== "tensor") throw new Error("a result is no tensor of numbers");
    const { dtype, shape } = result.tensor;
    results[name] = { shape, values: [...numbersOf(dtype, await bytesOfTensor(result.tensor))], dtype };
  }
  return results;
}

/** Exports the first net of a text and runs it. */
export async function runText(
  text: string,
  feeds: Readonly<Record<string, Numbers>>,
  options: NetOptions = {},
): Promise<Readonly<Record<string, Required<Numbers>>>> {
  const model = exportText(text, options);
  if (isRefusal(model)) throw new Error(model.message);
  return runModel(await bytesOfModel(model), feeds);
}

/** Numbers that differ from each other and from zero, the same in every run: for inputs of tests. */
export function counting(shape: readonly number[], scale = 0.1): Numbers {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return { shape, values: Array.from({ length: count }, (_, i) => ((((i * 37) % 101) - 50) * scale) / 5 + scale / 7) };
}
