import { isRefusal } from "../../base/report.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { conv as operator } from "../../operators/conv.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet, type RaisableNode, type RaisableValue, type RaisedNode } from "../facet.ts";
import { statedExtent } from "./arguments.ts";
import { defaultPad, extentsValue, padArgument, slidOver, statedWindow, windowAttributes } from "./window.ts";

export const conv = onnxFacet(operator, {
  emit(call, to) {
    const x = firstInput(call);
    const { bias, pad } = call.parameters;
    const groups = statedExtent(call.parameters.groups, "groups");
    if (isRefusal(groups)) return groups;
    const window = windowAttributes(slidOver(x.type, call.parameters), pad);
    if (isRefusal(window)) return window;
    const attributes = { ...window, group: groups === 1 ? undefined : int(groups) };
    return [to.node("Conv", [x.name, call.weight("weight"), bias ? call.weight("bias") : undefined], attributes)];
  },
  raise: {
    Conv(node) {
      const read = readConvolution(node);
      if (read === undefined || isDepthwise(node)) return undefined;
      const groups = node.int("group") ?? 1;
      return { ...read, arguments: { ...read.arguments, out: intValue(read.out), groups: intValue(groups) } };
    },
  },
});

/** Whether every input channel is a group of its own, and there are several. */
export function isDepthwise(node: RaisableNode): boolean {
  return (node.int("group") ?? 1) > 1 && node.input(1)?.type.shape[1] === 1;
}

/** Zeros that an exporter made up, because the node wanted a bias and the model had none. */
function isNothing(value: RaisableValue | undefined): boolean {
  return value?.isFolded === true && value.numbers?.every((number) => number === 0) === true;
}

/** What convolutions have in common, depthwise or not: the window, the bias and the weights. */
export function readConvolution(node: RaisableNode): (RaisedNode & { readonly out: number }) | undefined {
  const [x, weight, added] = [node.input(0), node.input(1)?.constant, node.input(2)];
  if (x === undefined || weight === undefined || weight.shape.length !== x.type.shape.length) return undefined;
  const [out = 0, , ...kernel] = weight.shape;
  if (node.inputCount > 2 && added?.constant?.shape.join() !== String(out)) return undefined;
  const bias = isNothing(added) ? undefined : added?.constant;
  const window = statedWindow(node, kernel);
  if (window === undefined) return undefined;
  const pad = padArgument(node, x.type.shape.slice(2), window, defaultPad);
  if (isRefusal(pad)) return undefined;
  return {
    out,
    inputs: [x],
    arguments: {
      kernel: extentsValue(kernel),
      stride: extentsValue(window.stride),
      pad,
      dilation: extentsValue(window.dilation),
      bias: bool(bias !== undefined),
    },
    weights: { weight, ...(bias !== undefined && { bias }) },
  };
}
