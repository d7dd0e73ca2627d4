/** Samples for the inputs of a net, wherever they come from. */
import type { StoredArray } from "../tensors/array.ts";

export interface DataSet {
  readonly kind: "data";
  /** By the name of the input, in its element type; the first axis is samples. Read by ranges of whole samples. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
  /** One entry, or one array, for each sample. */
  readonly labels: StoredArray | undefined;
  close(): Promise<void>;
}
