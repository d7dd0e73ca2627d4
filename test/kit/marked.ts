/** Marked texts: `$0` is the cursor; a second `$0` ends a selection. What is tested is the text without the marks. */
import type { Analysis } from "@lathe/engine";
import { analyseText } from "./analyse.ts";

export interface Marked {
  readonly text: string;
  /** Offset of the cursor. */
  readonly offset: number;
  /** Offset of the second mark, where there is one. */
  readonly end: number | undefined;
}

export function marked(source: string): Marked {
  const offset = source.indexOf("$0");
  if (offset === -1) throw new Error("a marked text needs a `$0`");
  const rest = source.slice(0, offset) + source.slice(offset + 2);
  const end = rest.indexOf("$0");
  return end === -1
    ? { text: rest, offset, end: undefined }
    : { text: rest.slice(0, end) + rest.slice(end + 2), offset, end };
}

/** The analysis of a marked text and where its cursor stands. */
export function analyseMarked(source: string): { readonly analysis: Analysis; readonly offset: number } {
  const { text, offset } = marked(source);
  return { analysis: analyseText(text), offset };
}
