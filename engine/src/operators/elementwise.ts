/** What operators have in common that treat every element alone: the result has the data's shape. */

import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { broadcastLinks, passThrough } from "./links.ts";
import { type Input, operator, product, type ShapedTensor } from "./operator.ts";
import type { Parameters } from "./parameter.ts";
import { broadcast, commonDtype } from "./shapes.ts";

export interface UnaryDefinition {
  readonly name: string;
  readonly family: "activation" | "arithmetic";
  readonly summary: string;
  readonly example: string;
  readonly takes: Input["takes"];
  readonly quantization: "arithmetic" | "transparent" | "float";
  readonly parameters: Parameters;
  /** Operations per element, and what they are. */
  readonly operations: number;
  readonly arithmetic: string;
}

/** An operator with one input that writes each element from the element in its place. */
export function unary(definition: UnaryDefinition) {
  const { takes, quantization, operations, ...rest } = definition;
  return operator({
    ...rest,
    inputs: [{ name: "x", doc: "data of any shape", takes }],
    storage: "in-place",
    quantization: { kind: quantization },
    apply: ([x]) => pointwise(x, operations),
  });
}

/** The answer of an operator that spends `operations` on every element and keeps shape and element type. */
export function pointwise(x: ShapedTensor, operations: number) {
  return {
    outputs: [x],
    arithmetic: operations === 0 ? [] : [product(["elements", elements(x)], ["operations", operations])],
    axes: () => passThrough(x.shape),
  };
}

/** The answer of an operator that combines broadcast operands with `operations` per element of the result. */
export function broadcasting(operands: readonly ShapedTensor[], operatorName: string, operations: number) {
  const dtype = commonDtype(operands, operatorName);
  if (isRefusal(dtype)) return dtype;
  const shape = broadcast(
    operands.map((operand) => operand.shape),
    operatorName,
  );
  if (isRefusal(shape)) return shape;
  const y = { dtype, shape };
  return {
    outputs: [y],
    arithmetic: [product(["elements", elements(y)], ["operations", operations])],
    axes: () => broadcastLinks(operands, shape),
  };
}
