/** Reductions: many elements into one along some axes. They differ only in the formula. */
import { type Dim, mulDim, productDims } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import { elements } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { type AxisLink, type Input, operator, product } from "./operator.ts";
import { flag, ints, optional } from "./parameter.ts";
import { axesOf, joins, type Shape } from "./shapes.ts";

export const mean = reduction({
  name: "mean",
  summary: "The mean along the axes.",
  takes: "float",
  arithmetic: "1 per reduced element: the additions and one division per result",
  perResult: (reduced) => reduced,
});

export const sum = reduction({
  name: "sum",
  summary: "The sum along the axes.",
  takes: "number",
  arithmetic: "reduced − 1 additions per result",
  perResult: (reduced) => joins(reduced),
});

export const reduceMax = reduction({
  name: "reduce_max",
  summary: "The greatest value along the axes.",
  takes: "number",
  arithmetic: "reduced − 1 comparisons per result",
  perResult: (reduced) => joins(reduced),
});

export const reduceMin = reduction({
  name: "reduce_min",
  summary: "The least value along the axes.",
  takes: "number",
  arithmetic: "reduced − 1 comparisons per result",
  perResult: (reduced) => joins(reduced),
});

export const reduceProd = reduction({
  name: "reduce_prod",
  summary: "The product along the axes.",
  takes: "number",
  arithmetic: "reduced − 1 multiplications per result",
  perResult: (reduced) => joins(reduced),
});

export const reduceL1 = reduction({
  name: "reduce_l1",
  summary: "The sum of the absolute values along the axes.",
  takes: "number",
  arithmetic: "an absolute value per reduced element and reduced − 1 additions per result",
  perResult: (reduced) => joins(mulDim(reduced, 2)),
});

export const reduceL2 = reduction({
  name: "reduce_l2",
  summary: "The Euclidean length along the axes.",
  takes: "float",
  arithmetic: "2 per reduced element: the squares, the additions and one root per result",
  perResult: (reduced) => mulDim(reduced, 2),
});

export const reduceLogsumexp = reduction({
  name: "reduce_logsumexp",
  summary: "The logarithm of the sum of the exponentials along the axes.",
  takes: "float",
  arithmetic: "2 per reduced element: the exponentials, the additions and one logarithm per result",
  perResult: (reduced) => mulDim(reduced, 2),
});

interface Reduction {
  readonly name: string;
  readonly summary: string;
  readonly takes: Input["takes"];
  readonly arithmetic: string;
  readonly perResult: (reduced: Dim) => Dim;
}

function reduction({ name, summary, takes, arithmetic, perResult }: Reduction) {
  return operator({
    name,
    family: "reduction",
    summary,
    example: `input x: f32[1, 197, 768]
y = x -> ${name}(axis=1)
output y`,
    inputs: [{ name: "x", doc: "data of any shape", takes }],
    parameters: {
      axis: optional(ints("the axes that are reduced"), "all axes"),
      keepdims: flag("keeps reduced axes with extent 1", { default: false }),
    },
    arithmetic,
    storage: "fresh",
    quantization: { kind: "arithmetic" },
    apply([x], { axis, keepdims }) {
      const reduced = axis === undefined ? [...x.shape.keys()] : axesOf(axis, x.shape.length);
      if (isRefusal(reduced)) return reduced;
      const { shape, links } = reduceShape(x.shape, reduced, keepdims ? "keep" : "drop");
      const y = { dtype: x.dtype, shape };
      const perElement = perResult(productDims(reduced.map((each) => x.shape[each] ?? 1)));
      return {
        outputs: [y],
        arithmetic: [product(["results", elements(y)], ["operations", perElement])],
        axes: () => [...links, ...reduced.map((each) => ({ size: x.shape[each] ?? 1, members: [input(0, each)] }))],
      };
    },
  });
}

/** The shape without the reduced axes, or with extent 1 there, and where the others went. */
export function reduceShape(
  from: Shape,
  reduced: readonly number[],
  mode: "keep" | "drop",
): { readonly shape: Shape; readonly links: readonly AxisLink[] } {
  const shape: Dim[] = [];
  const links: AxisLink[] = [];
  for (const [axis, size] of from.entries()) {
    if (!reduced.includes(axis)) {
      links.push({ size, members: [input(0, axis), output(shape.length)] });
      shape.push(size);
    } else if (mode === "keep") shape.push(1);
  }
  return { shape, links };
}
