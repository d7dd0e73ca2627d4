import { roll as operator } from "../../operators/roll.ts";
import { int } from "../attributes.ts";
import { firstInput, type NodeWriter, onnxFacet } from "../facet.ts";
import { toTheEnd } from "./slice.ts";

export const roll = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    let sofar = name;
    for (const [i, stated] of call.parameters.axis.entries()) {
      const axis = stated < 0 ? stated + type.shape.length : stated;
      const extent = type.shape[axis];
      const far = call.parameters.shift[i] ?? 0;
      // Once around is not at all. A symbolic extent is taken to be longer than the shift, as slices take it.
      const shift = typeof extent === "number" ? far % extent : far;
      if (shift !== 0) sofar = rolled(to, sofar, axis, shift);
    }
    return [sofar];
  },
  raise: {},
});

/** The last `shift` entries come first; of a shift below 0, the first ones come last. */
function rolled(to: NodeWriter, x: string, axis: number, shift: number): string {
  const cut = to.constant("i64", [-shift]);
  const along = to.constant("i64", [axis]);
  const behind = to.node("Slice", [x, cut, toTheEnd(to), along]);
  const before = to.node("Slice", [x, to.constant("i64", [0]), cut, along]);
  return to.node("Concat", [behind, before], { axis: int(axis) });
}
