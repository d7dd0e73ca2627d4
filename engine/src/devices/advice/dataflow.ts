/** Who hands what to whom, as advice asks it: as columns, because a net may have very many ops. */
import type { Graph } from "../../graph/graph.ts";

export interface Dataflow {
  /** By tensor: the op that makes it, behind views and guesses; −1 of inputs, states and literals. */
  readonly makers: Int32Array;
  /** By op: how often its results are read, by ops, by the outputs, and by what is carried to the next run. */
  readonly readers: Int32Array;
  /**
   * By op: the layer with weights that decides how many channels there are: itself, or the last one before it past what computes element
   * by element; −1 where there is none.
   */
  readonly layers: Int32Array;
}

const none = -1;

/** Worked out once for every graph. */
export function dataflowOf(graph: Graph): Dataflow {
  const known = memory.get(graph) ?? read(graph);
  memory.set(graph, known);
  return known;
}

const memory = new WeakMap<Graph, Dataflow>();

function read(graph: Graph): Dataflow {
  const makers = new Int32Array(graph.tensors.length).fill(none);
  const readers = new Int32Array(graph.ops.length);
  const layers = new Int32Array(graph.ops.length).fill(none);
  const isView = (index: number) => {
    const op = graph.ops[index];
    return op !== undefined && (op.call.storage ?? op.operator.storage) === "view";
  };
  // Tensors stand in program order, so whatever one is a view of has been seen.
  for (const [id, { source }] of graph.tensors.entries()) {
    if (source.kind === "guess") makers[id] = makers[source.of] ?? none;
    else if (source.kind === "op")
      makers[id] = isView(source.op) ? (makers[graph.ops[source.op]?.inputs[0] ?? none] ?? none) : source.op;
  }
  const count = (tensor: number | undefined) => {
    const maker = tensor === undefined ? none : (makers[tensor] ?? none);
    if (maker !== none) readers[maker] = (readers[maker] ?? 0) + 1;
  };
  for (const [index, op] of graph.ops.entries()) {
    const isWeighted = op.operator.quantization.kind === "weighted";
    layers[index] = isWeighted ? index : (layers[makers[op.inputs[0] ?? none] ?? none] ?? none);
    if (!isView(index)) for (const id of op.inputs) count(id);
  }
  for (const { tensor } of graph.outputs) count(tensor);
  for (const { next } of graph.states) count(next);
  return { makers, readers, layers };
}

/** The layer that decides how many channels go into an op; undefined where that is an input of the net. */
export function layerBefore(graph: Graph, op: number): number | undefined {
  const { makers, layers } = dataflowOf(graph);
  const layer = layers[makers[graph.ops[op]?.inputs[0] ?? none] ?? none] ?? none;
  return layer === none ? undefined : layer;
}

/** The layers whose channels are what the net gives: nobody may change these for speed. */
export function outputLayers(graph: Graph): ReadonlySet<number> {
  const { makers, layers } = dataflowOf(graph);
  return new Set(graph.outputs.map(({ tensor }) => layers[makers[tensor] ?? none] ?? none));
}
