/** What tests of actions share: the example that each has, and offers at a marked text. */
import { type Analysis, type TensorFile, Workspace } from "@lathe/engine";
import { expect, it } from "vitest";
import {
  type Action,
  type ActionHost,
  type ActionRequest,
  applyEdits,
  type Example,
  editsOf,
  laidOut,
  type Offer,
} from "../../server/src/actions/action.ts";
import { importersOf, importPath } from "../../server/src/actions/host.ts";
import { reportsAt } from "../../server/src/actions/reportsAt.ts";
import { devicesOf } from "./devices.ts";
import { marked } from "./marked.ts";

const folder = "file:///project/";

interface World extends Pick<Example, "files" | "tensors" | "devices"> {
  /** Other files that are open in the editor too. */
  readonly open?: Readonly<Record<string, string>>;
}

/** The analysis of a text among other files. */
export function analyseAmong(
  text: string,
  { files = {}, tensors = {}, devices = [], open = {} }: World = {},
): { analysis: Analysis; host: ActionHost } {
  const workspace = new Workspace({ library: `${folder}std/`, roots: [folder] }, devicesOf(...devices));
  for (const [name, content] of Object.entries(files)) workspace.provide(folder + name, content);
  for (const [name, shapes] of Object.entries(tensors)) workspace.provideContent(folder + name, tensorFile(shapes));
  const uri = `${folder}main.net`;
  for (const [name, content] of Object.entries(open)) workspace.open(folder + name, content);
  workspace.open(uri, text);
  const analysis = workspace.analyse(uri);
  if (analysis === undefined) throw new Error("an open text is always analysed");
  const host: ActionHost = {
    importable: () =>
      Object.keys(files).flatMap((path) => {
        const module = workspace.module(folder + path);
        return module === undefined ? [] : [[path, module] as const];
      }),
    content: (path) => workspace.content(uri, path),
    program: workspace.program,
    pathTo: (other) => importPath(`${folder}std/`, uri, other),
    importers: () => importersOf(workspace, uri),
    withTexts: (texts) => workspace.withTexts(texts),
  };
  return { analysis, host };
}

function tensorFile(shapes: Readonly<Record<string, readonly number[]>>): TensorFile {
  return {
    kind: "tensors",
    tensors: new Map(Object.entries(shapes).map(([name, shape]) => [name, { dtype: "f32", shape }])),
  };
}

export function requestAt(source: string, world: World = {}): ActionRequest {
  const { text, offset, end } = marked(source);
  const { analysis, host } = analyseAmong(text, world);
  const span = { start: offset, end: end ?? offset };
  return { analysis, span, reports: reportsAt(analysis, span), host };
}

export function offersAt(action: Action, source: string, world: World = {}): readonly Offer[] {
  return action.offers(requestAt(source, world));
}

export function titlesAt(action: Action, source: string, world: World = {}): readonly string[] {
  return offersAt(action, source, world).map(({ title }) => title);
}

/** The text after the offer of this title, or after the first. */
export function afterwards(action: Action, source: string, title?: string, world: World = {}): string {
  const offers = offersAt(action, source, world);
  const offer = title === undefined ? offers[0] : offers.find((each) => each.title === title);
  if (offer === undefined) throw new Error(`no such offer among: ${offers.map((each) => each.title).join(", ")}`);
  return applyEdits(marked(source).text, laidOut(marked(source).text, editsOf(offer)));
}

/** The texts of other files after the first offer, by their names: of those that change. */
export function elsewhere(action: Action, source: string, world: World): Readonly<Record<string, string>> {
  const [offer] = offersAt(action, source, world);
  const texts: Readonly<Record<string, string>> = { ...world.files, ...world.open };
  const changed = [...(offer?.elsewhere ?? [])].map(([uri, edits]) => {
    const name = uri.slice(folder.length);
    return [name, applyEdits(texts[name] ?? "", edits)];
  });
  return Object.fromEntries(changed);
}

/** The example does what it says, and leaves no error that was not there. */
export function itsExample(action: Action): void {
  const { title, before, after } = action.example;
  it("does what its example says", () => {
    expect(afterwards(action, before, title, action.example)).toBe(after);
    // What leads to a place leaves the text, and with it what is wrong there.
    if (after !== marked(before).text) expect(errorsOf(after, action.example)).toEqual([]);
  });
}

function errorsOf(text: string, world: World): readonly string[] {
  const { reports } = analyseAmong(text, world).analysis;
  return reports.filter(({ severity }) => severity === "error").map(({ message }) => message);
}
