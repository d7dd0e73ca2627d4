/** The suites, in the order they run. */
import { editing } from "./editing.ts";
import { foreignFile } from "./foreignFile.ts";
import { opening } from "./opening.ts";

export const suites: Readonly<Record<string, () => void>> = {
  "opening an example": opening,
  editing,
  "a file of another program": foreignFile,
};
