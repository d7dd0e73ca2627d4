/** Opens the FILE of a command: the workspace around it, the net that was asked for, the settings of `--set`. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Analysis,
  type AnalysisOptions,
  type Declaration,
  isRefusal,
  type Reach,
  readNumber,
  resolveImport,
  type Value,
  Workspace,
} from "@lathe/engine";
import { folderUri, libraryUri, provideContents, readNetFile, rootOf, settle } from "@lathe/host";

/** Options that every command with a FILE has. */
export interface FileOptions {
  readonly net?: string;
  readonly set?: readonly string[];
  readonly target?: string;
  readonly counting?: string;
  readonly json?: boolean;
}

export type Opened =
  | {
      readonly kind: "opened";
      readonly analysis: Analysis;
      /** The files that it imports, and theirs; not the standard library. */
      readonly imported: readonly Analysis[];
    }
  /** The input is at fault. */
  | { readonly kind: "unreadable"; readonly message: string }
  /** The command line is. */
  | { readonly kind: "usage"; readonly message: string };

/** Where the user stands: npm scripts run in the project's root and say so. */
export function resolvePath(file: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** Opens a file and everything that belongs to it. */
export async function openProject(file: string, options: FileOptions): Promise<Opened> {
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
  // The user has named this file, so it may be a link to anywhere; what it imports may not.
  const text = readNetFile(uri);
  if (typeof text !== "string") return { kind: "unreadable", message: `${file} cannot be read: ${text.reason}.` };
  const workspace = new Workspace({ library: libraryUri, roots });
  workspace.provide(uri, text);
  settle(workspace, uri, analysisOptions(options, set), roots);
  await provideContents(workspace, roots);
  const analysis = workspace.analyse(uri, analysisOptions(options, set));
  if (analysis === undefined) return { kind: "unreadable", message: `${file} cannot be read.` };
  if (analysis.foreign !== undefined) {
    return { kind: "unreadable", message: `${file} looks like ${analysis.foreign}, not like a net of Lathe's.` };
  }
  if (options.net !== undefined && !analysis.nets.includes(options.net)) {
    const has = analysis.nets.length === 0 ? "It has none." : `It has ${analysis.nets.join(", ")}.`;
    return { kind: "usage", message: `${file} has no net \`${options.net}\`. ${has}` };
  }
  const unknown = unknownSetting(analysis, set);
  if (unknown !== undefined) return { kind: "usage", message: unknown };
  return { kind: "opened", analysis, imported: importedBy(workspace, analysis, { library: libraryUri, roots }) };
}

/** Analyses of the files behind a file's imports, each once. */
function importedBy(workspace: Workspace, analysis: Analysis, reach: Reach): readonly Analysis[] {
  const found = new Map<string, Analysis>([[analysis.uri, analysis]]);
  const visit = ({ uri: from, module }: Analysis): void => {
    for (const { path } of module.importPaths) {
      const uri = resolveImport(reach, from, path);
      if (isRefusal(uri) || uri.startsWith(reach.library) || found.has(uri)) continue;
      const next = settle(workspace, uri, {}, reach.roots);
      if (next === undefined) continue;
      found.set(uri, next);
      visit(next);
    }
  };
  visit(analysis);
  return [...found.values()].slice(1);
}

/** Complains of a `--set` that the shown net has no parameter or dim for; a slip there would go unnoticed. */
function unknownSetting(analysis: Analysis, set: ReadonlyMap<string, Value>): string | undefined {
  const [shown] = analysis.shown;
  if (shown === undefined) return undefined;
  const parameters = parametersOf(analysis, shown.declaration);
  if (parameters === undefined) return undefined;
  const { dims, choices } = shown.cost.graph;
  const known = [...parameters, ...dims.map(({ name }) => name), ...choices.map(({ address }) => address)];
  const unknown = [...set.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const has = known.length === 0 ? "It has none." : `It has ${known.join(", ")}.`;
  return `--set ${unknown}: \`${shown.name}\` has no parameter, dim or choice of that name. ${has}`;
}

/** Names of a net's parameters; of a variant those of its net. Undefined where that stands in another file. */
function parametersOf(analysis: Analysis, declaration: Declaration): readonly string[] | undefined {
  const seen = new Set<Declaration>();
  for (let at: Declaration | undefined = declaration; at !== undefined && !seen.has(at); ) {
    seen.add(at);
    if (at.kind === "net") return at.statement.parameters.map(({ name }) => name.name);
    if (at.kind !== "variant" || at.statement.value.kind !== "call") return undefined;
    at = analysis.module.declarations.get(at.statement.value.callee.name);
  }
  return undefined;
}

function analysisOptions(options: FileOptions, set: ReadonlyMap<string, Value>): AnalysisOptions {
  return {
    set,
    ...(options.net !== undefined && { net: options.net }),
    // Of several the first, and of a variant its device: `pixel4(threads=4),host`.
    ...(options.target !== undefined && { target: options.target.split(/[(,]/)[0]?.trim() ?? "" }),
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
