/** Symbolic dims of a model's inputs: names that the text can have, and the samples at which costs are shown. */
import { type Dim, symbolDim, unknownDim } from "../../base/dim.ts";
import type { TensorType } from "../../base/tensor.ts";
import type { OnnxType, OnnxValue } from "../model.ts";
import type { DraftDim } from "./draft.ts";
import { freshName, identifier } from "./identifiers.ts";

export interface Symbols {
  readonly dims: readonly DraftDim[];
  /** The types of the inputs, by name; every extent is a number or a symbol. */
  readonly inputs: ReadonlyMap<string, TensorType>;
  /** A type that the model states, in the symbols of its inputs; whatever else it names is unknown. */
  typeOf(type: OnnxType | undefined): TensorType | undefined;
}

type TensorOnnxType = Extract<OnnxType, { readonly kind: "tensor" }>;

/** Declares a symbol for each name, and for each extent of an input of which nothing is said. */
export function symbolsOf(inputs: readonly OnnxValue[]): Symbols {
  const taken = new Set(inputs.map(({ name }) => identifier(name)));
  const byParameter = new Map<string, string>();
  const dims: DraftDim[] = [];
  const declare = (wanted: string, sample: number) => {
    const name = freshName(wanted, taken);
    dims.push({ name, sample });
    return name;
  };
  const types = new Map<string, TensorType>();
  for (const { name, type } of inputs) {
    if (type.kind !== "tensor" || type.shape === undefined) continue;
    const { shape } = type;
    const extents = shape.map((extent, axis): Dim => {
      if (typeof extent === "number") return extent;
      const role = roleOf(axis, shape);
      if (extent === undefined) return symbolDim(declare(role.name, role.sample));
      const known = byParameter.get(extent) ?? declare(identifier(extent) || role.name, role.sample);
      byParameter.set(extent, known);
      return symbolDim(known);
    });
    types.set(name, { dtype: type.dtype, shape: extents });
  }
  return {
    dims,
    inputs: types,
    typeOf: (type) => (type?.kind === "tensor" ? typeIn(type, byParameter) : undefined),
  };
}

function typeIn({ dtype, shape }: TensorOnnxType, byParameter: ReadonlyMap<string, string>): TensorType {
  const extents = shape?.map((extent): Dim => {
    if (typeof extent === "number") return extent;
    const symbol = extent === undefined ? undefined : byParameter.get(extent);
    return symbol === undefined ? unknownDim : symbolDim(symbol);
  });
  return { dtype, shape: extents };
}

/** What an axis without a name is likely to be, and a usual extent of it. */
function roleOf(axis: number, shape: TensorOnnxType["shape"] & {}): { readonly name: string; readonly sample: number } {
  if (axis === 0) return { name: "N", sample: 1 };
  if (shape.length >= 4) {
    const fromEnd = shape.length - axis;
    if (fromEnd === 1) return { name: "W", sample: 224 };
    if (fromEnd === 2) return { name: "H", sample: 224 };
    return axis === 1 ? { name: "C", sample: 3 } : { name: "D", sample: 16 };
  }
  return axis === 1 ? { name: "S", sample: 128 } : { name: "D", sample: 128 };
}
