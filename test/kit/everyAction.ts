/** Every action that is offered anywhere in a file: no new errors, and no other figures. */
import { type Analysis, type Device, type Devices, formatSource, Workspace } from "@lathe/engine";
import { folderUri, libraryUri, listFolder, openDevices, readNetFile, settle } from "@lathe/host";
import { expect } from "vitest";
import {
  type Action,
  type ActionHost,
  applyEdits,
  editsOf,
  laidOut,
  type Offer,
} from "../../server/src/actions/action.ts";
import { exampleBoard } from "../../server/src/actions/exampleBoard.ts";
import { hostOf } from "../../server/src/actions/host.ts";
import { actions } from "../../server/src/actions/index.ts";
import { reportsAt } from "../../server/src/actions/reportsAt.ts";
import { projectFiles, readText, root } from "./files.ts";

/** The examples and the library. */
export const shippedFiles = projectFiles().filter((file) => /^(?:examples|library)\/.*\.net$/.test(file));

const roots = [folderUri(root)];
const shipped = await openDevices([]);

/** A board on which most numbers of channels are odd, and 8 bits slow. */
const odd: Device = {
  ...exampleBoard,
  id: "odd",
  units: exampleBoard.units.map((unit) => ({ ...unit, channelAlignment: { fp32: 24, int8: 24 } })),
};
const devices: Devices = { ids: [...shipped.ids, odd.id], get: (name) => (name === odd.id ? odd : shipped.get(name)) };

/** Actions that change figures, as their titles say. */
const changing: ReadonlySet<string> = new Set(["removeBias"]);

/** How often each action was tried. */
export type Tally = Map<string, number>;

interface Opened {
  readonly analysis: Analysis;
  readonly host: ActionHost;
  /** The analysis of another text in place of this one. */
  after(text: string): Analysis;
}

function opened(file: string, text: string): Opened {
  const workspace = new Workspace({ library: libraryUri, roots }, devices);
  const uri = `${folderUri(root)}${file}`;
  const analysisOf = (own: string) => {
    workspace.open(uri, own);
    const analysis = settle(workspace, uri, {}, roots);
    if (analysis === undefined) throw new Error("an open text is always analysed");
    return analysis;
  };
  const neighbours = {
    reach: { library: libraryUri, roots },
    moduleOf: (other: string) => {
      if (workspace.module(other) === undefined) workspace.provide(other, readNetFile(other, roots));
      return workspace.module(other);
    },
    entriesOf: (folder: string) => listFolder(folder, [libraryUri]),
    contentOf: (from: string, path: string) => workspace.content(from, path),
    devices,
  };
  return { analysis: analysisOf(text), host: hostOf({ workspace, neighbours }, uri), after: analysisOf };
}

