/** Sessions of an editor with one file: it is opened and edited again and again, and every version must hold what we promise. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Analysis,
  formatDim,
  formatSource,
  readSource,
  type SourceChunk,
  type SourceFile,
  Workspace,
} from "@lathe/engine";
import { folderUri, libraryUri, settle } from "@lathe/host";
import { root } from "../kit/files.ts";
import { followLines, independentLines, type Origins, originsOf } from "./dependence.ts";
import { edits, spliced } from "./edits.ts";
import { Random } from "./random.ts";

/** Cases of one session. A session starts anew from its number, so that any case can be found again. */
export const sessionLength = 50;

/** No version of a text takes longer, formatting twice included. */
const maximumMilliseconds = 1000;

type Kept = Pick<Case, "untouched" | "independent" | "lost">;

export interface Case {
  readonly number: number;
  readonly file: string;
  /** The kind of edit, or `several edits`. */
  readonly edit: string;
  readonly before: string;
  readonly after: string;
  readonly milliseconds: number;
  /** Lines with costs that were not touched, those of them that had to keep their costs, and what did not. */
  readonly untouched: number;
  readonly independent: number;
  readonly lost: readonly string[];
  /** What went wrong, an exception with its stack. */
  readonly failures: readonly string[];
}

export const files: readonly { readonly name: string; readonly text: string }[] = ["examples", "library/std"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  )
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".net"))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

