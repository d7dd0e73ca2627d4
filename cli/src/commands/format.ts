/** `lathe format FILE…`: the formatter. */
import { pathToFileURL } from "node:url";
import { foreignFormat, formatSource } from "@lathe/engine";
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
    const foreign = foreignFormat(text);
    if (foreign !== undefined) {
      code = 1;
      errors += `${file} looks like ${foreign}, not like a net of Lathe's: it is left as it is.\n`;
      continue;
    }
    const formatted = formatSource(text);
    if (options.check === true) {
      if (formatted === text) continue;
      code = 1;
      errors += `${file} is not formatted. Run \`lathe format --write ${file}\`.\n`;
    } else if (options.write === true) {
      const refusal = formatted === text ? undefined : write(path, formatted);
      if (refusal === undefined) continue;
      code = 1;
      errors += `${file} cannot be written: ${refusal}. It is as it was; check its folder's permissions and space.\n`;
    } else output += formatted;
  }
  return outcome(code, output, errors);
}

/** Why a file cannot be written, in the system's words; undefined where it was. */
function write(path: string, text: string): string | undefined {
  try {
    replaceFile(path, text);
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}
