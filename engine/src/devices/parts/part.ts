/** What work an op is, before any runtime has fused it: one file per family, asked by the family's name or the operator's. */
import { type Dim, evaluateDim } from "../../base/dim.ts";
import type { Graph, Op } from "../../graph/graph.ts";
import type { Part } from "../kernel.ts";

/** An op with its extents as numbers, at the dims' sample values. */
export interface Sized {
  readonly op: Op;
  /** Undefined where a shape is not known. */
  readonly inputs: readonly (readonly number[] | undefined)[];
  readonly outputs: readonly (readonly number[] | undefined)[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly macs: number;
}

/**
 * The parts of an op, in the order in which they run. Empty: it costs no time (a view, a stored tensor). Undefined: what it takes is not
 * known, which is never the same as nothing.
 */
export type PartsOf = (sized: Sized) => readonly Part[] | undefined;

/** The op with numbers for its dims; `macs` are those its figures state. */
export function sizedOp(graph: Graph, op: Op, macs: number, samples: ReadonlyMap<string, number>): Sized {
  const shapeOf = (id: number) => numbersOf(graph.tensors[id]?.type.shape, samples);
  const weights: Record<string, readonly number[]> = {};
  for (const { name, shape } of op.call.weights ?? []) {
    const numbers = numbersOf(shape, samples);
    if (numbers !== undefined) weights[name] = numbers;
  }
  return { op, inputs: op.inputs.map(shapeOf), outputs: op.outputs.map(shapeOf), weights, macs };
}

function numbersOf(
  shape: readonly Dim[] | undefined,
  samples: ReadonlyMap<string, number>,
): readonly number[] | undefined {
  const numbers = shape?.map((dim) => (typeof dim === "number" ? dim : evaluateDim(dim, samples)));
  return numbers?.every((value) => value !== undefined) === true ? numbers : undefined;
}

export function count(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Elements of all inputs that are known to be tensors of their own. */
export function inputElements({ inputs }: Sized): number {
  return inputs.reduce((sum, shape) => sum + (shape === undefined ? 0 : count(shape)), 0);
}

/** A part that reads its inputs, writes its first result, and does nothing else worth a name. */
export function plainPart(kind: string, sized: Sized): readonly Part[] | undefined {
  const [result] = sized.outputs;
  if (result === undefined) return undefined;
  const weightElements = Object.values(sized.weights).reduce((sum, shape) => sum + count(shape), 0);
  const elements = sized.outputs.reduce((sum, shape) => sum + (shape === undefined ? 0 : count(shape)), 0);
  // Sequences and vectors are apart from images: what a runtime does to them, it does row by row.
  const rank = result.length <= 3 ? " rows" : "";
  return [
    {
      kind: `${kind}${rank}`,
      macs: sized.macs,
      elements,
      inputElements: inputElements(sized),
      weightElements,
      extents: { elements },
    },
  ];
}
