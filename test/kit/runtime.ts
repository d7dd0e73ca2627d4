/** ONNX Runtime in the process of the tests: for models that the tests make themselves. */
import { createRequire } from "node:module";
import { bytesOfTensor, type Dtype, type OnnxTensor, tensorOfBytes } from "@lathe/engine";
import type * as Runtime from "onnxruntime-node";

// The package is CommonJS with native parts.
const runtime = loadRuntime();

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
