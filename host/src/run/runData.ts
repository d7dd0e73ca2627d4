/** Runs a net over a data set on ONNX Runtime, batch by batch. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  byteLength,
  bytesOfNumbers,
  elementBytes,
  elementCount,
  evaluateDim,
  formatDim,
  type Graph,
  isRefusal,
  type Refusal,
  refuse,
  samplesOf,
} from "@lathe/engine";
import type { DataSet } from "../data/dataSet.ts";
import { exportNet, type NetWithWeights } from "../exportNet.ts";
import { onnx } from "../formats/onnx.ts";
import type { RuntimeArray } from "../runtime/protocol.ts";
import { cancelled, type Feeds, openSession, type Session, type SessionOptions } from "../runtime/session.ts";
import { DamagedFile } from "../tensors/files.ts";
import { type Batch, batchesOf } from "./batches.ts";

export interface RunOptions extends SessionOptions {
  /** Called after each run. */
  readonly onProgress?: (samples: number, total: number) => void;
}

/** What one run gave. */
export interface BatchResult {
  readonly batch: Batch;
  /** Outputs by name; the next values of states among them, called `<state>_next`. */
  readonly outputs: Feeds;
}

/**
 * Runs a net over all samples; each result is handed on as it comes. States begin with their first values, or with what the
 * data has for them, and are carried from run to run. Gives the number of samples. Refuses what cannot be exported, run or read, and
 * stops where `take` refuses.
 */
export async function runData(
  net: NetWithWeights,
  data: DataSet,
  options: RunOptions,
  take: (result: BatchResult) => Promise<Refusal | undefined> | Refusal | undefined,
): Promise<number | Refusal> {
  const batches = batchesOf(net.shown.cost, data);
  if (isRefusal(batches)) return batches;
  const session = await sessionOf(net, options);
  if (isRefusal(session)) return session;
  try {
    let states: Feeds | undefined;
    for (const batch of batches.runs) {
      const inputs = await feedsOf(data, batch);
      // What the data has for a state is its value before the first run.
      if (states !== undefined) for (const name of states.keys()) inputs.delete(name);
      const before = states ?? firstStates(net.shown.cost.graph, inputs);
      const outputs = await session.run(new Map([...before, ...inputs]));
      if (isRefusal(outputs)) return outputs;
      states = nextStates(net.shown.cost.graph, before, outputs);
      const refusal = await take({ batch, outputs });
      if (refusal !== undefined) return refusal;
      options.onProgress?.(batch.to, batches.samples);
    }
    return batches.samples;
  } catch (error) {
    if (error instanceof DamagedFile) return refuse("file-unreadable", `the data cannot be read: ${error.message}`);
    throw error;
  } finally {
    session.close();
  }
}

