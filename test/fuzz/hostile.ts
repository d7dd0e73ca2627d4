/** Texts that are bad on purpose, by name, and the reports that they must get. */
import { Random } from "./random.ts";

export interface Hostile {
  readonly text: () => string;
  /** Codes of which each must be among the reports; none: the text is fine. */
  readonly codes: readonly string[];
  /** What the file is taken for instead, which is said in place of reports. */
  readonly foreign?: string;
  /** Other files that the text imports. */
  readonly others?: Readonly<Record<string, string>>;
}

const megabytes10 = 10_000_000;

const net = (...lines: readonly string[]) =>
  ["net n {", "  input x: f32[1, 8, 32, 32]", ...lines, "  output y", "}", ""].join("\n");

const line = "  y = x -> conv(64, kernel=3, bias=false) -> bn -> relu\n";

/** 10 MB of characters drawn from a string. */
function drawn(from: string): string {
  const random = new Random(5);
  const bytes = Buffer.alloc(megabytes10);
  for (let i = 0; i < bytes.length; i++) bytes[i] = from.charCodeAt(random.below(from.length));
  return bytes.toString("latin1");
}

/** 10 MB of random bytes as an editor would show them. */
function bytes(lowest: number): string {
  const random = new Random(6);
  const all = Buffer.alloc(megabytes10);
  for (let i = 0; i < all.length; i++) all[i] = lowest + random.below(256 - lowest);
  return new TextDecoder().decode(all);
}

const printable = `${Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("")}\n`;

const doublingFunctions = Array.from({ length: 41 }, (_, i) =>
  i === 0 ? "fn f0(n) = n" : `fn f${i}(n) = f${i - 1}(n) + f${i - 1}(n)`,
).join("\n");
const doubling = Array.from({ length: 40 }, (_, i) =>
  i === 0 ? "block b0(x) { return x -> relu }" : `block b${i}(x) { return x -> b${i - 1} -> b${i - 1} }`,
).join("\n");

export const hostile: Readonly<Record<string, Hostile>> = {
  "parentheses 10,000 deep": {
    text: () => net(`  n = ${"(".repeat(10_000)}1${")".repeat(10_000)}`, "  y = x -> relu"),
    codes: ["too-deep"],
  },
  "parentheses 10,000 deep, a line each": {
    text: () => net(`  n = ${"(\n".repeat(10_000)}1${")\n".repeat(10_000)}`, "  y = x -> relu"),
    codes: ["too-many-errors"],
  },
  "braces 10,000 deep": { text: () => net("  y = x -> repeat 2 {".repeat(10_000)), codes: ["too-many-errors"] },
  "10,000 statements in one line": { text: () => net("  y = x -> relu".repeat(10_000)), codes: ["syntax"] },
  "10,000 broken arguments": { text: () => net(`  y = x -> conv(${"a b, ".repeat(10_000)})`), codes: ["syntax"] },
  "repeat 10^9": { text: () => net("  y = x -> repeat 1000000000 { relu }"), codes: ["too-large"] },
  "blocks that double 40 times": { text: () => `${doubling}\n${net("  y = x -> b39")}`, codes: ["too-large"] },
  "blocks that double, called by no net": { text: () => doubling, codes: [] },
  "fns that double 40 times": {
    text: () => `${doublingFunctions}\n${net("  y = x -> linear(f40(1))")}`,
    codes: ["too-large"],
  },
  "fns that call themselves twice": {
    text: () => `fn f(n) = f(n) + f(n)\n${net("  y = x -> linear(f(1))")}`,
    codes: ["recursion"],
  },
  "a tower of powers": { text: () => net("  n = 10**10**10", "  y = x -> relu"), codes: ["number-too-large"] },
  "files that import each other": {
    text: () => `import "b.net" { b }\n${net("  y = x -> b")}`,
    others: { "b.net": 'import "main.net" { n }\nblock b(x) { return x -> relu }\n' },
    codes: ["import-cycle"],
  },
  "half a character in a path": {
    text: () => `import "\ud83d/../\ude00.net" { b }\n${net("  y = x -> relu")}`,
    codes: [],
  },
  "blocks that call each other": {
    text: () => `block a(x) { return x -> b }\nblock b(x) { return x -> a }\n${net("  y = x -> a")}`,
    codes: ["recursion"],
  },
  "dims of 2^62": {
    text: () => net("  input z: f32[4611686018427387904, 4611686018427387904]", "  y = z -> relu"),
    codes: ["number-too-large"],
  },
  "NUL characters": { text: () => net("  y = x -> relu\u0000"), codes: [], foreign: "a binary file" },
  "10 MB of random ASCII": { text: () => drawn(printable), codes: ["too-many-errors"] },
  "10 MB of random ASCII in one line": { text: () => drawn(printable.trimEnd()), codes: ["unmatched-bracket"] },
  "10 MB of random bytes": { text: () => bytes(0), codes: [], foreign: "a binary file" },
  "10 MB of random bytes without NUL": { text: () => bytes(1), codes: ["too-many-errors"] },
  "10 MB of random letters and digits": {
    text: () => drawn("abcdefghijklmnopqrstuvwxyz0123456789+/\n"),
    codes: ["too-many-errors"],
  },
  "10 MB of random brackets": { text: () => drawn("()[]{}\n"), codes: ["too-many-errors"] },
  "10 MB of brackets that open": { text: () => "([{\n".repeat(megabytes10 / 4), codes: ["too-many-errors"] },
  "10 MB of braces that close": { text: () => "}\n".repeat(megabytes10 / 2), codes: ["too-many-errors"] },
  "10 MB of one bracket in one line": { text: () => "(".repeat(megabytes10), codes: ["too-many-errors"] },
  "10 MB of one word": { text: () => "a".repeat(megabytes10), codes: ["misplaced-statement"] },
  "10 MB of a valid line": { text: () => line.repeat(megabytes10 / line.length), codes: ["too-many-errors"] },
  "10 MB of a valid line in one line": {
    text: () => line.replace("\n", " ").repeat(megabytes10 / line.length),
    codes: ["misplaced-statement"],
  },
  "10 MB of line ends": { text: () => "\n".repeat(megabytes10), codes: ["too-long"] },
  "10 MB of comments": { text: () => "# a comment\n".repeat(megabytes10 / 12), codes: ["too-long"] },
  "CR and LF": { text: () => net("  y = x -> relu").replaceAll("\n", "\r\n"), codes: [] },
  "a byte-order mark": { text: () => `\ufeff${net("  y = x -> relu")}`, codes: [] },
};
