/** The model that a net of a test is written as; weights stay where they are. */
import {
  bindSteps,
  bindWeights,
  defaultOpset,
  emitModel,
  type Graph,
  isRefusal,
  type OnnxModel,
  type Refusal,
  type Tensor,
} from "@lathe/engine";

export interface ExportOptions {
  readonly opset?: number;
  /** The trained tensor of a weight; the others are drawn. */
  readonly trained?: (name: string) => Tensor | undefined;
}

/** Writes a net, or says why not. */
export function exportGraph(
  graph: Graph,
  { opset = defaultOpset, trained = () => undefined }: ExportOptions = {},
): OnnxModel | Refusal {
  const bound = bindWeights(graph, trained);
  if (isRefusal(bound)) return bound;
  const steps = bindSteps(graph, trained);
  return emitModel(graph, {
    opset,
    steps: (name) => steps.get(name),
    producer: { name: "lathe", version: "test" },
    weights: (name) => {
      const tensor = bound.get(name);
      if (tensor === undefined) throw new Error(`${name} is not bound`);
      return tensor;
    },
  });
}
