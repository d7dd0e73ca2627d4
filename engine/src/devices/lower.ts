/** From a net's graph to the kernels that a runtime runs: dead branches left out, what is fused put together. */
import { bitsOf } from "../base/tensor.ts";
import { type Figures, precisionOf, samplesOf } from "../cost/figures.ts";
import type { Graph, Op } from "../graph/graph.ts";
import type { Kernel, Part } from "./kernel.ts";
import { partsOf } from "./parts/index.ts";
import { count, sizedOp } from "./parts/part.ts";
import type { Precision } from "./profile.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { simplify } from "./simplify.ts";

export interface Lowered {
  readonly kernels: readonly Kernel[];
  /** Ops that the runtime cannot run, and why: their time is not known. */
  readonly unsupported: readonly { readonly op: number; readonly reason: string }[];
  /** Ops whose work is not known. */
  readonly unknown: readonly number[];
  /** Ops that the runtime leaves out, because no output depends on them. */
  readonly pruned: readonly number[];
}

interface Draft {
  readonly part: Part;
  readonly ops: number[];
  readonly fused: string[];
  /** Elements of operands that fused ops read beside the kernel's own result. */
  operandElements: number;
  readonly precision: Kernel["precision"];
}

/**
 * Lowers a graph for one runtime. `figures` are those of the graph's ops. With a `precision`, all weights and data count as stored in it,
 * as on a target that is written so; else each op runs as its annotations say.
 */
export function lower(graph: Graph, figures: readonly Figures[], runtime: Runtime, precision?: Precision): Lowered {
  const samples = samplesOf(graph);
  const { isLive, root } = simplify(graph, runtime.prunesDeadBranches);
  const consumers = countConsumers(graph, isLive, root);
  const drafts: Draft[] = [];
  /** By tensor: the kernel that makes it, if that may still take up what follows. */
  const makers = new Map<number, Draft>();
  const unsupported: { op: number; reason: string }[] = [];
  const unknown: number[] = [];
  const pruned: number[] = [];

  for (const [index, op] of graph.ops.entries()) {
    if (!isLive(index)) {
      // A view that nobody needs to compute is not left out: it never ran.
      if (!isView(op)) pruned.push(index);
      continue;
    }
    const own = precision ?? ownPrecision(op);
    const reason = runtime.refuses(op, own);
    if (reason !== undefined) {
      unsupported.push({ op: index, reason });
      continue;
    }
    const sized = sizedOp(graph, op, figures[index]?.macs ?? 0, samples);
    const parts = partsOf(sized);
    if (parts === undefined) {
      unknown.push(index);
      continue;
    }
    if (parts.length === 0) continue;
    const [first] = op.outputs;
    const made = op.inputs.map(root).find((id) => {
      const draft = makers.get(id);
      return draft !== undefined && consumers[id] === 1 && runtime.fuses(draft.part, op, draft.fused);
    });
    const maker = made === undefined ? undefined : makers.get(made);
    if (maker !== undefined && first !== undefined) {
      maker.ops.push(index);
      maker.fused.push(op.operator.name);
      for (const [at, id] of op.inputs.entries())
        if (root(id) !== made) maker.operandElements += elementsOf(sized.inputs[at]);
      makers.set(root(first), maker);
      continue;
    }
    let draft: Draft | undefined;
    for (const part of parts) {
      draft = { part, ops: [index], fused: [], operandElements: 0, precision: kernelPrecision(own) };
      drafts.push(draft);
    }
    if (draft !== undefined && first !== undefined) makers.set(root(first), draft);
  }
  return { kernels: drafts.map(kernelOf), unsupported, unknown, pruned };
}

function kernelOf({ part, ops, fused, operandElements, precision }: Draft): Kernel {
  const width = bytesByPrecision[precision];
  const weightBytes = part.weightElements * width;
  const bytes = (part.inputElements + part.elements + operandElements) * width + weightBytes;
  return { ...part, ops, fused, bytes, weightBytes, precision };
}

const bytesByPrecision = { fp32: 4, fp16: 2, int8: 1 } as const;

function kernelPrecision(precision: Precision): Kernel["precision"] {
  // Weights in 8 bits and arithmetic in float: the data that moves is float.
  return precision === "dynamic-int8" ? "fp32" : precision;
}

/** In which precision an op runs by its annotations and its type. */
export function ownPrecision(op: Op): Precision {
  const precision = precisionOf(op);
  if (precision?.kind === "half") return "fp16";
  if (precision !== undefined && precision.kind !== "float") return "int8";
  return (bitsOf(op.call.outputs[0]?.dtype ?? "f32") ?? 32) === 16 ? "fp16" : "fp32";
}

function elementsOf(shape: readonly number[] | undefined): number {
  return shape === undefined ? 0 : count(shape);
}

/** How often each tensor is read by what runs; outputs are read by the world. */
function countConsumers(graph: Graph, isLive: (op: number) => boolean, root: (tensor: number) => number): Int32Array {
  const counts = new Int32Array(graph.tensors.length);
  const add = (id: number) => {
    counts[root(id)] = (counts[root(id)] ?? 0) + 1;
  };
  for (const [index, op] of graph.ops.entries()) {
    if (!isLive(index) || isView(op)) continue;
    for (const id of new Set(op.inputs)) add(id);
  }
  for (const { tensor } of graph.outputs) add(tensor);
  for (const { next } of graph.states) if (next !== undefined) add(next);
  return counts;
}

function isView(op: Op): boolean {
  return (op.call.storage ?? op.operator.storage) === "view";
}