/** A session of the net's model, which is written where nobody looks and is gone when it is open. */
async function sessionOf(net: NetWithWeights, options: SessionOptions): Promise<Session | Refusal> {
  const folder = await mkdtemp(join(tmpdir(), "lathe-run-"));
  try {
    const path = join(folder, "net.onnx");
    const { signal } = options;
    const exported = await exportNet(net, onnx, path, { verify: false, ...(signal !== undefined && { signal }) });
    if (isRefusal(exported)) return exported;
    return signal?.aborted === true ? cancelled : await openSession(path, options);
  } finally {
    // A system that does not let go of open files clears its folder for temporary files in its own time.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function feedsOf({ arrays }: DataSet, { ranges }: Batch): Promise<Map<string, RuntimeArray>> {
  const feeds = new Map<string, RuntimeArray>();
  for (const [name, { dtype = "f32", shape, read }] of arrays) {
    const range = ranges.get(name);
    const [, ...sample] = shape;
    if (range === undefined) {
      feeds.set(name, { dtype, shape, bytes: await read() });
      continue;
    }
    const [from, to] = range;
    const size = byteLength({ dtype, shape: sample });
    feeds.set(name, { dtype, shape: [to - from, ...sample], bytes: await read(from * size, to * size) });
  }
  return feeds;
}

/** States at their first values; those that the data has are fed by it. Their symbolic extents are those of the inputs. */
function firstStates(graph: Graph, inputs: Feeds): Feeds {
  const extents = new Map(samplesOf(graph));
  for (const { name, tensor } of graph.inputs) {
    for (const [axis, dim] of (graph.tensors[tensor]?.type.shape ?? []).entries()) {
      const extent = inputs.get(name)?.shape[axis];
      if (extent !== undefined && extents.has(formatDim(dim))) extents.set(formatDim(dim), extent);
    }
  }
  const feeds = new Map<string, RuntimeArray>();
  for (const { name, tensor, initial } of graph.states) {
    if (inputs.has(name)) continue;
    const type = graph.tensors[tensor]?.type;
    const shape = type?.shape?.map((dim) => evaluateDim(dim, extents) ?? 1) ?? [];
    const dtype = type?.dtype ?? "f32";
    feeds.set(name, {
      dtype,
      shape,
      bytes: bytesOfNumbers(dtype, new Float64Array(elementCount(shape)).fill(initial)),
    });
  }
  return feeds;
}

function nextStates({ states }: Graph, before: Feeds, outputs: Feeds): Feeds {
  const next = states.flatMap(({ name }) => {
    const value = outputs.get(`${name}_next`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return new Map([...before, ...next]);
}

/** Puts the results of several runs together as one array for each output. */
export class Joined {
  private readonly parts = new Map<string, { readonly array: RuntimeArray; readonly samples: number }[]>();
  private bytes = 0;

  /** Takes a run's outputs. Refuses more than memory is meant to hold. */
  add({ batch, outputs }: BatchResult): Refusal | undefined {
    for (const [name, array] of outputs) {
      const parts = this.parts.get(name) ?? [];
      parts.push({ array, samples: batch.to - batch.from });
      this.parts.set(name, parts);
      this.bytes += array.bytes.length;
    }
    if (this.bytes <= mostOutput) return undefined;
    return refuse("data-too-large", "the results are more than 4 GiB", { help: "Run fewer samples at a time." });
  }

  /**
   * The arrays. Where every run gave its samples along the first axis they are laid one after the other; else runs are a new
   * first axis. Refuses outputs whose other extents change from run to run.
   */
  arrays(): Feeds | Refusal {
    const joined = new Map<string, RuntimeArray>();
    for (const [name, parts] of this.parts) {
      const array = joinedArray(name, parts);
      if (isRefusal(array)) return array;
      joined.set(name, array);
    }
    return joined;
  }
}

const mostOutput = 2 ** 32;

function joinedArray(
  name: string,
  parts: readonly { readonly array: RuntimeArray; readonly samples: number }[],
): RuntimeArray | Refusal {
  const [first] = parts;
  if (first === undefined || parts.length === 1)
    return first?.array ?? { dtype: "f32", shape: [0], bytes: new Uint8Array() };
  const { dtype } = first.array;
  const alongSamples = parts.every(({ array, samples }) => array.shape[0] === samples);
  const inner = alongSamples ? first.array.shape.slice(1) : first.array.shape;
  const other = parts.find(({ array }) => (alongSamples ? array.shape.slice(1) : array.shape).join() !== inner.join());
  if (other !== undefined) {
    const message = `the output \`${name}\` is [${first.array.shape.join(", ")}] in one run and [${other.array.shape.join(", ")}] in another`;
    return refuse("uneven-output", message, { help: "Run samples of the same extents." });
  }
  const bytes = Buffer.concat(parts.map(({ array }) => array.bytes));
  const outer = bytes.length / Math.max(1, elementCount(inner) * elementBytes(dtype));
  return { dtype, shape: [alongSamples ? outer : parts.length, ...inner], bytes };
}
