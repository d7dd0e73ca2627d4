/** Runs an exported model once: what ONNX Runtime does not take was never exported. */
import {
  byteLength,
  bytesOfNumbers,
  type Dim,
  type Dtype,
  elementCount,
  evaluateDim,
  type Graph,
  isFloat,
  isRefusal,
  type Refusal,
  refuse,
  samplesOf,
} from "@lathe/engine";
import type { RuntimeArray } from "../runtime/protocol.ts";
import { type Feeds, openSession, type SessionOptions } from "../runtime/session.ts";

/** Larger inputs are not made up. */
const largestInput = 2 ** 30;

/** Loads a model and runs it at the sample values of its net's dims. Gives why that does not do, or nothing. */
export async function tryModel(path: string, graph: Graph, options: SessionOptions): Promise<Refusal | undefined> {
  const session = await openSession(path, options);
  if (isRefusal(session)) return session;
  try {
    const feeds = trialFeeds(graph);
    if (isRefusal(feeds)) return feeds;
    const results = await session.run(feeds);
    return isRefusal(results) ? results : misfitOf(graph, results);
  } finally {
    session.close();
  }
}

/** Inputs that count up, and zeros where integers may be indices; states at their first values. */
export function trialFeeds(graph: Graph): Feeds | Refusal {
  const samples = samplesOf(graph);
  const feeds = new Map<string, RuntimeArray>();
  for (const port of [...graph.inputs, ...graph.states]) {
    const { dtype, shape: dims } = graph.tensors[port.tensor]?.type ?? { dtype: "f32", shape: undefined };
    const shape = extentsOf(dims, samples);
    const bytes = shape === undefined ? Number.NaN : byteLength({ dtype, shape });
    if (shape === undefined || !(bytes <= largestInput)) {
      const what = shape === undefined ? "has an extent that is not known" : "is larger than 1 GiB";
      const message = `the model cannot be tried: its input \`${port.name}\` ${what}`;
      return refuse("cannot-try", message, {
        help: "Choose smaller samples of the dims, or export without verifying.",
      });
    }
    feeds.set(port.name, { dtype, shape, bytes: bytesOfNumbers(dtype, trialNumbers(dtype, shape, initialOf(port))) });
  }
  return feeds;
}

function initialOf(port: object): number | undefined {
  return "initial" in port && typeof port.initial === "number" ? port.initial : undefined;
}

function trialNumbers(dtype: Dtype, shape: readonly number[], initial: number | undefined): ArrayLike<number> {
  const numbers = new Float32Array(elementCount(shape));
  if (initial !== undefined) return numbers.fill(initial);
  if (isFloat(dtype)) for (let i = 0; i < numbers.length; i++) numbers[i] = (i % 256) / 256;
  return numbers;
}

/** An output of another shape than the net says would be a mistake of the export. */
function misfitOf(graph: Graph, results: Feeds): Refusal | undefined {
  const samples = samplesOf(graph);
  for (const { name, tensor } of graph.outputs) {
    const shape = extentsOf(graph.tensors[tensor]?.type.shape, samples);
    const result = results.get(name);
    if (shape === undefined || result === undefined || result.shape.join() === shape.join()) continue;
    const message = `the output \`${name}\` is [${result.shape.join(", ")}] when the model runs, and [${shape.join(", ")}] in the net`;
    return refuse("wrong-output", message);
  }
  return undefined;
}

function extentsOf(
  dims: readonly Dim[] | undefined,
  samples: ReadonlyMap<string, number>,
): readonly number[] | undefined {
  const extents = dims?.flatMap((dim) => evaluateDim(dim, samples) ?? []);
  return extents?.length === dims?.length ? extents : undefined;
}
