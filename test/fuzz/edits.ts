/** What people do to a text, and some of what nobody does. Every edit is one splice, so that it is known what it touched. */
import { readSource } from "@lathe/engine";
import type { Random } from "./random.ts";

/** The characters from `start` to before `end` give way to `insert`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

export function spliced(text: string, { start, end, insert }: Splice): string {
  return text.slice(0, start) + insert + text.slice(end);
}

/** Undefined where the text has nothing that could be edited so. */
type Edit = (text: string, random: Random, other: string) => Splice | undefined;

const halfStages = [
  " ->",
  " -> ",
  " -> conv",
  " -> conv(",
  " -> conv(64,",
  " -> conv(64, kernel=",
  " -> conv(64, kernel=3",
  " -> bn -> re",
  " -> act1:",
  " -> repeat 3 {",
  " -> repeat [(1, 2), ",
  " +",
  " @int8 @pru",
  " -> relu)",
  " # to do",
];

const halfLines = [
  "y",
  "y =",
  "y = x ->",
  "y = x -> conv(64, kernel=3, str",
  "a, b =",
  "return",
  "output",
  "input",
  "input x: f32[",
  "dim",
  "dim S = 128 in [",
  "repeat 3 {",
  "}",
  ")",
  "net",
  "net n",
  "net n(",
  "block",
  "block b(x, out: int) {",
  "fn f(",
  'import "',
  'import "std/',
  'import "std/mobile.net" {',
  "->",
  "-> relu",
  "  -> relu",
  "if a then",
  "# a comment",
  "## example: ",
  "policy {",
];

const oddCharacters = [
  "\t",
  "\n",
  "\r",
  "\u0000",
  "\u2028",
  "\ufeff",
  "\u00e4",
  "\ud83d",
  "\ud83d\ude00",
  "\u200b",
  "×",
];

