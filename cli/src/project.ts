/** Opens the FILE of a command: the workspace around it, the net that was asked for, the settings of `--set`. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Analysis,
  type AnalysisOptions,
  type Declaration,
  type Devices,
  isRefusal,
  type Reach,
  type Refusal,
  readNumber,
  resolveImport,
  type ShownNet,
  type Trained,
  type Value,
  Workspace,
} from "@lathe/engine";
import {
  folderUri,
  type ImportedNet,
  libraryUri,
  netName,
  type OpenedWeights,
  openDevices,
  openRevision,
  openWeights,
  provideContents,
  type ReadNet,
  readNetFile,
  rootOf,
  settle,
  splitRevision,
} from "@lathe/host";

import { readTargets, tableNames, wrongTarget } from "./targets.ts";

/** Options that every command with a FILE has. */
export interface FileOptions {
  readonly net?: string;
  readonly set?: readonly string[];
  readonly target?: string;
  readonly counting?: string;
  readonly json?: boolean;
}

/** Why a command cannot begin. */
export type Problem =
  /** The input is at fault. */
  | { readonly kind: "unreadable"; readonly message: string }
  /** The command line is. */
  | { readonly kind: "usage"; readonly message: string };

export interface Opened {
  readonly kind: "opened";
  readonly analysis: Analysis;
  /** The files that it imports, and theirs; not the standard library. */
  readonly imported: readonly Analysis[];
  /** What files that belong to it may lie in. */
  readonly reach: Reach;
  /** Of an ONNX file: its weights, which stand in no file of their own. */
  readonly model?: ImportedNet;
}

/** Where a file and its imports are read from. */
export interface Source {
  readonly kind: "source";
  /** As the user named it. */
  readonly name: string;
  readonly uri: string;
  readonly roots: readonly string[];
  readonly read: ReadNet;
  /** Undefined: as it is on the disk. */
  readonly revision?: string;
  /** Of an ONNX file: what was read of it. */
  readonly model?: ImportedNet;
}

