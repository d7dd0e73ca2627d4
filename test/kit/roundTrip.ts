/** A model through the text and back: imported, written, read, exported, run on ONNX Runtime. */
import { createRequire } from "node:module";
import {
  bindSteps,
  bindWeights,
  bytesOfTensor,
  type Dtype,
  defaultOpset,
  emitModel,
  type Imported,
  importModel,
  isRefusal,
  numbersOf,
  type OnnxModel,
  type OnnxTensor,
  type Refusal,
  refuse,
  tensorOfBytes,
} from "@lathe/engine";
import type * as Runtime from "onnxruntime-node";
import { analyseText } from "./analyse.ts";
import { bytesOfModel } from "./onnx.ts";

// The package is CommonJS with native parts.
const runtime: typeof Runtime = createRequire(import.meta.url)("onnxruntime-node");

export interface RoundTrip {
  readonly imported: Imported;
  readonly exported: OnnxModel;
}

/** Imports a model and exports the text; `opset` where the text does not say one itself. */
export function roundTrip(model: OnnxModel, opset = defaultOpset): RoundTrip | Refusal {
  const imported = importModel(model, { name: "imported" });
  if (isRefusal(imported)) return imported;
  const exported = exportImported(imported, opset);
  return isRefusal(exported) ? exported : { imported, exported };
}

/** Exports the text of an import with the weights that came with it. */
export function exportImported({ text, weights }: Imported, opset = defaultOpset): OnnxModel | Refusal {
  const analysis = analyseText(text);
  const [shown] = analysis.shown;
  const error = analysis.reports.find(({ severity, code }) => severity === "error" && code !== "file-not-found");
  if (shown === undefined || error !== undefined) return refuse("bad-text", error?.message ?? "there is no net");
  const { graph } = shown.cost;
  const bound = bindWeights(graph, (name) => weights.get(name));
  if (isRefusal(bound)) return bound;
  const steps = bindSteps(graph, (name) => weights.get(name));
  return emitModel(graph, {
    steps: (name) => steps.get(name),
    opset: shown.elaborated.declared.opset ?? opset,
    producer: { name: "lathe", version: "test" },
    weights: (name) => {
      const tensor = bound.get(name);
      if (tensor === undefined) throw new Error(`${name} is not bound`);
      return tensor;
    },
  });
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
  string: "string",
} as const satisfies Partial<Record<Dtype, Runtime.Tensor.Type>>;

type Runnable = keyof typeof runtimeTypes;

function isRunnable(dtype: Dtype): dtype is Runnable {
  return Object.hasOwn(runtimeTypes, dtype);
}

/** A tensor that ONNX Runtime cannot be given from JavaScript. */
export class NotRunnable extends Error {}

async function runtimeTensor(tensor: OnnxTensor): Promise<Runtime.Tensor> {
  if (tensor.kind === "strings") return new runtime.Tensor("string", [...tensor.values], [...tensor.shape]);
  if (tensor.kind === "other") throw new NotRunnable(tensor.dtype);
  const { dtype, shape } = tensor.tensor;
  if (!isRunnable(dtype) || dtype === "string") throw new NotRunnable(dtype);
  const buffer = Uint8Array.from(await bytesOfTensor(tensor.tensor)).buffer;
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

/** Runs a model on tensors in the order of its inputs; gives the results in the order of its outputs. */
export async function runTensors(
  model: Uint8Array,
  feeds: ReadonlyMap<string, OnnxTensor>,
): Promise<ReadonlyMap<string, OnnxTensor>> {
  const session = await runtime.InferenceSession.create(model, { logSeverityLevel: 4 });
  try {
    const given: Record<string, Runtime.Tensor> = {};
    for (const [name, feed] of feeds) given[name] = await runtimeTensor(feed);
    const results = await session.run(given);
    return new Map(Object.entries(results).map(([name, result]) => [name, tensorOfResult(result)]));
  } finally {
    await session.release();
  }
}

function tensorOfResult(result: Runtime.OnnxValue): OnnxTensor {
  if (!("data" in result)) throw new NotRunnable("a result that is no tensor");
  if (result.type === "string") return { kind: "strings", shape: result.dims, values: result.data as string[] };
  const dtype = Object.entries(runtimeTypes).find(([, name]) => name === result.type)?.[0] as Dtype | undefined;
  if (dtype === undefined || !ArrayBuffer.isView(result.data)) throw new NotRunnable(result.type);
  const { buffer, byteOffset, byteLength } = result.data;
  return { kind: "tensor", tensor: tensorOfBytes(dtype, result.dims, new Uint8Array(buffer, byteOffset, byteLength)) };
}

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** How a result differs from what was expected; undefined where it does not. Floats may differ within a tolerance. */
export async function differenceOf(
  actual: OnnxTensor | undefined,
  expected: OnnxTensor,
  { relative, absolute }: Tolerance,
): Promise<string | undefined> {
  if (actual === undefined) return "missing";
  if (expected.kind === "strings") {
    const same = actual.kind === "strings" && JSON.stringify(actual.values) === JSON.stringify(expected.values);
    return same ? undefined : "other strings";
  }
  if (expected.kind !== "tensor" || actual.kind !== "tensor") return "no tensor";
  const [a, b] = [actual.tensor, expected.tensor];
  if (a.dtype !== b.dtype) return `${a.dtype} instead of ${b.dtype}`;
  if (a.shape.join() !== b.shape.join()) return `[${a.shape.join()}] instead of [${b.shape.join()}]`;
  const [own, wanted] = [await bytesOfTensor(a), await bytesOfTensor(b)];
  const isFloat = a.dtype.startsWith("f") || a.dtype === "bf16";
  if (!isFloat) return Buffer.compare(own, wanted) === 0 ? undefined : "other integers";
  const [x, y] = [numbersOf(a.dtype, own), numbersOf(b.dtype, wanted)];
  let worst = 0;
  for (const [i, value] of x.entries()) {
    const other = y[i] ?? 0;
    if (Object.is(value, other) || value === other) continue;
    const excess = Math.abs(value - other) / (absolute + relative * Math.abs(other));
    worst = Math.max(worst, Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess);
  }
  return worst <= 1 ? undefined : `${worst.toPrecision(3)} times the tolerance`;
}

export { bytesOfModel };
