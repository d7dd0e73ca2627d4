/** What a file of tensors says of itself: names and types, without a single number of them. */
import type { Dtype } from "../base/tensor.ts";

export interface TensorFile {
  readonly kind: "tensors";
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The file says that its numbers were drawn and never trained. */
  readonly isRandom?: boolean;
}

export interface StoredTensor {
  /** Undefined: a type that Lathe has no name for, as the file calls it. */
  readonly dtype: Dtype | undefined;
  readonly shape: readonly number[];
}