/** Runs the cases of one session, up to `last`. */
export function* session(seed: number, number: number, last = Number.POSITIVE_INFINITY): Iterable<Case> {
  const random = new Random(seed + number * 7919);
  const { name, text } = random.pick(files);
  const uri = pathToFileURL(join(root, name)).href;
  const workspace = newWorkspace();
  const analyse = (version: string): Analysis => {
    workspace.open(uri, version);
    const analysis = settle(workspace, uri, {}, roots);
    if (analysis === undefined) throw new Error("an open text is always analysed");
    return analysis;
  };
  const base = { source: readSource(text), analysis: analyse(text) };
  let version = text;
  let origins: Origins = originsOf(text);
  let depth = 0;
  for (let i = 0; i < sessionLength && number * sessionLength + i <= last; i++) {
    // Most edits are of the file as it was; some go on from the last one, as typing does.
    if (depth > 3 || !random.chance(0.25)) {
      version = text;
      origins = originsOf(text);
      depth = 0;
    }
    const kind = random.pick(Object.keys(edits));
    const splice = edits[kind]?.(version, random, random.pick(files).text);
    if (splice === undefined) continue;
    const before = version;
    const after = spliced(before, splice);
    const moved = followLines(origins, before, splice, after);
    const isSampled = random.chance(0.2);
    const failures: string[] = [];
    let milliseconds = 0;
    let lines: Kept = { untouched: 0, independent: 0, lost: [] };
    try {
      const start = performance.now();
      const analysis = analyse(after);
      analysis.lines.get(0);
      const formatted = formatSource(after);
      milliseconds = performance.now() - start;
      // A noisy machine is slow once, a slow text always.
      for (let again = 0; again < 3 && milliseconds > maximumMilliseconds; again++) {
        milliseconds = Math.min(milliseconds, timeAnew(uri, after));
      }
      if (milliseconds > maximumMilliseconds) failures.push(`It takes ${milliseconds.toFixed(0)} ms.`);
      failures.push(...formatFailures(uri, after, formatted, analysis));
      if (isSampled) failures.push(...freshFailures(uri, after, analysis));
      // A NUL character makes a text a binary file, which has no lines to speak of.
      if (analysis.foreign === undefined) lines = keptLines(base, analysis, moved);
    } catch (error) {
      failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    depth++;
    yield {
      number: number * sessionLength + i,
      file: name,
      edit: depth > 1 ? "several edits" : kind,
      before,
      after,
      milliseconds,
      ...lines,
      failures,
    };
    version = after;
    origins = moved;
  }
}

const roots = [folderUri(root)];

function newWorkspace(): Workspace {
  return new Workspace({ library: libraryUri, roots });
}

function analyseAnew(uri: string, text: string): Analysis {
  const workspace = newWorkspace();
  workspace.open(uri, text);
  const analysis = settle(workspace, uri, {}, roots);
  if (analysis === undefined) throw new Error("an open text is always analysed");
  return analysis;
}

function timeAnew(uri: string, text: string): number {
  const start = performance.now();
  analyseAnew(uri, text).lines.get(0);
  formatSource(text);
  return performance.now() - start;
}

/** What of a line must stay the same: its own figures and its result, not the net's peak around it. */
function costOf(analysis: Analysis, line: number): string | undefined {
  const found = analysis.lines.get(line);
  if (found === undefined) return undefined;
  const { figures, count, result, resultBytes } = found.cost;
  const type = result && `${result.dtype}[${result.shape?.map(formatDim).join(", ")}]`;
  return `${Object.values(figures).join(" ")} × ${count} ${type} ${resultBytes}`;
}

function keptLines(
  base: { readonly source: SourceFile; readonly analysis: Analysis },
  analysis: Analysis,
  origins: Origins,
): Kept {
  const lost: string[] = [];
  const untouched = origins.filter((line) => line !== undefined && costOf(base.analysis, line) !== undefined).length;
  let independent = 0;
  for (const [line, now] of independentLines(base.source, analysis.module.file, origins)) {
    const was = costOf(base.analysis, line);
    if (was === undefined) continue;
    independent++;
    const is = costOf(analysis, now);
    if (is !== was)
      lost.push(`${line + 1} → ${now + 1}: ${base.source.lines.lines[line]?.text}\n    ${was}\n    ${is}`);
  }
  return { untouched, independent, lost };
}

/** The same analysis as of a workspace that has never seen another version. */
function freshFailures(uri: string, text: string, analysis: Analysis): readonly string[] {
  const fresh = analyseAnew(uri, text);
  const failures: string[] = [];
  if (describeSource(fresh.module.file) !== describeSource(analysis.module.file)) {
    failures.push("Reading on gives another tree than reading anew.");
  }
  if (describeAnalysis(fresh) !== describeAnalysis(analysis)) {
    failures.push("Reading on gives other figures or reports than reading anew.");
  }
  return failures;
}

/** Everything that is read of a text, as one text. */
function describeSource({ lines, chunks, reports }: SourceFile): string {
  const describe = ({ chunk, statement, problems, bodies }: SourceChunk): unknown => [
    chunk.tokens.map(({ image, startOffset, tokenType }) => [image, startOffset, tokenType.name]),
    typeof chunk.tokenLines === "number" ? chunk.tokens.map(() => chunk.tokenLines) : chunk.tokenLines,
    chunk.groups.map(({ span, isClosed }) => [span, isClosed]),
    chunk.problems,
    statement,
    problems,
    bodies.map((body) => [body.context, body.span, body.chunks.map(describe)]),
  ];
  const texts = lines.lines.map(({ text }) => text);
  return JSON.stringify([lines.starts, lines.unread, texts, chunks.map(describe), reports]);
}

/** Everything that is shown of an analysis, as one text. */
function describeAnalysis(analysis: Analysis): string {
  const lines = analysis.module.file.lines.lines.map((_, line) => costOf(analysis, line) ?? "");
  const nets = analysis.shown.map(({ name, kind, cost }) => [name, kind, cost.totals, cost.liveness.peakOp]);
  return JSON.stringify([analysis.reports, analysis.nets, nets, lines], null, 1);
}

function formatFailures(uri: string, text: string, formatted: string, analysis: Analysis): readonly string[] {
  const failures: string[] = [];
  if (formatSource(formatted) !== formatted) failures.push("Formatting twice is not formatting once.");
  if (commentsOf(text).join("\n") !== commentsOf(formatted).join("\n")) failures.push("Formatting changes comments.");
  if (formatted !== text && analysis.module.file.reports.length === 0) {
    const costs = (of: Analysis) =>
      JSON.stringify([
        of.shown.map(({ name, cost }) => [name, cost.totals]),
        of.module.file.lines.lines.flatMap((_, line) => costOf(of, line) ?? []),
      ]);
    if (costs(analyseAnew(uri, formatted)) !== costs(analysis)) failures.push("Formatting changes a cost.");
  }
  return failures;
}

/** Words of the comments; the formatter may set a space behind their sign. */
function commentsOf(text: string): readonly string[] {
  return readSource(text).lines.lines.flatMap(({ comment }) => {
    const words = comment?.text.replace(/^##?\s?/, "").trimEnd();
    return words === undefined ? [] : [words];
  });
}
