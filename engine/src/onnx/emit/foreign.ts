/** Nodes that the text calls by ONNX's own names: they are written as they are. */
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import { nameOfKind, type Value } from "../../base/value.ts";
import type { ForeignCall } from "../../operators/operator.ts";
import type { EmittedCall } from "../facet.ts";
import type { OnnxAttribute } from "../model.ts";
import type { GraphWriter } from "./writer.ts";

/** Writes a call of `onnx.…`, or of an operator that the file declares with its name in ONNX. */
export function emitForeign(
  { domain, name, inputs, attributes }: ForeignCall,
  call: EmittedCall<unknown>,
  results: number,
  writer: GraphWriter,
): readonly string[] | Refusal {
  const written: Record<string, OnnxAttribute> = {};
  for (const [attribute, value] of attributes) {
    const read = attributeOf(value);
    if (isRefusal(read)) return { ...read, message: `\`${attribute}\` ${read.message}` };
    if (read !== undefined) written[attribute] = read;
  }
  const values = inputs.map((index) => (index === undefined ? undefined : call.inputs[index]?.name));
  return writer.foreign(domain, name, values, results, written);
}

/** A value of the text as an attribute: whole numbers without a point are ints, others floats. `none` is left out. */
export function attributeOf(value: Value): OnnxAttribute | Refusal | undefined {
  switch (value.kind) {
    case "none":
      return undefined;
    case "bool":
      return { kind: "int", value: value.value ? 1 : 0 };
    case "string":
      return { kind: "string", value: value.value };
    case "number":
      if (typeof value.value !== "number") return refuse("symbolic-argument", "is symbolic, which no attribute can be");
      return { kind: value.isFloat ? "float" : "int", value: value.value };
    case "list": {
      const items: OnnxAttribute[] = [];
      for (const item of value.items) {
        const read = attributeOf(item);
        if (read === undefined || isRefusal(read)) return read ?? refuse("bad-argument", "holds none");
        items.push(read);
      }
      const strings = items.flatMap((item) => (item.kind === "string" ? [item.value] : []));
      if (items.length > 0 && strings.length === items.length) return { kind: "strings", values: strings };
      const numbers = items.flatMap((item) => (item.kind === "int" || item.kind === "float" ? [item.value] : []));
      if (numbers.length < items.length) return refuse("bad-argument", "holds more than numbers or strings");
      return { kind: items.some(({ kind }) => kind === "float") ? "floats" : "ints", values: numbers };
    }
    default:
      return refuse("bad-argument", `is ${nameOfKind(value)}, which no attribute can be`);
  }
}
