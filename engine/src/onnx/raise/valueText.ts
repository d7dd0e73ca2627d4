/** Values as the text has them. */
import { formatDim } from "../../base/dim.ts";
import { formatTensor, type TensorType } from "../../base/tensor.ts";
import type { Value } from "../../base/value.ts";

/** A value of the language as it is written; `tensor` gives the name of a tensor. Throws on what no model is read as. */
export function valueText(value: Value, tensor: (id: number) => string): string {
  switch (value.kind) {
    case "number":
      return typeof value.value === "number" ? numberText(value.value, value.isFloat) : formatDim(value.value);
    case "bool":
      return value.value ? "true" : "false";
    case "string":
      return JSON.stringify(value.value);
    case "list": {
      const items = value.items.map((item) => valueText(item, tensor)).join(", ");
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

/** A number; of floats also whole ones have a point, because attributes of ONNX tell the two apart. */
export function numberText(value: number, isFloat: boolean): string {
  const text = String(value).replace("e+", "e");
  return isFloat && Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

export function typeText(type: TensorType): string {
  return formatTensor(type);
}
