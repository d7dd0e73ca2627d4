/** Values as the text has them. */
import { formatDim } from "../../base/dim.ts";
import type { Value } from "../../base/value.ts";

/**
 * A value of the language as it is written; `tensor` gives the name of a tensor. With `tellsFloats`, whole numbers that are floats
 * have a point: attributes of ONNX tell the two apart. Throws on what no model is read as.
 */
export function valueText(value: Value, tensor: (id: number) => string, tellsFloats: boolean): string {
  switch (value.kind) {
    case "number":
      return typeof value.value === "number"
        ? numberText(value.value, tellsFloats && value.isFloat)
        : formatDim(value.value);
    case "bool":
      return value.value ? "true" : "false";
    case "string":
      return JSON.stringify(value.value);
    case "list": {
      const items = value.items.map((item) => valueText(item, tensor, tellsFloats)).join(", ");
      return value.isTuple ? `(${items})` : `[${items}]`;
    }
    case "none":
      return "none";
    case "dtype":
      return value.dtype;
    case "tensor":
      return tensor(value.id);
    default:
      throw new Error(`a model is not read as ${value.kind}`);
  }
}

/** A number; with `hasPoint` also a whole one has a point. */
export function numberText(value: number, hasPoint = false): string {
  const text = String(value).replace("e+", "e");
  return hasPoint && Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}
