/** What a call is written as in ONNX, and single nodes to be read. */

import type { Dim } from "../../engine/src/base/dim.ts";
import { isRefusal } from "../../engine/src/base/report.ts";
import type { Dtype } from "../../engine/src/base/tensor.ts";
import { type Attributes, attributeMap } from "../../engine/src/onnx/attributes.ts";
import type { OnnxFacet, RaisableNode, RaisableValue, RaisedNode } from "../../engine/src/onnx/facet.ts";
import { bytesOfNumbers, numbersOf } from "../../engine/src/weights/numbers.ts";
import { tensorOfBytes } from "../../engine/src/weights/tensor.ts";
import { exportText, type NetOptions } from "./onnx.ts";

/** The operators of the nodes that the body of a net becomes, in order; a refusal's message instead. */
export function written(body: string, options?: NetOptions): readonly string[] | string {
  const model = exportText(`net a {\n${body}\n}`, options);
  return isRefusal(model) ? model.message : model.graph.nodes.map(({ op }) => op);
}

let id = 0;

/** A value that is worked out while the model runs. */
export function value(dtype: Dtype, shape: readonly Dim[]): RaisableValue {
  return { id: id++, type: { dtype, shape }, constant: undefined, integers: undefined, numbers: undefined };
}

/** A value that the model stores. */
export function stored(dtype: Dtype, shape: readonly number[], numbers: readonly number[]): RaisableValue {
  const bytes = bytesOfNumbers(dtype, numbers);
  return {
    id: id++,
    type: { dtype, shape },
    constant: tensorOfBytes(dtype, shape, bytes),
    integers: dtype === "i64" ? numbers : undefined,
    numbers: [...numbersOf(dtype, bytes)],
  };
}

/** How a facet reads a node. */
export function raised(
  facet: OnnxFacet,
  op: string,
  inputs: readonly (RaisableValue | undefined)[],
  attributes: Attributes = {},
  { opset = 17, results = 1 }: { readonly opset?: number; readonly results?: number } = {},
): RaisedNode | undefined {
  const held = attributeMap(attributes);
  const node: RaisableNode = {
    node: {
      name: "n",
      domain: "",
      op,
      inputs: inputs.map((input) => (input === undefined ? "" : `v${input.id}`)),
      outputs: Array.from({ length: results }, (_, index) => `r${index}`),
      attributes: held,
      metadata: new Map(),
    },
    opset,
    input: (index) => inputs[index],
    inputCount: inputs.length,
    resultCount: results,
    int: (name) => {
      const attribute = held.get(name);
      return attribute?.kind === "int" ? attribute.value : undefined;
    },
    float: (name) => {
      const attribute = held.get(name);
      return attribute?.kind === "float" ? attribute.value : undefined;
    },
    text: (name) => {
      const attribute = held.get(name);
      return attribute?.kind === "string" ? attribute.value : undefined;
    },
    ints: (name) => {
      const attribute = held.get(name);
      return attribute?.kind === "ints" ? attribute.values : undefined;
    },
    floats: (name) => {
      const attribute = held.get(name);
      return attribute?.kind === "floats" ? attribute.values : undefined;
    },
  };
  return facet.raise[op]?.(node);
}
