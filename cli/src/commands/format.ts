/** `lathe format FILE…`: the formatter. */
import { pathToFileURL } from "node:url";
import { formatSource } from "@lathe/engine";
import { readNetFile, replaceFile } from "@lathe/host";
import { type ExitCode, type Outcome, outcome } from "../output.ts";
import { resolvePath } from "../project.ts";

export interface FormatOptions {
  readonly check?: boolean;
  readonly write?: boolean;
}

/** Prints the formatted texts; with `check` names the files that would change, with `write` changes them. */
export function format(files: readonly string[], options: FormatOptions): Outcome {
  if (options.check === true && options.write === true) return outcome(2, "", "Give either --check or --write.\n");
  let code: ExitCode = 0;
  let output = "";
  let errors = "";
  for (const file of files) {
    const path = resolvePath(file);
    const text = readNetFile(pathToFileURL(path).href);
    if (typeof text !== "string") {
      code = 1;
      errors += `${file} cannot be read: ${text.reason}.\n`;
      continue;
    }
    const formatted = formatSource(text);
    if (options.check === true) {
      if (formatted === text) continue;
      code = 1;
      errors += `${file} is not formatted. Run \`lathe format --write ${file}\`.\n`;
    } else if (options.write === true) {
      if (formatted !== text) replaceFile(path, formatted);
    } else output += formatted;
  }
  return outcome(code, output, errors);
}
