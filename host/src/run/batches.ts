/** How the samples of a data set become runs of a net: the first axis of every array is samples, whatever the net's batch. */
import { formatDim, type Graph, type NetCost, type Refusal, refuse, unknownDim } from "@lathe/engine";
import type { DataSet } from "../data/dataSet.ts";

/** What one run may have alive, in bytes by the net's own figures, where the batch is ours to choose. */
const aliveAtOnce = 2 ** 27;

export interface Batches {
  readonly kind: "batches";
  readonly samples: number;
  readonly runs: readonly Batch[];
}

export interface Batch {
  /** Samples of the data set, the end excluded. */
  readonly from: number;
  readonly to: number;
  /** By input, which entries of its first axis go in; of inputs without axes, or without data, nothing. */
  readonly ranges: ReadonlyMap<string, readonly [from: number, to: number]>;
}

interface Fed {
  readonly name: string;
  readonly count: number;
  /** How many entries one run takes, where that is fixed. */
  readonly own: number | undefined;
}

/**
 * Divides the samples into runs. An input of a fixed batch takes that many at a time; one whose array is just one batch is the
 * same in every run. Where the batch is symbolic, all samples go in at once, or as many as fit in memory if it is one batch for
 * the whole net. Refuses arrays whose samples do not go together.
 */
export function batchesOf({ graph, liveness }: NetCost, { arrays }: Pick<DataSet, "arrays">): Batches | Refusal {
  const fed: Fed[] = [];
  for (const { name, tensor } of graph.inputs) {
    const first = graph.tensors[tensor]?.type.shape?.[0];
    const count = arrays.get(name)?.shape[0];
    if (first !== undefined && count !== undefined)
      fed.push({ name, count, own: typeof first === "number" ? first : undefined });
  }
  const empty = fed.find(({ count }) => count === 0);
  if (empty !== undefined) return refuse("data-missing", `the array \`${empty.name}\` has no samples`);
  const uneven = fed.find(({ count, own }) => own !== undefined && (own === 0 || count % own !== 0));
  if (uneven !== undefined) {
    const message = `the net takes ${uneven.own} samples of \`${uneven.name}\` at a time, and ${uneven.count} are no multiple of that`;
    return refuse("data-misshapen", message, { help: "Leave out the last ones, or fill them up." });
  }
  const times = ({ count, own = count }: Fed) => count / own;
  const runs = Math.max(1, ...fed.map(times));
  if (runs > 1) return inTurns(fed, runs, times);
  const samples = Math.max(1, ...fed.map(({ count }) => count));
  const size = fed.every(({ count }) => count === samples) ? batchSize(graph, liveness.peakBytes) : undefined;
  if (size === undefined || size >= samples)
    return { kind: "batches", samples, runs: [batch(0, samples, fed, () => undefined)] };
  const starts = Array.from({ length: Math.ceil(samples / size) }, (_, run) => run * size);
  return {
    kind: "batches",
    samples,
    runs: starts.map((from) => {
      const to = Math.min(samples, from + size);
      return batch(from, to, fed, () => [from, to]);
    }),
  };
}

/** Inputs of a fixed batch take their samples one batch after the other. */
function inTurns(fed: readonly Fed[], runs: number, times: (input: Fed) => number): Batches | Refusal {
  const other = fed.find((input) =>
    input.own === undefined ? input.count % runs !== 0 : ![1, runs].includes(times(input)),
  );
  if (other !== undefined) {
    const list = fed.map(({ name, count }) => `\`${name}\` ${count}`).join(", ");
    return refuse("data-misshapen", `the arrays do not have samples for the same number of runs: ${list}`);
  }
  const isStill = (input: Fed) => input.own !== undefined && times(input) === 1;
  const perRun = Math.max(...fed.filter((input) => !isStill(input)).map(({ count }) => count / runs));
  return {
    kind: "batches",
    samples: perRun * runs,
    runs: Array.from({ length: runs }, (_, run) =>
      batch(run * perRun, (run + 1) * perRun, fed, (input) => {
        if (isStill(input)) return undefined;
        const step = input.count / runs;
        return [run * step, (run + 1) * step];
      }),
    ),
  };
}

/** A run; an input without a range of its own takes all that it has. */
function batch(
  from: number,
  to: number,
  fed: readonly Fed[],
  rangeOf: (input: Fed) => readonly [number, number] | undefined,
): Batch {
  return { from, to, ranges: new Map(fed.map((input) => [input.name, rangeOf(input) ?? [0, input.count]])) };
}

/** How many samples go into one run, where the net has one symbolic batch throughout and carries nothing from run to run. */
function batchSize(graph: Graph, peakBytes: number): number | undefined {
  const ports = [...graph.inputs, ...graph.outputs];
  const names = new Set(ports.map(({ tensor }) => formatDim(graph.tensors[tensor]?.type.shape?.[0] ?? unknownDim)));
  const [name] = names;
  const dim = graph.dims.find((candidate) => candidate.name === name);
  if (names.size !== 1 || dim === undefined || graph.states.length > 0) return undefined;
  const most = Math.max(1, Math.floor((aliveAtOnce * dim.sample) / Math.max(1, peakBytes)));
  return Math.min(most, dim.bounds.high);
}
