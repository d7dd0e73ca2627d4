/** Nets through ONNX and back, without files: weights stay where they are. */
import {
  bindWeights,
  defaultOpset,
  emitModel,
  type Graph,
  type Imported,
  importModel,
  isRefusal,
  type OnnxModel,
  type Tensor,
} from "@lathe/engine";

/** The model that a net is written as. */
export function exported(graph: Graph, trained: (name: string) => Tensor | undefined): OnnxModel {
  const bound = bindWeights(graph, trained);
  if (isRefusal(bound)) throw new Error(bound.message);
  const model = emitModel(graph, {
    opset: defaultOpset,
    producer: { name: "lathe", version: "test" },
    weights: (name) => bound.get(name) ?? missing(name),
  });
  return isRefusal(model) ? missing(model.message) : model;
}

/** What is read back of a model. */
export function read(model: OnnxModel, name: string): Imported {
  const imported = importModel(model, { name });
  return isRefusal(imported) ? missing(imported.message) : imported;
}

/** Says what a test relies on and does not find. */
export function missing(what: string): never {
  throw new Error(what);
}
