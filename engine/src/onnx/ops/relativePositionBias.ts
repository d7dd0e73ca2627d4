import { isKnown } from "../../base/dim.ts";
import { refuse } from "../../base/report.ts";
import { relativePositionBias as operator } from "../../operators/relativePositionBias.ts";
import { ints } from "../attributes.ts";
import { onnxFacet } from "../facet.ts";

export const relativePositionBias = onnxFacet(operator, {
  emit(call, to) {
    const [height, width = height] = call.parameters.window;
    if (height === undefined || width === undefined || !isKnown(height) || !isKnown(width)) {
      return refuse("unknown-extent", "a window has extents of numbers", { help: "Write numbers in place of dims." });
    }
    const places = height * width;
    const rows = to.constant("i64", distances(height, width), [places, places]);
    return [
      to.node("Transpose", [to.node("Gather", [call.weight("relative_position_bias_table"), rows])], {
        perm: ints([2, 0, 1]),
      }),
    ];
  },
  raise: {},
});

/**
 * For each pair of places of a window the row of the table that has their distance: (Δy + height − 1) · (2 · width − 1) + Δx +
 * width − 1 (Liu et al., "Swin Transformer", 2021).
 */
export function distances(height: number, width: number): readonly number[] {
  const places = Array.from({ length: height * width }, (_, i) => ({ y: Math.floor(i / width), x: i % width }));
  return places.flatMap((one) =>
    places.map((other) => (one.y - other.y + height - 1) * (2 * width - 1) + one.x - other.x + width - 1),
  );
}
