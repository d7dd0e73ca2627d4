import { int as intValue } from "../../base/value.ts";
import { pad as operator } from "../../operators/pad.ts";
import { int, text } from "../attributes.ts";
import { firstInput, type NodeWriter, onnxFacet, type RaisableNode } from "../facet.ts";
import { intsArgument, numberArgument, wordArgument } from "./arguments.ts";
import { toTheEnd } from "./slice.ts";

/** Modes by their names here and in ONNX. */
const modes = { constant: "constant", reflect: "reflect", replicate: "edge", circular: "wrap" } as const;

export const pad = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { pads, value, mode } = call.parameters;
    const rank = type.shape.length;
    const kept = Array.from({ length: rank - pads.length / 2 }, () => 0);
    const begins = [...kept, ...pads.slice(0, pads.length / 2)];
    const ends = [...kept, ...pads.slice(pads.length / 2)];
    if (mode === "circular" && to.opset < 19) return [wrapped(to, name, begins, ends)];
    const filling = mode === "constant" && value !== 0 ? to.constant(type.dtype, value) : undefined;
    const attributes = { mode: mode === "constant" ? undefined : text(modes[mode]) };
    return [to.node("Pad", [name, to.constant("i64", [...begins, ...ends]), filling], attributes)];
  },
  raise: {
    Pad(node) {
      const x = node.input(0);
      if (x === undefined) return undefined;
      const pads = padsOf(node, x.type.shape.length);
      const filling = node.opset < 11 ? [node.float("value") ?? 0] : (node.input(2)?.numbers ?? []);
      const word = node.text("mode") ?? "constant";
      const mode = Object.entries(modes).find(([, own]) => own === word)?.[0];
      const isOpen = node.opset >= 11 && node.input(2) !== undefined && filling.length !== 1;
      if (pads === undefined || mode === undefined || isOpen) return undefined;
      return {
        inputs: [x],
        arguments: {
          pads: intsArgument(spatialOnly(pads)),
          value: mode === "constant" ? numberArgument(filling[0] ?? 0) : intValue(0),
          mode: wordArgument(mode),
        },
      };
    },
  },
});

/** Before operator set 19 ONNX could not wrap around: what is left of the data is laid beside it from its other side. */
function wrapped(to: NodeWriter, name: string, begins: readonly number[], ends: readonly number[]): string {
  let sofar = name;
  for (const [axis, begin] of begins.entries()) {
    const end = ends[axis] ?? 0;
    const cut = (from: number, behind: number) => {
      const last = behind === 0 ? toTheEnd(to) : to.constant("i64", [behind]);
      return to.node("Slice", [sofar, to.constant("i64", [from]), last, to.constant("i64", [axis])]);
    };
    if (begin < 0 || end < 0) sofar = cut(Math.max(-begin, 0), Math.min(end, 0));
    const parts = [...(begin > 0 ? [cut(-begin, 0)] : []), sofar, ...(end > 0 ? [cut(0, end)] : [])];
    if (parts.length > 1) sofar = to.node("Concat", parts, { axis: int(axis) });
  }
  return sofar;
}

/** All begins and then all ends, of every axis; undefined where they are worked out while the model runs. */
function padsOf(node: RaisableNode, rank: number): readonly number[] | undefined {
  const stated = node.ints("pads") ?? node.ints("paddings") ?? node.input(1)?.numbers;
  const axes = node.input(3) === undefined ? Array.from({ length: rank }, (_, i) => i) : node.input(3)?.numbers;
  if (stated === undefined || axes === undefined || stated.length !== 2 * axes.length) return undefined;
  const pads = Array.from({ length: 2 * rank }, () => 0);
  for (const [i, each] of axes.entries()) {
    const axis = each < 0 ? each + rank : each;
    pads[axis] = stated[i] ?? 0;
    pads[axis + rank] = stated[i + axes.length] ?? 0;
  }
  return pads;
}

/** Without batch and channels, where these stay as they are and something remains. */
function spatialOnly(pads: readonly number[]): readonly number[] {
  const rank = pads.length / 2;
  const isSpatial = rank > 2 && [0, 1, rank, rank + 1].every((place) => pads[place] === 0);
  return isSpatial ? [...pads.slice(2, rank), ...pads.slice(rank + 2)] : pads;
}
