/** `lathe format FILE…`: the formatter. */
import { type Outcome, outcome } from "../output.ts";

export interface FormatOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

export function format(_files: readonly string[], _options: FormatOptions): Outcome {
  return outcome(2, "", "not yet\n");
}
