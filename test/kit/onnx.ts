/** Exports texts as ONNX and runs them on ONNX Runtime, in this process: for nets that the tests make themselves. */
import { createRequire } from "node:module";
import {
  bindWeights,
  bytesOfNumbers,
  bytesOfPiece,
  type Dtype,
  defaultOpset,
  dtypes,
  emitModel,
  encodeModel,
  isRefusal,
  numbersOf,
  type OnnxModel,
  type Refusal,
  tensorOfBytes,
} from "@lathe/engine";
import type * as Runtime from "onnxruntime-node";
import { byteLength } from "../../engine/src/weights/tensor.ts";
import { analyseText } from "./analyse.ts";

// The package is CommonJS with native parts.
const runtime = loadRuntime();

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
  const bound = bindWeights(graph, (name) => {
    const given = weights[name];
    if (given === undefined) return undefined;
    const dtype = given.dtype ?? "f32";
    return tensorOfBytes(dtype, given.shape, bytesOfNumbers(dtype, given.values));
  });
  if (isRefusal(bound)) return bound;
  return emitModel(graph, {
    opset,
    producer: { name: "lathe", version: "test" },
    weights: (name) => {
      const tensor = bound.get(name);
      if (tensor === undefined) throw new Error(`${name} is not bound`);
      return isBlank ? tensorOfBytes(tensor.dtype, tensor.shape, new Uint8Array(byteLength(tensor))) : tensor;
    },
  });
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
  const session = await runtime.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  try {
    const given = Object.entries(feeds).map(([name, feed]) => [name, runtimeTensor(feed)] as const);
    const results = await session.run(Object.fromEntries(given));
    return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, numbersOfResult(result)]));
  } finally {
    await session.release();
  }
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

const runtimeTypes = {
  f64: "float64",
  f32: "float32",
  f16: "float16",
  i64: "int64",
  i32: "int32",
  i16: "int16",
  i8: "int8",
  u64: "uint64",
  u32: "uint32",
  u16: "uint16",
  u8: "uint8",
  bool: "bool",
} as const satisfies Partial<Record<Dtype, Runtime.Tensor.Type>>;

function isRunnable(dtype: Dtype): dtype is keyof typeof runtimeTypes {
  return Object.hasOwn(runtimeTypes, dtype);
}

function runtimeTensor({ shape, values, dtype = "f32" }: Numbers): Runtime.Tensor {
  if (!isRunnable(dtype)) throw new Error(`ONNX Runtime's JavaScript has no ${dtype}`);
  const bytes = bytesOfNumbers(dtype, values);
  const buffer = bytes.slice().buffer;
  const data = {
    f64: () => new Float64Array(buffer),
    f32: () => new Float32Array(buffer),
    f16: () => new Uint16Array(buffer),
    i64: () => new BigInt64Array(buffer),
    i32: () => new Int32Array(buffer),
    i16: () => new Int16Array(buffer),
    i8: () => new Int8Array(buffer),
    u64: () => new BigUint64Array(buffer),
    u32: () => new Uint32Array(buffer),
    u16: () => new Uint16Array(buffer),
    u8: () => new Uint8Array(buffer),
    bool: () => new Uint8Array(buffer),
  }[dtype]();
  return new runtime.Tensor(runtimeTypes[dtype], data as never, [...shape]);
}

function numbersOfResult(result: Runtime.OnnxValue): Required<Numbers> {
  if (!("data" in result) || !ArrayBuffer.isView(result.data)) throw new Error("a result is no tensor of numbers");
  const dtype = dtypes.find((name) => isRunnable(name) && runtimeTypes[name] === result.type);
  if (dtype === undefined) throw new Error(`a result is ${result.type}`);
  const { buffer, byteOffset, byteLength } = result.data;
  return { shape: result.dims, values: [...numbersOf(dtype, new Uint8Array(buffer, byteOffset, byteLength))], dtype };
}

/**
 * Newer machines have an array type of their own for f16. ONNX Runtime's JavaScript takes that up when the first tensor is made,
 * and its native part then reads nothing out of it; so it is hidden meanwhile.
 */
function loadRuntime(): typeof Runtime {
  const loaded: typeof Runtime = createRequire(import.meta.url)("onnxruntime-node");
  const own = Object.getOwnPropertyDescriptor(globalThis, "Float16Array");
  if (own === undefined) return loaded;
  Reflect.deleteProperty(globalThis, "Float16Array");
  new loaded.Tensor("bool", new Uint8Array(1), [1]);
  Object.defineProperty(globalThis, "Float16Array", own);
  return loaded;
}
