import { addDim, type Dim, divideDim, isKnown } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { rope as operator } from "../../operators/rope.ts";
import { bytesOfNumbers } from "../../weights/numbers.ts";
import { tensorOfBytes } from "../../weights/tensor.ts";
import { int } from "../attributes.ts";
import { firstInput, type NodeWriter, onnxFacet } from "../facet.ts";
import { type Headed, range, reshapedTo } from "./heads.ts";
import { cast } from "./operands.ts";

export const rope = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { heads, base, start, interleaved } = call.parameters;
    const size = divideDim(type.shape.at(-1) ?? 1, heads);
    if (size === undefined) throw new Error(`${call.path} has no head size`);
    const data = { name, places: type.shape.slice(0, -1), heads, size };
    const turned = rotated(to, data, { dtype: type.dtype, base, start, interleaved });
    return isRefusal(turned) ? turned : [turned];
  },
  raise: {},
});

interface Rotation {
  readonly dtype: Dtype;
  readonly base: number;
  /** Place of the first row. */
  readonly start: Dim;
  readonly interleaved: boolean;
}

/**
 * Turns the pairs (a, b) of each head of size d at place p by the angle p · base^(−2·i/d) for pair i: (a·cos − b·sin, b·cos + a·sin)
 * (Su et al., "RoFormer", 2021). A pair is two halves of a head, or neighbours.
 */
export function rotated(to: NodeWriter, data: Headed, { dtype, base, start, interleaved }: Rotation): string | Refusal {
  const { places, heads, size } = data;
  if (!isKnown(size)) {
    return refuse("unknown-extent", "rotary embeddings need a number of features in a head", {
      help: "Write a number in place of the dim.",
    });
  }
  const pairs = size / 2;
  const axis = interleaved ? -1 : -2;
  const apart = reshapedTo(to, places, interleaved ? [heads, pairs, 2] : [heads, 2, pairs]);
  const whole = reshapedTo(to, places, [typeof heads === "number" ? heads * size : -1]);
  const angles = anglesOf(to, places.at(-1) ?? 1, { dtype, base, start, interleaved }, pairs);
  if (isRefusal(apart)) return apart;
  if (isRefusal(whole)) return whole;
  if (isRefusal(angles)) return angles;
  const { cos, sin } = angles;
  const paired = to.node("Reshape", [data.name, apart]);
  const [a, b] = to.nodes("Split", [paired, to.constant("i64", [1, 1])], 2, { axis: int(axis) });
  const first = to.node("Sub", [to.node("Mul", [a, cos]), to.node("Mul", [b, sin])]);
  const second = to.node("Add", [to.node("Mul", [b, cos]), to.node("Mul", [a, sin])]);
  return to.node("Reshape", [to.node("Concat", [first, second], { axis: int(axis) }), whole]);
}

/** Cosines and sines of each place and pair, [S, 1, 1, pairs] or, for neighbours, [S, 1, pairs, 1]: stored where S is a number. */
function anglesOf(
  to: NodeWriter,
  count: Dim,
  { dtype, base, start, interleaved }: Rotation,
  pairs: number,
): { readonly cos: string; readonly sin: string } | Refusal {
  const speeds = Array.from({ length: pairs }, (_, i) => base ** (-i / pairs));
  const last = interleaved ? [pairs, 1] : [1, pairs];
  if (isKnown(count) && isKnown(start)) {
    const angles = Array.from({ length: count }, (_, i) => speeds.map((speed) => (start + i) * speed)).flat();
    const table = (of: (angle: number) => number) =>
      tensorOfBytes(dtype, [count, 1, ...last], bytesOfNumbers(dtype, angles.map(of)));
    return { cos: to.initializer("cos", table(Math.cos)), sin: to.initializer("sin", table(Math.sin)) };
  }
  const places = range(to, start, addDim(start, count));
  if (isRefusal(places)) return places;
  const column = to.node("Reshape", [cast(to, places, "i64", "f32"), to.constant("i64", [-1, 1, 1, 1])]);
  const angles = to.node("Mul", [column, to.constant("f32", speeds, last)]);
  return {
    cos: cast(to, to.node("Cos", [angles]), "f32", dtype),
    sin: cast(to, to.node("Sin", [angles]), "f32", dtype),
  };
}
