import { bool, int as intValue } from "../../base/value.ts";
import { bilinear as operator } from "../../operators/bilinear.ts";
import type { Tensor } from "../../weights/tensor.ts";
import { text } from "../attributes.ts";
import { onnxFacet, type RaisableNode, type RaisedNode } from "../facet.ts";

export const bilinear = onnxFacet(operator, {
  emit(call, to) {
    const [a, b] = call.inputs;
    const leading = letters.slice(0, (a?.type.shape.length ?? 1) - 1);
    const inputs = [a?.name, call.weight("weight"), b?.name];
    const product = to.node("Einsum", inputs, { equation: text(`${leading}x,zxy,${leading}y->${leading}z`) });
    return [call.parameters.bias ? to.node("Add", [product, call.weight("bias")]) : product];
  },
  raise: { Einsum: (node) => bilinearCall(node, undefined) },
});

/** For leading axes; x, y and z are the features. */
const letters = "abcdefghijklmnopqrstuvw";

/** An Einsum of two tensors around stored weights [out, first, second]; undefined where it is another. */
export function bilinearCall(node: RaisableNode, bias: Tensor | undefined): RaisedNode | undefined {
  const [a, weight, b] = [node.input(0), node.input(1)?.constant, node.input(2)];
  const equation = node.text("equation")?.replaceAll(" ", "") ?? "";
  const terms = /^(\w*)(\w),(\w)(\w)(\w),(\w*)(\w)->(\w*)(\w)$/.exec(equation);
  if (a === undefined || b === undefined || weight === undefined || terms === null) return undefined;
  const [, leading, x, z, x2, y, leading2, y2, leading3, z2] = terms;
  const fits = leading === leading2 && leading === leading3 && x === x2 && y === y2 && z === z2;
  const own = new Set(`${leading}${x}${y}${z}`);
  if (!fits || own.size !== (leading?.length ?? 0) + 3) return undefined;
  return {
    inputs: [a, b],
    arguments: { out: intValue(weight.shape[0] ?? 0), bias: bool(bias !== undefined) },
    weights: { weight, ...(bias !== undefined && { bias }) },
  };
}