/** Where the user stands: npm scripts run in the project's root and say so. */
export function resolvePath(file: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** Opens a file and everything that belongs to it. */
export async function openProject(file: string, options: FileOptions): Promise<Opened | Problem> {
  const source = await fileSource(file);
  if (source.kind !== "source") return source;
  const reading = readOptions(options);
  if ("kind" in reading) return reading;
  const devices = await openTargets(source.roots, options.target);
  if ("message" in devices) return devices;
  const workspace = new Workspace({ library: libraryUri, roots: source.roots }, devices);
  const first = openSource(source, reading, workspace);
  if (first.kind !== "opened") return first;
  provideModel(workspace, source);
  await provideContents(workspace, source.roots);
  const analysis = withModelName(workspace.analyse(source.uri, reading) ?? first.analysis, source);
  if (options.net !== undefined && !analysis.nets.includes(options.net)) {
    return { kind: "usage", message: `${file} has no net \`${options.net}\`. ${hasText(analysis.nets)}` };
  }
  const unknown = unknownSetting(analysis, reading.set);
  if (unknown !== undefined) return { kind: "usage", message: unknown };
  return { ...first, analysis };
}

/** The devices that are known, `--target`'s table files among them. What it names must be one of them. */
export async function openTargets(roots: readonly string[], list: string | undefined): Promise<Devices | Problem> {
  const tables = new Map(tableNames(list).map((name) => [name, resolvePath(name)]));
  const devices = await openDevices(roots, tables);
  const wrong = wrongTarget(devices, list);
  if (wrong === undefined) return devices;
  const message = `--target: ${wrong.message}${wrong.help === undefined ? "" : `\n  ${wrong.help}`}`;
  const isFile = ["device-unreadable", "bad-device"].includes(wrong.code);
  return { kind: isFile ? "unreadable" : "usage", message };
}

/** The numbers of a net of an opened file; they must be closed. */
export async function weightsOf({ analysis, reach, model }: Opened, shown: ShownNet): Promise<OpenedWeights | Refusal> {
  if (model === undefined) return await openWeights(shown, analysis.uri, reach);
  const trained: Trained = (name) => model.weights.get(name);
  return { kind: "weights", source: shown.weights, trained, close: async () => {} };
}

/** The weights of an ONNX file, where its text says that they lie in a file of their own. */
function provideModel(workspace: Workspace, { uri, model }: Source): void {
  if (model === undefined) return;
  const { weights, weightsFile, isRandom } = model;
  const place = new URL(encodeURIComponent(weightsFile), uri).href;
  workspace.provideContent(place, { kind: "tensors", tensors: weights, ...(isRandom && { isRandom }) });
}

/** The weights of an ONNX file are its own: nothing speaks of a file that is not there. */
function withModelName(analysis: Analysis, { name, model }: Source): Analysis {
  if (model === undefined) return analysis;
  const shown = analysis.shown.map((net) => (net.weights === model.weightsFile ? { ...net, weights: name } : net));
  return { ...analysis, shown };
}

/**
 * A `.net` on the disk, or an `.onnx`, which is read as the text that import would write. The user has named it, so it may be a
 * link to anywhere; what it imports may not.
 */
export async function fileSource(file: string): Promise<Source | Problem> {
  const path = resolvePath(file);
  if (!existsSync(path)) return { kind: "unreadable", message: `${file}: there is no such file.` };
  const uri = pathToFileURL(path).href;
  const roots = [folderUri(rootOf(path))];
  if (/\.onnx$/i.test(file)) {
    const { readAsNet } = await import("./models.ts");
    const model = await readAsNet(path, netName(path));
    if (isRefusal(model)) return { kind: "unreadable", message: `${file} cannot be read: ${model.message}.` };
    return {
      kind: "source",
      name: file,
      uri,
      roots,
      model,
      read: (wanted) => (wanted === uri ? model.text : readNetFile(wanted, roots)),
    };
  }
  return { kind: "source", name: file, uri, roots, read: (wanted) => readNetFile(wanted, wanted === uri ? [] : roots) };
}

/** A file on the disk, or a `REV:FILE` from git. A file whose name has a colon is a file. */
export async function revisionSource(argument: string): Promise<Source | Problem> {
  const parts = existsSync(resolvePath(argument)) || isDrivePath(argument) ? undefined : splitRevision(argument);
  if (parts === undefined) return await fileSource(argument);
  if (/\.onnx$/i.test(parts.file)) {
    return { kind: "unreadable", message: `${argument}: of a revision only \`.net\` files are read.` };
  }
  const found = openRevision(parts.revision, resolvePath(parts.file));
  if ("reason" in found) return { kind: "unreadable", message: `${argument}: ${found.reason}` };
  const { uri, root, read } = found;
  return { kind: "source", name: argument, uri, roots: [root], read, revision: parts.revision };
}

/** `C:\\nets\\a.net`, where drives have letters. */
function isDrivePath(argument: string): boolean {
  return process.platform === "win32" && /^[A-Za-z]:[\\/]/.test(argument);
}

/** Analyses a file with its imports; weights and data beside it are left alone. */
export function openSource(
  source: Source,
  options: AnalysisOptions,
  workspace = new Workspace({ library: libraryUri, roots: source.roots }),
): Opened | Problem {
  const { name, uri, roots, read } = source;
  const text = read(uri);
  if (typeof text !== "string") return { kind: "unreadable", message: `${name} cannot be read: ${text.reason}.` };
  workspace.provide(uri, text);
  const analysis = settle(workspace, uri, options, roots, read);
  if (analysis === undefined) return { kind: "unreadable", message: `${name} cannot be read.` };
  if (analysis.foreign !== undefined) {
    return { kind: "unreadable", message: `${name} looks like ${analysis.foreign}, not like a net of Lathe's.` };
  }
  const reach: Reach = { library: libraryUri, roots };
  const { model } = source;
  const imported = importedBy(workspace, analysis, source);
  return { kind: "opened", analysis, imported, reach, ...(model !== undefined && { model }) };
}

/** Analyses of the files behind a file's imports, each once. */
function importedBy(workspace: Workspace, analysis: Analysis, { roots, read }: Source): readonly Analysis[] {
  const reach: Reach = { library: libraryUri, roots };
  const found = new Map<string, Analysis>([[analysis.uri, analysis]]);
  const visit = ({ uri: from, module }: Analysis): void => {
    for (const { path } of module.importPaths) {
      const uri = resolveImport(reach, from, path);
      if (isRefusal(uri) || uri.startsWith(reach.library) || found.has(uri)) continue;
      const next = settle(workspace, uri, {}, roots, read);
      if (next === undefined) continue;
      found.set(uri, next);
      visit(next);
    }
  };
  visit(analysis);
  return [...found.values()].slice(1);
}

/** Complains of a `--set` that the shown net has no parameter, dim or choice for; a slip there would go unnoticed. */
function unknownSetting(analysis: Analysis, set: ReadonlyMap<string, Value>): string | undefined {
  const known = settingsOf(analysis);
  const unknown = [...set.keys()].find((name) => known?.includes(name) === false);
  if (unknown === undefined) return undefined;
  const [shown] = analysis.shown;
  return `--set ${unknown}: \`${shown?.name}\` has no parameter, dim or choice of that name. ${hasText(known ?? [])}`;
}

/** Names of the parameters, dims and choices of the shown net; undefined where they are not known. */
export function settingsOf(analysis: Analysis): readonly string[] | undefined {
  const [shown] = analysis.shown;
  const parameters = shown === undefined ? undefined : parametersOf(analysis, shown.declaration);
  if (shown === undefined || parameters === undefined) return undefined;
  const { dims, choices } = shown.cost.graph;
  return [...parameters, ...dims.map(({ name }) => name), ...choices.map(({ address }) => address)];
}

/** What there is instead of what was asked for. */
function hasText(names: readonly string[]): string {
  return names.length === 0 ? "It has none." : `It has ${names.join(", ")}.`;
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

/** What the options ask of an analysis. */
export function readOptions(
  options: FileOptions,
): (AnalysisOptions & { readonly set: ReadonlyMap<string, Value> }) | Problem {
  const set = readSettings(options.set ?? []);
  if (typeof set === "string") return { kind: "usage", message: set };
  if (options.counting !== undefined && options.counting !== "paper" && options.counting !== "input") {
    return { kind: "usage", message: `--counting is "${options.counting}"; it must be "input" or "paper".` };
  }
  return {
    set,
    ...(options.net !== undefined && { net: options.net }),
    ...readTargets(options.target),
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