function errorsOf({ reports }: Analysis): readonly string[] {
  return reports.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code}: ${message}`);
}

/** What must stay: totals and peak of every net, and of every op what it costs and what holds for it. */
function figuresOf({ shown }: Analysis): unknown {
  return shown.map(({ name, cost: { totals, liveness, figures, graph } }) => ({
    name,
    ...totals,
    peak: liveness.peakBytes,
    figures,
    annotations: graph.ops.map(({ annotations, tied }) => [annotations.map(({ reading }) => reading.name), tied?.op]),
  }));
}

/** Cursors at the words of every line, and selections of up to four lines. */
export function placesIn({ text, module }: Analysis): readonly { readonly start: number; readonly end: number }[] {
  const { starts } = module.file.lines;
  return starts.flatMap((start, line) => {
    const end = starts[line + 1] ?? text.length;
    const words = [...text.slice(start, end).matchAll(/[\w.]+/g)].map(({ index }) => ({
      start: start + index,
      end: start + index,
    }));
    const selections = [2, 4].flatMap((count) => {
      const last = starts[line + count];
      return last === undefined ? [] : [{ start, end: last - 1 }];
    });
    return [...words, ...selections];
  });
}

/** The offers of an action at some of the places of a file, each once. */
function offersIn(action: Action, { analysis, host }: Opened, everyPlace: number): readonly Offer[] {
  const found = new Map<string, Offer>();
  for (const [index, span] of placesIn(analysis).entries()) {
    if (index % everyPlace !== 0) continue;
    for (const offer of action.offers({ analysis, span, reports: reportsAt(analysis, span), host })) {
      if (offer.goTo !== undefined) continue;
      found.set(JSON.stringify([offer.title, typeof offer.edits === "function" ? span : offer.edits]), offer);
    }
  }
  return [...found.values()];
}

/**
 * Tries offers of every action in a text, at every so many places, and of each action at most so many, evenly over all of them.
 * Gives how many were refused, with a reason.
 */
export function tryActions(
  file: string,
  text: string,
  tried: Tally,
  {
    perAction,
    everyPlace = 1,
    list = actions,
  }: { readonly perAction: number; readonly everyPlace?: number; readonly list?: readonly Action[] },
): number {
  const own = opened(file, text);
  const known = new Set(errorsOf(own.analysis));
  const figures = figuresOf(own.analysis);
  const isLaidOut = formatSource(text) === text;
  let refused = 0;
  for (const action of list) {
    const offers = offersIn(action, own, everyPlace);
    const possible = offers.filter(({ refusal }) => refusal === undefined);
    refused += offers.length - possible.length;
    const step = Math.max(1, Math.ceil(possible.length / perAction));
    for (const offer of possible.filter((_, index) => index % step === 0)) {
      const after = applyEdits(text, laidOut(text, editsOf(offer)));
      const where = `${action.name}: ${offer.title}\n${after}`;
      const analysis = own.after(after);
      expect(
        errorsOf(analysis).filter((error) => !known.has(error)),
        where,
      ).toEqual([]);
      expect(after, where).not.toBe(text);
      if (isLaidOut) expect(formatSource(after), where).toBe(after);
      if (offer.kind !== "quickfix" && !changing.has(action.name)) expect(figuresOf(analysis), where).toEqual(figures);
      tried.set(action.name, (tried.get(action.name) ?? 0) + 1);
    }
  }
  return refused;
}

/** Spoils a file in a few ways, and holds every fix that is offered to putting that right. */
export function tryFixes(file: string, fixed: Tally): void {
  for (const text of brokenTexts(readText(file))) {
    const { analysis: before, host, after } = opened(file, text);
    for (const report of before.reports.filter(({ severity }) => severity === "error").slice(0, 3)) {
      const request = { analysis: before, span: report.span, reports: [report], host };
      for (const action of actions) {
        for (const offer of action.offers(request)) {
          if (offer.solves !== report || offer.goTo !== undefined) continue;
          const fixedText = applyEdits(text, laidOut(text, editsOf(offer)));
          const said = `${report.code}: ${report.message}`;
          const count = (errors: readonly string[]) => errors.filter((error) => error === said).length;
          expect(count(errorsOf(after(fixedText))), `${offer.title} leaves: ${said}\n${text}`).toBeLessThan(
            count(errorsOf(before)),
          );
          fixed.set(action.name, (fixed.get(action.name) ?? 0) + 1);
        }
      }
    }
  }
}

/** The text with one thing in it spoilt, in a few ways. */
function brokenTexts(text: string): readonly string[] {
  const without = (pattern: RegExp) => text.replace(pattern, "");
  const letters = [...text.matchAll(/(?<=-> )[a-z]{4,}(?=\()/g)].filter((_, index) => index % 5 === 0);
  const misspelt = letters.slice(0, 4).map(({ index }) => text.slice(0, index + 1) + text.slice(index + 2));
  const broken = [...misspelt, without(/^ {2}dim .*\n/m), without(/^ {2}output .*\n/m), without(/^import .*\n/m)];
  return [...new Set(broken)].filter((each) => each !== text);
}

/**
 * The text with a policy in its first net that calls some of its ops by their paths and by globs; undefined where the file has no
 * net, or a policy of its own.
 */
export function withPolicy(file: string): string | undefined {
  const text = readText(file);
  const { analysis } = opened(file, text);
  const shown = analysis.shown.find(({ kind, declaration }) => kind === "net" && declaration.kind === "net");
  const input = /^ {2}input .*\n/m.exec(text);
  if (shown === undefined || input === null || text.includes("policy")) return undefined;
  const layers = shown.cost.graph.ops.filter(({ call }) => (call.weights ?? []).some(({ name }) => name === "weight"));
  const step = Math.max(1, Math.floor(layers.length / 4));
  const chosen = layers.filter((_, index) => index % step === 0).map(({ path }) => path);
  const globs = [...chosen.map((path) => path.replace(/\[\d+\]/, "[*]")), ...chosen];
  const lines = [...new Set(globs)].map((glob, index) => `    "${glob}": ${index % 2 === 0 ? "@int8" : "@fp16"}\n`);
  const at = input.index + input[0].length;
  return `${text.slice(0, at)}  policy {\n${lines.join("")}  }\n${text.slice(at)}`;
}

/** The text with a line more in its first net that names targets; undefined where it has no net, or targets already. */
export function withTarget(file: string, line: string): string | undefined {
  const text = readText(file);
  const input = /^ {2}input .*\n/m.exec(text);
  if (!/^net \w/m.test(text) || input === null || /^ {2}(?:target|policy) /m.test(text)) return undefined;
  const at = input.index + input[0].length;
  return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
}

/** Milliseconds to list everything at each place of a file. */
export function listingTimes(file: string, text = readText(file)): readonly number[] {
  const { analysis, host } = opened(file, text);
  return placesIn(analysis).map((span) => {
    const start = performance.now();
    for (const action of actions) action.offers({ analysis, span, reports: reportsAt(analysis, span), host });
    return performance.now() - start;
  });
}
