/** The suites, in the order they run. */
import { deviceFiles } from "./deviceFiles.ts";
import { editing } from "./editing.ts";
import { foreignFile } from "./foreignFile.ts";
import { opening } from "./opening.ts";
import { showing } from "./showing.ts";
import { onTargets } from "./targets.ts";

export const suites: Readonly<Record<string, () => void>> = {
  "opening an example": opening,
  editing,
  "what is shown": showing,
  "complaints about a device file": deviceFiles,
  "a net on two targets": onTargets,
  "a file of another program": foreignFile,
};
