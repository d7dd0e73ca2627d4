/** The contract of code actions: quick fixes and refactorings, one file each in this folder, listed in `index.ts`. */
import {
  type Analysis,
  type Device,
  type FileContent,
  type FileReport,
  formatSource,
  type Module,
  type Program,
  type Refusal,
  type Span,
  type Workspace,
} from "@lathe/engine";

/** One code action: a pure function from what stands at a place to what could be done there. */
export interface Action {
  /** In camelCase, as its file is called. */
  readonly name: string;
  /** What it does and where it is offered, as a sentence. */
  readonly summary: string;
  readonly example: Example;
  offers(request: ActionRequest): readonly Offer[];
}

/** A text before and after: the tests run it, and the docs show it. */
export interface Example {
  readonly title: string;
  /** Marked: `$0` is the cursor, a second `$0` ends a selection. */
  readonly before: string;
  readonly after: string;
  /** Other files, by their paths beside this one. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files of tensors: of each tensor the shape. */
  readonly tensors?: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** Devices that are known. */
  readonly devices?: readonly Device[];
}

/** Where actions are asked for. */
export interface ActionRequest {
  readonly analysis: Analysis;
  /** The selection, or the cursor. */
  readonly span: Span;
  /** Complaints that the span touches. */
  readonly reports: readonly FileReport[];
  readonly host: ActionHost;
}

/** What actions may ask of the world around the file. */
export interface ActionHost {
  /** Files of nets that this one may import from, by the path to write, nearest first. */
  importable(): Iterable<readonly [path: string, module: Module]>;
  /** What a file beside this one holds. */
  content(path: string): FileContent | Refusal;
  /** Finds what imports name. */
  readonly program: Program;
  /** How this file names another in an import; undefined where it cannot. */
  pathTo(uri: string): string | undefined;
  /** Files that import this one, also by way of others: those that are open, and what they import. */
  importers(): readonly string[];
  /** All files as they are, but for some with other texts. */
  withTexts(texts: ReadonlyMap<string, string>): Workspace;
}

export type OfferKind = "quickfix" | "refactor.extract" | "refactor.inline" | "refactor.rewrite";

/** One thing that can be done. */
export interface Offer {
  /** What it brings, in the user's words. */
  readonly title: string;
  readonly kind: OfferKind;
  /** The edits, without overlaps, however they are laid out; a function where working them out takes more than a moment. */
  readonly edits: readonly Edit[] | (() => readonly Edit[]);
  /** What changes with it in other files, by their URIs. */
  readonly elsewhere?: ReadonlyMap<string, readonly Edit[]>;
  /** The complaint that it puts right. */
  readonly solves?: FileReport;
  /** It is plainly what was meant. */
  readonly isPreferred?: boolean;
  /** A place that it leads to instead: there are no edits. Only clients that have the command for it are told of it. */
  readonly goTo?: Span;
  /** Why it cannot be done here, where saying so helps; then there are no edits. */
  readonly refusal?: string;
}

/** A piece of the text, by offsets, and what takes its place. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

export function insertion(offset: number, text: string): Edit {
  return { span: { start: offset, end: offset }, text };
}

/** The edits of the own text, worked out if they were not. */
export function editsOf({ edits }: Offer): readonly Edit[] {
  return typeof edits === "function" ? edits() : edits;
}

/** The text with the edits made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => b.span.start - a.span.start);
  return ordered.reduce((so, { span, text: own }) => so.slice(0, span.start) + own + so.slice(span.end), text);
}

/** Edits, and with them what the formatter does to the text, where that was formatted before. */
export function laidOut(text: string, edits: readonly Edit[]): readonly Edit[] {
  const after = applyEdits(text, edits);
  const formatted = formatSource(text) === text ? formatSource(after) : after;
  return formatted === after ? edits : [difference(text, formatted)];
}

/** The one edit that makes one text the other: what they share at both ends stays. */
export function difference(text: string, other: string): Edit {
  const shorter = Math.min(text.length, other.length);
  let start = 0;
  while (start < shorter && text[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && text.at(-1 - end) === other.at(-1 - end)) end++;
  return { span: { start, end: text.length - end }, text: other.slice(start, other.length - end) };
}
