import type { Dim } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { convTranspose as operator } from "../../operators/convTranspose.ts";
import type { Extents } from "../../operators/parameter.ts";
import { int, ints } from "../attributes.ts";
import { firstInput, onnxFacet, type RaisableNode } from "../facet.ts";
import { intsArgument, statedExtent } from "./arguments.ts";
import { extentsValue, type StatedWindow, statedWindow } from "./window.ts";

export const convTranspose = onnxFacet(operator, {
  emit(call, to) {
    const x = firstInput(call);
    const { kernel, stride, pad, output_pad: outputPad, dilation, bias } = call.parameters;
    const groups = statedExtent(call.parameters.groups, "groups");
    if (isRefusal(groups)) return groups;
    const rank = x.type.shape.length - 2;
    const pads = perAxis(pad, rank);
    const attributes = {
      kernel_shape: ints(perAxis(kernel, rank)),
      strides: attribute(perAxis(stride, rank), 1),
      pads: attribute(pads.length === rank ? [...pads, ...pads] : pads, 0),
      output_padding: attribute(perAxis(outputPad, rank), 0),
      dilations: attribute(perAxis(dilation, rank), 1),
      group: groups === 1 ? undefined : int(groups),
    };
    const inputs = [x.name, call.weight("weight"), bias ? call.weight("bias") : undefined];
    return [to.node("ConvTranspose", inputs, attributes)];
  },
  raise: {
    ConvTranspose(node) {
      const [x, weight, bias] = [node.input(0), node.input(1)?.constant, node.input(2)?.constant];
      if (x === undefined || weight === undefined || weight.shape.length !== x.type.shape.length) return undefined;
      const [, perGroup = 0, ...kernel] = weight.shape;
      const groups = node.int("group") ?? 1;
      const out = perGroup * groups;
      if (node.inputCount > 2 && bias?.shape.join() !== String(out)) return undefined;
      const window = statedWindow(node, kernel);
      const outputPad = node.ints("output_padding") ?? kernel.map(() => 0);
      if (window === undefined || outputPad.length !== kernel.length) return undefined;
      const pads = cutPositions(node, x.type.shape.slice(2), window, outputPad);
      if (pads === undefined || pads.some((pad) => pad < 0)) return undefined;
      const isSymmetric = kernel.every((_, i) => pads[i] === pads[i + kernel.length]);
      return {
        inputs: [x],
        arguments: {
          out: intValue(out),
          kernel: extentsValue(kernel),
          stride: extentsValue(window.stride),
          pad: isSymmetric ? extentsValue(pads.slice(0, kernel.length)) : intsArgument(pads),
          output_pad: extentsValue(outputPad),
          dilation: extentsValue(window.dilation),
          groups: intValue(groups),
          bias: bool(bias !== undefined),
        },
        weights: { weight, ...(bias !== undefined && { bias }) },
      };
    },
  },
});

function perAxis(value: Extents, rank: number): readonly number[] {
  return typeof value === "number" ? Array.from({ length: rank }, () => value) : value;
}

function attribute(values: readonly number[], byDefault: number) {
  return values.some((value) => value !== byDefault) ? ints(values) : undefined;
}

/**
 * `pads` of a node, or what they follow from (onnx, ConvTranspose): stride·(in − 1) + output_padding + dilation·(kernel − 1) + 1
 * − out, of which SAME_UPPER takes the smaller half at the begin, every other rule the larger one.
 */
function cutPositions(
  node: RaisableNode,
  spatial: readonly Dim[],
  { kernel, stride, dilation }: StatedWindow,
  outputPad: readonly number[],
): readonly number[] | undefined {
  const rank = kernel.length;
  const auto = node.text("auto_pad") ?? "NOTSET";
  const stated = node.ints("output_shape")?.slice(-rank);
  const isSame = auto === "SAME_UPPER" || auto === "SAME_LOWER";
  if (stated === undefined && !isSame) {
    const none = Array.from({ length: 2 * rank }, () => 0);
    const pads = auto === "VALID" ? none : (node.ints("pads") ?? none);
    return pads.length === 2 * rank ? pads : undefined;
  }
  const pads: number[] = [];
  for (const [i, extent] of spatial.entries()) {
    if (typeof extent !== "number") return undefined;
    const [k, s, d] = [kernel[i] ?? 1, stride[i] ?? 1, dilation[i] ?? 1];
    const out = stated?.[i] ?? extent * s;
    const total = s * (extent - 1) + (outputPad[i] ?? 0) + d * (k - 1) + 1 - out;
    const less = Math.floor(total / 2);
    pads[i] = auto === "SAME_UPPER" ? less : total - less;
    pads[i + rank] = auto === "SAME_UPPER" ? total - less : less;
  }
  return pads;
}
