/** `lathe diff A B`: what a change costs. A and B are files, or `REV:FILE` from git. */
import { type AnalysisOptions, type Devices, Workspace } from "@lathe/engine";
import { libraryUri } from "@lathe/host";
import { compare } from "../diff/comparison.ts";
import { diffJson } from "../diff/json.ts";
import { diffMarkdown } from "../diff/markdown.ts";
import { diffText } from "../diff/text.ts";
import { diagnosticsOf, diagnosticText, type Outcome, outcome, toJson } from "../output.ts";
import {
  type FileOptions,
  type Opened,
  openSource,
  openTargets,
  type Problem,
  readOptions,
  revisionSource,
  type Source,
  settingsOf,
} from "../project.ts";

export interface DiffOptions extends FileOptions {
  readonly format?: string;
}

const formats = ["text", "json", "markdown"] as const;

/** Differences are no fault: the exit code is 1 only where a file has errors or cannot be read. */
export async function diff(before: string, after: string, options: DiffOptions): Promise<Outcome> {
  const wanted = options.json === true ? "json" : (options.format ?? "text");
  const format = formats.find((known) => known === wanted);
  if (format === undefined) {
    return outcome(2, "", `--format is "${wanted}"; it must be "${formats.join('", "')}".\n`);
  }
  const reading = readOptions(options);
  if ("kind" in reading) return failure(reading);
  const [oldSource, newSource] = [await revisionSource(before), await revisionSource(after)];
  if (oldSource.kind !== "source") return failure(oldSource);
  if (newSource.kind !== "source") return failure(newSource);
  // Both on the devices of today: what differs is the nets.
  const roots = new Set([...newSource.roots, ...oldSource.roots]);
  const devices = await openTargets([...roots], options.target);
  if ("message" in devices) return failure(devices);
  const old = openVersion(before, oldSource, reading, devices);
  if (old.kind !== "opened") return failure(old);
  const now = openVersion(after, newSource, reading, devices);
  if (now.kind !== "opened") return failure(now);
  const slip = unknownNet(old, now, options.net) ?? unknownSetting(old, now, [...reading.set.keys()]);
  if (slip !== undefined) return outcome(2, "", `${slip}\n`);
  const comparison = compare(old, now, options.net);
  const errors = [...old.errors, ...now.errors, ...(comparison.nets.length === 0 ? [`${after} has no net.`] : [])];
  const said = errors.map((line) => `${line}\n`).join("");
  const print = {
    json: () => toJson(diffJson(comparison)),
    markdown: () => diffMarkdown(comparison),
    text: () => (comparison.nets.length === 0 ? "" : diffText(comparison)),
  };
  return outcome(errors.length > 0 ? 1 : 0, print[format](), said);
}

interface Version extends Opened {
  readonly file: string;
  /** As lines to print. */
  readonly errors: readonly string[];
}

function openVersion(file: string, source: Source, options: AnalysisOptions, devices: Devices): Version | Problem {
  const workspace = new Workspace({ library: libraryUri, roots: source.roots }, devices);
  const opened = openSource(source, options, workspace);
  if (opened.kind !== "opened") return opened;
  const errors = diagnosticsOf(opened.analysis, opened.imported).filter(({ severity }) => severity === "error");
  const prefix = source.revision === undefined ? "" : `${source.revision}:`;
  return { ...opened, file, errors: errors.map((error) => prefix + diagnosticText(error)) };
}

function failure({ kind, message }: Problem): Outcome {
  return outcome(kind === "usage" ? 2 : 1, "", `${message}\n`);
}

/** A net may be new or gone, but one of the files must have it. */
function unknownNet(before: Version, after: Version, net: string | undefined): string | undefined {
  const names = [...new Set([...after.analysis.nets, ...before.analysis.nets])];
  if (net === undefined || names.includes(net)) return undefined;
  return `Neither file has a net \`${net}\`. ${namesText(names)}`;
}

/** A parameter may be new or gone, too. */
function unknownSetting(before: Version, after: Version, wanted: readonly string[]): string | undefined {
  const [old, now] = [settingsOf(before.analysis), settingsOf(after.analysis)];
  if (old === undefined || now === undefined) return undefined;
  const known = [...new Set([...now, ...old])];
  const unknown = wanted.find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : `--set ${unknown}: neither version has a parameter, dim or choice of that name. ${namesText(known)}`;
}

function namesText(names: readonly string[]): string {
  return names.length === 0 ? "There is none." : `There is ${names.join(", ")}.`;
}
