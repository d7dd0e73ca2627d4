/** Opens the FILE of a command: the workspace around it, the net that was asked for, the settings of `--set`. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Analysis, type AnalysisOptions, isRefusal, readNumber, type Value, Workspace } from "@lathe/engine";
import { folderUri, libraryUri, readNetFile, rootOf, settle } from "@lathe/host";

/** Options that every command with a FILE has. */
export interface FileOptions {
  readonly net?: string;
  readonly set?: readonly string[];
  readonly target?: string;
  readonly counting?: string;
  readonly json?: boolean;
}

export type Opened =
  | { readonly kind: "opened"; readonly analysis: Analysis }
  /** The input is at fault. */
  | { readonly kind: "unreadable"; readonly message: string }
  /** The command line is. */
  | { readonly kind: "usage"; readonly message: string };

/** Where the user stands: npm scripts run in the project's root and say so. */
export function resolvePath(file: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

export function openProject(file: string, options: FileOptions): Opened {
  const path = resolvePath(file);
  if (file.endsWith(".onnx")) {
    return { kind: "unreadable", message: "Reading ONNX files is not in this version yet; give a `.net` file." };
  }
  if (!existsSync(path)) return { kind: "unreadable", message: `${file}: there is no such file.` };
  const set = readSettings(options.set ?? []);
  if (typeof set === "string") return { kind: "usage", message: set };
  if (options.counting !== undefined && options.counting !== "paper" && options.counting !== "input") {
    return { kind: "usage", message: `--counting is "${options.counting}"; it must be "input" or "paper".` };
  }
  const uri = pathToFileURL(path).href;
  const roots = [folderUri(rootOf(path))];
  const text = readNetFile(uri, roots);
  if (typeof text !== "string") return { kind: "unreadable", message: `${file} cannot be read: ${text.reason}.` };
  const workspace = new Workspace({ library: libraryUri, roots });
  workspace.provide(uri, text);
  const analysis = settle(workspace, uri, analysisOptions(options, set), roots);
  if (analysis === undefined) return { kind: "unreadable", message: `${file} cannot be read.` };
  if (analysis.foreign !== undefined) {
    return { kind: "unreadable", message: `${file} looks like ${analysis.foreign}, not like a net of Lathe's.` };
  }
  if (options.net !== undefined && !analysis.nets.includes(options.net)) {
    const has = analysis.nets.length === 0 ? "It has none." : `It has ${analysis.nets.join(", ")}.`;
    return { kind: "usage", message: `${file} has no net \`${options.net}\`. ${has}` };
  }
  return { kind: "opened", analysis };
}

function analysisOptions(options: FileOptions, set: ReadonlyMap<string, Value>): AnalysisOptions {
  return {
    set,
    ...(options.net !== undefined && { net: options.net }),
    ...(options.counting === "paper" && { countsPaper: true }),
  };
}

/** `key=value` pairs: numbers as the language writes them, `true`, `false`, and words. */
function readSettings(pairs: readonly string[]): ReadonlyMap<string, Value> | string {
  const set = new Map<string, Value>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) return `--set takes \`key=value\`; this is "${pair}".`;
    const text = pair.slice(at + 1);
    set.set(pair.slice(0, at), readValue(text));
  }
  return set;
}

function readValue(text: string): Value {
  if (text === "true" || text === "false") return { kind: "bool", value: text === "true" };
  const isNegative = text.startsWith("-");
  const digits = isNegative ? text.slice(1) : text;
  const number = /^\d/.test(digits) ? readNumber(digits) : undefined;
  if (number === undefined || isRefusal(number)) return { kind: "string", value: text };
  const value = isNegative ? -number.value : number.value;
  return number.unit === undefined
    ? { kind: "number", value, isFloat: number.isFloat }
    : { kind: "number", ...number, value };
}
