/** Values as they are shown. */
import { formatDim, formatTensor, nameOfKind, type Value } from "@lathe/engine";

const maximumItems = 12;

/** `f32[1, 8]`, `[1, 2, 3]`, `relu`: as one would write it; what cannot be written is named by its kind. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case "tensor":
      return formatTensor(value.type);
    case "number":
      return typeof value.value === "number" ? `${value.value}` : formatDim(value.value);
    case "bool":
    case "string":
      return JSON.stringify(value.value);
    case "list": {
      const items = value.items.slice(0, maximumItems).map(valueText).join(", ");
      const rest = value.items.length > maximumItems ? ", …" : "";
      return value.isTuple ? `(${items}${rest})` : `[${items}${rest}]`;
    }
    case "callable":
      return value.name;
    case "dtype":
      return value.dtype;
    default:
      return nameOfKind(value);
  }
}
