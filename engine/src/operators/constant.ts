import { productDims } from "../base/dim.ts";
import { refuse } from "../base/report.ts";
import { output, weight } from "./links.ts";
import { operator } from "./operator.ts";
import { dims, dtype, numbers, optional } from "./parameter.ts";
import { formatShape } from "./shapes.ts";

export const constant = operator({
  name: "constant",
  family: "weights",
  summary: "A stored tensor that is not learned: stated values, or those of the weights file under its path.",
  example: `input x: f32[1, 3, 32, 32]
mean = constant([0.485, 0.456, 0.406], shape=[1, 3, 1, 1])
y = x - mean
output y`,
  inputs: [],
  parameters: {
    value: numbers("one number for all elements, or a list with all of them"),
    shape: optional(dims("the shape", { min: 0 }), "that of `value`"),
    dtype: dtype("element type", { default: "f32" }),
  },
  arithmetic: "none",
  storage: "weight",
  quantization: { kind: "arithmetic" },
  apply(_, { value, shape: stated, dtype: type }) {
    const shape = stated ?? value.shape;
    const size = productDims(shape);
    if (value.shape.length > 0 && size !== value.values.length) {
      return refuse(
        "shapes-do-not-fit",
        `\`value\` has ${value.values.length} numbers, but the shape ${formatShape(shape)} does not hold as many.`,
        { help: "Write one number for all elements, or exactly as many as the shape holds.", parameter: "shape" },
      );
    }
    const [first] = value.values;
    const values = value.shape.length === 0 && first !== undefined ? first : value.values;
    return {
      outputs: [{ dtype: type, shape }],
      weights: [{ name: "", shape, role: "buffer", initial: "zeros", values, dtype: type }],
      // A list of values states every element; only one number for all of them leaves the extents free.
      axes: () =>
        value.shape.length > 0
          ? []
          : shape.map((size, axis) => ({
              size,
              members: [output(axis), weight("", axis), { kind: "parameter", name: "shape", index: axis }],
            })),
    };
  },
});
