/** Attributes of nodes, written shortly. Those that are undefined are left out. */
import type { OnnxAttribute } from "./model.ts";

export type Attributes = Readonly<Record<string, OnnxAttribute | undefined>>;

export function int(value: number): OnnxAttribute {
  return { kind: "int", value };
}

export function ints(values: readonly number[]): OnnxAttribute {
  return { kind: "ints", values };
}

export function float(value: number): OnnxAttribute {
  return { kind: "float", value };
}

export function floats(values: readonly number[]): OnnxAttribute {
  return { kind: "floats", values };
}

export function text(value: string): OnnxAttribute {
  return { kind: "string", value };
}

export function attributeMap(attributes: Attributes): ReadonlyMap<string, OnnxAttribute> {
  return new Map(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
