import { type Dim, sumDims } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { formatTensor } from "../base/tensor.ts";
import { input, offsets, output } from "./links.ts";
import { operator, type ShapedTensor } from "./operator.ts";
import { int } from "./parameter.ts";
import { agree, axisOf, commonDtype, disagreement, type Shape } from "./shapes.ts";

export const concat = operator({
  name: "concat",
  family: "shape",
  summary: "Lays tensors one after the other along an axis.",
  example: `input x: f32[1, 16, 28, 28]
a = x -> conv(8, kernel=1)
b = x -> conv(24, kernel=3)
y = concat(a, b)
output y`,
  inputs: [{ name: "xs", doc: "tensors that agree on every other axis", takes: "any", variadic: { minimum: 1 } }],
  parameters: { axis: int("the axis along which they follow each other", { default: 1 }) },
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply(xs, { axis }) {
    const dtype = commonDtype(xs, "concat");
    if (isRefusal(dtype)) return dtype;
    const along = axisOf(axis, xs[0].shape.length);
    if (isRefusal(along)) return along;
    const common = agreeOnShape(xs, "concat", along);
    if (isRefusal(common)) return common;
    const extents = xs.map((x) => x.shape[along] ?? 1);
    const shape = common.with(along, sumDims(extents));
    return {
      outputs: [{ dtype, shape }],
      axes: () => [
        ...common.flatMap((size, i) =>
          i === along ? [] : [{ size, members: [...xs.map((_, index) => input(index, i)), output(i)] }],
        ),
        ...offsets(extents).flatMap((offset, index) =>
          offset === undefined
            ? []
            : [{ size: extents[index] ?? 1, members: [input(index, along), { ...output(along), offset }] }],
        ),
      ],
    };
  },
});

/** The shape that all tensors have, whatever their extents along `except`. */
export function agreeOnShape(xs: readonly ShapedTensor[], operatorName: string, except?: number): Shape | Refusal {
  let common: readonly Dim[] = xs[0]?.shape ?? [];
  for (const x of xs) {
    if (x.shape.length !== common.length) {
      return refuse(
        "shapes-do-not-fit",
        `\`${operatorName}\` needs tensors with equally many axes; these are ${xs.map(formatTensor).join(" and ")}.`,
        { help: "Add the missing axes with `unsqueeze`." },
      );
    }
    for (const [axis, extent] of x.shape.entries()) {
      if (axis === except) continue;
      const before = common[axis] ?? 1;
      const both = agree(before, extent);
      if (both === undefined) {
        return refuse(
          "shapes-do-not-fit",
          `\`${operatorName}\` needs equal extents on every ${except === undefined ? "" : "other "}axis; at axis ${axis} they are ${disagreement(before, extent)}.`,
          { help: except === undefined ? "Bring them to one shape." : `Only axis ${except} may differ.` },
        );
      }
      common = common.with(axis, both);
    }
  }
  return common;
}