export const edits: Readonly<Record<string, Edit>> = {
  "delete a bracket": (text, random) => deleteMatch(text, random, /[()[\]{}]/g),
  "delete a closing brace": (text, random) => deleteMatch(text, random, /\}/g),
  "delete an arrow": (text, random) => deleteMatch(text, random, /->/g),
  "delete a token": (text, random) => {
    const token = randomToken(text, random);
    return token === undefined ? undefined : { ...token, insert: "" };
  },
  "delete a character": (text, random) => {
    const start = random.below(text.length);
    return { start, end: start + 1, insert: "" };
  },
  "delete lines": (text, random) => {
    const start = lineStart(text, random);
    let end = start;
    for (let i = random.below(3); i >= 0 && end < text.length; i--) end = nextLine(text, end);
    return { start, end, insert: "" };
  },
  "delete a stretch": (text, random) => {
    const start = random.below(text.length);
    return { start, end: Math.min(text.length, start + random.below(120)), insert: "" };
  },
  "cut a line in the middle": (text, random) => {
    const start = lineStart(text, random);
    const end = lineEnd(text, start);
    return { start: start + random.below(end - start + 1), end, insert: "" };
  },
  "half a stage": (text, random) => {
    const at = lineEnd(text, lineStart(text, random));
    return { start: at, end: at, insert: random.pick(halfStages) };
  },
  "half a line": (text, random) => {
    const at = lineStart(text, random);
    const indent = random.chance(0.8) ? (/^ */.exec(text.slice(at))?.[0] ?? "") : "";
    return { start: at, end: at, insert: `${indent}${random.pick(halfLines)}\n` };
  },
  "duplicate lines": (text, random) => {
    const start = lineStart(text, random);
    let end = start;
    for (let i = random.below(4); i >= 0 && end < text.length; i--) end = nextLine(text, end);
    return { start: end, end, insert: text.slice(start, end) };
  },
  "swap two tokens": (text, random) => {
    const tokens = tokensOf(text);
    const index = random.below(tokens.length - 1);
    const [left, right] = [tokens[index], tokens[index + 1]];
    if (left === undefined || right === undefined) return undefined;
    const words = [
      text.slice(right.start, right.end),
      text.slice(left.end, right.start),
      text.slice(left.start, left.end),
    ];
    return { start: left.start, end: right.end, insert: words.join("") };
  },
  "another token": (text, random, other) => {
    const token = randomToken(text, random);
    const from = random.chance(0.5) ? text : other;
    const source = randomToken(from, random);
    if (token === undefined || source === undefined) return undefined;
    return { ...token, insert: from.slice(source.start, source.end) };
  },
  "another number": (text, random) => {
    const match = randomMatch(text, random, /\b\d+/g);
    return match && { ...match, insert: random.pick(["0", "1", "7", "64", "1000", "99999999999", "3.5", "50%", "2M"]) };
  },
  misspell: (text, random) => {
    const match = randomMatch(text, random, /[A-Za-z_]\w*/g);
    if (match === undefined) return undefined;
    const at = match.start + random.below(match.end - match.start);
    return { start: at, end: at + 1, insert: random.pick(["", "x", "_", "9"]) };
  },
  "part a line": (text, random) => {
    const at = random.below(text.length);
    return { start: at, end: at, insert: random.pick(["\n", "\r\n", "\n\n    "]) };
  },
  "join two lines": (text, random) => deleteMatch(text, random, /\n[ \t]*/g),
  "indent otherwise": (text, random) => {
    const start = lineStart(text, random);
    const indent = /^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0;
    return { start, end: start + indent, insert: " ".repeat(random.below(12)) };
  },
  "paste lines of another file": (text, random, other) => {
    const at = lineStart(text, random);
    const start = lineStart(other, random);
    let end = start;
    for (let i = random.below(8); i >= 0 && end < other.length; i--) end = nextLine(other, end);
    return { start: at, end: at, insert: other.slice(start, end) };
  },
  "paste a piece of another file": (text, random, other) => {
    const at = random.below(text.length + 1);
    const start = random.below(other.length);
    return { start: at, end: at, insert: other.slice(start, start + random.below(80)) };
  },
  "random characters": (text, random) => {
    const at = random.below(text.length + 1);
    let insert = "";
    for (let i = random.below(5); i >= 0; i--) {
      insert += random.chance(0.15) ? random.pick(oddCharacters) : String.fromCharCode(32 + random.below(95));
    }
    return { start: at, end: at, insert };
  },
  "unclosed string": (text, random) => {
    if (random.chance(0.3)) return deleteMatch(text, random, /"/g);
    const at = random.below(text.length + 1);
    return { start: at, end: at, insert: random.pick(['"', '"abc', '\\"', '"\\']) };
  },
  "comment out": (text, random) => {
    const at = lineStart(text, random);
    return { start: at, end: at, insert: "# " };
  },
  truncate: (text, random) => ({ start: random.below(text.length + 1), end: text.length, insert: "" }),
};

function tokensOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const { lines, starts } = readSource(text).lines;
  return lines.flatMap((line, i) =>
    line.tokens.map(({ startOffset, image }) => {
      const start = (starts[i] ?? 0) + startOffset;
      return { start, end: start + image.length };
    }),
  );
}

function randomToken(text: string, random: Random): { readonly start: number; readonly end: number } | undefined {
  const tokens = tokensOf(text);
  return tokens.length === 0 ? undefined : random.pick(tokens);
}

function randomMatch(text: string, random: Random, pattern: RegExp) {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return undefined;
  const match = random.pick(matches);
  return { start: match.index, end: match.index + match[0].length };
}

function deleteMatch(text: string, random: Random, pattern: RegExp): Splice | undefined {
  const match = randomMatch(text, random, pattern);
  return match && { ...match, insert: "" };
}

/** Where a random line starts: lines are as likely as each other, however long. */
function lineStart(text: string, random: Random): number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return random.pick(starts);
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

function nextLine(text: string, start: number): number {
  return Math.min(text.length, lineEnd(text, start) + 1);
}
