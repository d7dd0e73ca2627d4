/** The formatter, as the smallest edits that make the text look as it should. */
import type { Analysis } from "@lathe/engine";
import type { TextEdit } from "vscode-languageserver";

export function formatting(_analysis: Analysis): TextEdit[] {
  return [];
}
