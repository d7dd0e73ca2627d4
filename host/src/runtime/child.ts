/**
 * The process that runs ONNX Runtime: whatever a model makes that do, only this process ends. Its arguments are the bytes of
 * memory that it may take and whether it has to see to that itself. It imports nothing of ours but types, to start fast.
 */
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type * as Runtime from "onnxruntime-node";
import { type FromChild, memoryMark, type NamedArray, type ToChild } from "./protocol.ts";

const [, , limit = "0", watches = ""] = process.argv;

/** How often the watch looks, in milliseconds: at 5 GB per second that it may take, a quarter of a gigabyte late. */
const watchEvery = 50;

// The main thread stands still while a model runs, so a thread of its own watches.
if (watches === "watch") {
  const code = `
    const { writeSync } = require("node:fs");
    setInterval(() => {
      if (process.memoryUsage.rss() <= ${Number(limit)}) return;
      writeSync(2, ${JSON.stringify(memoryMark)});
      process.kill(process.pid, "SIGKILL");
    }, ${watchEvery});`;
  new Worker(code, { eval: true }).unref();
}

// A terminal sends Ctrl+C to the parent as well, which ends this process in its own time.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));

let runtime: typeof Runtime | undefined;
let session: Runtime.InferenceSession | undefined;

async function answer(message: ToChild): Promise<FromChild> {
  if (message.kind === "open") {
    try {
      // The package is CommonJS with native parts, and there may be none for this machine.
      runtime = createRequire(runtimeHome())("onnxruntime-node") as typeof Runtime;
    } catch (error) {
      return { kind: "missing", message: textOf(error) };
    }
    const threads = message.threads === 0 ? {} : { intraOpNumThreads: message.threads };
    session = await runtime.InferenceSession.create(message.path, { logSeverityLevel: 3, ...threads });
    return { kind: "opened", inputs: session.inputNames, outputs: session.outputNames };
  }
  if (runtime === undefined || session === undefined) return { kind: "failed", message: "no model is open" };
  const { Tensor } = runtime;
  const feeds = message.feeds.map((array) => [array.name, tensorOf(Tensor, array)] as const);
  const results = await session.run(Object.fromEntries(feeds));
  return { kind: "results", results: Object.entries(results).map(([name, result]) => arrayOf(name, result)) };
}

/** Where the package is sought: beside Lathe, or in the folder that the machine's settings name. */
function runtimeHome(): string {
  const folder = process.env.LATHE_RUNTIME;
  return folder === undefined || folder === "" ? import.meta.url : join(folder, "package.json");
}

/** ONNX Runtime's names for element types, and what its JavaScript keeps them in. */
const types = {
  f64: ["float64", Float64Array],
  f32: ["float32", Float32Array],
  f16: ["float16", halfArray()],
  i64: ["int64", BigInt64Array],
  i32: ["int32", Int32Array],
  i16: ["int16", Int16Array],
  i8: ["int8", Int8Array],
  u64: ["uint64", BigUint64Array],
  u32: ["uint32", Uint32Array],
  u16: ["uint16", Uint16Array],
  u8: ["uint8", Uint8Array],
  bool: ["bool", Uint8Array],
} as const;

type Runnable = keyof typeof types;

function isRunnable(dtype: string): dtype is Runnable {
  return Object.hasOwn(types, dtype);
}

/** Newer machines have an array type of their own for f16, and ONNX Runtime wants it there. */
function halfArray(): Uint16ArrayConstructor {
  const own: unknown = Reflect.get(globalThis, "Float16Array");
  return typeof own === "function" ? (own as Uint16ArrayConstructor) : Uint16Array;
}

function tensorOf(Tensor: typeof Runtime.Tensor, { name, dtype, shape, bytes }: NamedArray): Runtime.Tensor {
  if (!isRunnable(dtype)) throw new Error(`ONNX Runtime's JavaScript takes no ${dtype}, as the input \`${name}\` is`);
  const [type, Data] = types[dtype];
  // A copy of their own, because bytes that came over the pipe lie at any address.
  const data = new Data(new Uint8Array(bytes).buffer);
  return new Tensor(type, data as Float32Array, [...shape]);
}

function arrayOf(name: string, result: Runtime.OnnxValue): NamedArray {
  if (!("data" in result) || !ArrayBuffer.isView(result.data))
    throw new Error(`the output \`${name}\` is no tensor of numbers`);
  const dtype = Object.keys(types).find((key): key is Runnable => isRunnable(key) && types[key][0] === result.type);
  if (dtype === undefined) throw new Error(`the output \`${name}\` is ${result.type}, which Lathe cannot take`);
  const { buffer, byteOffset, byteLength } = result.data;
  return { name, dtype, shape: [...result.dims], bytes: new Uint8Array(buffer, byteOffset, byteLength) };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.on("message", (message: ToChild) => {
  answer(message)
    .catch((error: unknown): FromChild => ({ kind: "failed", message: textOf(error) }))
    .then((reply) => process.send?.(reply))
    .catch((error: unknown) => {
      // What cannot even be said ends the process, which says it in another way.
      writeSync(2, textOf(error));
      process.exit(1);
    });
});
process.send?.({ kind: "ready" } satisfies FromChild);
