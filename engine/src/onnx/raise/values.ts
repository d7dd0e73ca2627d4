/** The values of a graph that is being read: what is known of each, by the name that the model gives it. */
import { isKnown } from "../../base/dim.ts";
import { isInteger, type TensorType } from "../../base/tensor.ts";
import type { Tensor } from "../../weights/tensor.ts";
import type { RaisableValue } from "../facet.ts";
import { isWhole, type Small, smallOf, tensorOfSmall } from "./fold/small.ts";

export interface GraphValue {
  readonly id: number;
  readonly name: string;
  /** Undefined where not even the element type is known. */
  readonly type: TensorType | undefined;
  /** As it is stored. */
  readonly constant: Tensor | undefined;
  readonly small: Small | undefined;
  /** As operators and idioms see it; undefined where its rank is not known. */
  readonly seen: RaisableValue | undefined;
}

/** A value that is worked out while the model runs; of some, such as shapes, the elements are known all the same. */
export function computedValue(id: number, name: string, type: TensorType | undefined, small?: Small): GraphValue {
  return { id, name, type, constant: undefined, small, seen: seenAs(id, type, undefined, small) };
}

/** A value that is stored. */
export function storedValue(id: number, name: string, tensor: Tensor): GraphValue {
  const type = { dtype: tensor.dtype, shape: tensor.shape };
  const small = smallOf(tensor);
  return { id, name, type, constant: tensor, small, seen: seenAs(id, type, tensor, small) };
}

/** A value that was worked out while the model was read: stored if all of it is numbers. */
export function foldedValue(id: number, name: string, small: Small): GraphValue {
  const tensor = tensorOfSmall(small);
  if (tensor === undefined) return computedValue(id, name, { dtype: small.dtype, shape: small.shape }, small);
  const stored = storedValue(id, name, tensor);
  return { ...stored, seen: stored.seen && { ...stored.seen, isFolded: true } };
}

function seenAs(
  id: number,
  type: TensorType | undefined,
  constant: Tensor | undefined,
  small: Small | undefined,
): RaisableValue | undefined {
  if (type?.shape === undefined) return undefined;
  const isCounted = small !== undefined && (isInteger(small.dtype) || small.dtype === "bool");
  const numbers = constant === undefined ? undefined : small?.values.filter(isKnown);
  return {
    id,
    type: { dtype: type.dtype, shape: type.shape },
    constant,
    integers: isCounted && isWhole(small) ? small.values : undefined,
    numbers,
  };
}
