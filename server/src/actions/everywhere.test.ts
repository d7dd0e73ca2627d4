/** Every action that is offered anywhere in the examples and the library: no new errors, and no other figures. */
import { type Analysis, formatSource, refuse, Workspace } from "@lathe/engine";
import { folderUri, libraryUri, listFolder, readNetFile, settle } from "@lathe/host";
import { describe, expect, it } from "vitest";
import { projectFiles, readText, root } from "../../../test/kit/files.ts";
import { type ActionHost, applyEdits, editsOf, laidOut, type Offer } from "./action.ts";
import { actions } from "./index.ts";
import { reportsAt } from "./reportsAt.ts";

/** So many offers of one action are tried in one file: evenly over all of them. */
const perFile = 6;

const files = projectFiles().filter((file) => /^(?:examples|library)\/.*\.net$/.test(file));
const roots = [folderUri(root)];

/** Actions that change figures, as their titles say. */
const changing: ReadonlySet<string> = new Set(["removeBias"]);

const library = new Workspace({ library: libraryUri, roots });
const host: ActionHost = {
  importable: () =>
    listFolder(libraryUri, [libraryUri]).flatMap((entry) => {
      library.provide(libraryUri + entry, readNetFile(libraryUri + entry, roots));
      const module = library.module(libraryUri + entry);
      return module === undefined ? [] : [[`std/${entry}`, module] as const];
    }),
  content: () => refuse("silent", ""),
  importers: () => [],
  withTexts: (texts) => library.withTexts(texts),
};

function analysisOf(workspace: Workspace, uri: string, text: string): Analysis {
  workspace.open(uri, text);
  const analysis = settle(workspace, uri, {}, roots);
  if (analysis === undefined) throw new Error("an open text is always analysed");
  return analysis;
}

function errorsOf({ reports }: Analysis): readonly string[] {
  return reports.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code}: ${message}`);
}

function totalsOf({ shown }: Analysis): unknown {
  return shown.map(({ name, cost: { totals, liveness } }) => ({ name, ...totals, peak: liveness.peakBytes }));
}

/** Cursors at the words of every line, and selections of up to four lines. */
function placesIn({ text, module }: Analysis): readonly { readonly start: number; readonly end: number }[] {
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

describe("actions everywhere", { timeout: 60_000 }, () => {
  const tried = new Map<string, number>();
  const fixed = new Map<string, number>();

  it.each(files)("%s", (file) => {
    const workspace = new Workspace({ library: libraryUri, roots });
    const uri = `${folderUri(root)}${file}`;
    const text = readText(file);
    expect(readNetFile(uri, roots)).toBe(text);
    const before = analysisOf(workspace, uri, text);
    const known = new Set(errorsOf(before));
    const totals = totalsOf(before);
    const places = placesIn(before);
    for (const action of actions) {
      const found = new Map<string, Offer>();
      for (const span of places) {
        for (const offer of action.offers({ analysis: before, span, reports: reportsAt(before, span), host })) {
          if (offer.refusal === undefined)
            found.set(JSON.stringify([offer.title, typeof offer.edits === "function" ? span : offer.edits]), offer);
        }
      }
      const offers = [...found.values()];
      const step = Math.max(1, Math.ceil(offers.length / perFile));
      for (const offer of offers.filter((_, index) => index % step === 0)) {
        const after = applyEdits(text, laidOut(text, editsOf(offer)));
        const where = `${action.name}: ${offer.title}\n${after}`;
        const analysis = analysisOf(workspace, uri, after);
        expect(
          errorsOf(analysis).filter((error) => !known.has(error)),
          where,
        ).toEqual([]);
        expect(after, where).not.toBe(text);
        if (formatSource(text) === text) expect(formatSource(after), where).toBe(after);
        if (offer.kind !== "quickfix" && !changing.has(action.name)) expect(totalsOf(analysis), where).toEqual(totals);
        tried.set(action.name, (tried.get(action.name) ?? 0) + 1);
      }
    }
  });

  it.each(files)("put right what is broken in %s", (file) => {
    const workspace = new Workspace({ library: libraryUri, roots });
    const uri = `${folderUri(root)}${file}`;
    for (const text of brokenTexts(readText(file))) {
      const before = analysisOf(workspace, uri, text);
      for (const report of before.reports.filter(({ severity }) => severity === "error").slice(0, 3)) {
        const request = { analysis: before, span: report.span, reports: [report], host };
        for (const action of actions) {
          for (const offer of action.offers(request).filter(({ solves }) => solves === report)) {
            const after = analysisOf(workspace, uri, applyEdits(text, laidOut(text, editsOf(offer))));
            const said = `${report.code}: ${report.message}`;
            const count = (errors: readonly string[]) => errors.filter((error) => error === said).length;
            expect(count(errorsOf(after)), `${offer.title} leaves: ${said}\n${text}`).toBeLessThan(
              count(errorsOf(before)),
            );
            fixed.set(action.name, (fixed.get(action.name) ?? 0) + 1);
          }
        }
      }
    }
  });

  it("are listed at once on ResNet-50", () => {
    const workspace = new Workspace({ library: libraryUri, roots });
    const analysis = analysisOf(workspace, `${folderUri(root)}examples/resnet.net`, readText("examples/resnet.net"));
    const times = placesIn(analysis).map((span) => {
      const start = performance.now();
      for (const action of actions) action.offers({ analysis, span, reports: reportsAt(analysis, span), host });
      return performance.now() - start;
    });
    // Half of the places answer much faster than this; machines that run tests are slow now and then.
    expect(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]).toBeLessThan(20);
  });

  it("are tried", () => {
    for (const name of refactorings) expect(tried.get(name) ?? 0, name).toBeGreaterThan(0);
    for (const name of quickFixes) expect(fixed.get(name) ?? 0, name).toBeGreaterThan(0);
  });
});

/** Actions that the examples have a use for. */
const refactorings = ["extractBlock", "inlineBlock", "labelOp", "literalToParameter", "assertType", "addBudget"];
const quickFixes = ["nearestName", "declareDim", "addImport", "addOutput"];

/** The text with one thing in it spoilt, in a few ways. */
function brokenTexts(text: string): readonly string[] {
  const without = (pattern: RegExp) => text.replace(pattern, "");
  const letters = [...text.matchAll(/(?<=-> )[a-z]{4,}(?=\()/g)].filter((_, index) => index % 5 === 0);
  const misspelt = letters.slice(0, 4).map(({ index }) => text.slice(0, index + 1) + text.slice(index + 2));
  const broken = [...misspelt, without(/^ {2}dim .*\n/m), without(/^ {2}output .*\n/m), without(/^import .*\n/m)];
  return [...new Set(broken)].filter((each) => each !== text);
}
