/** Reads a chapter of the reference: prose, and under each paragraph a net with what is expected of its lines. */
import { marked } from "marked";

export interface Chapter {
  readonly title: string;
  readonly examples: readonly Example[];
}

/** A fenced block of `net` text. */
export interface Example {
  /** The paragraph above. */
  readonly claim: string;
  /** Line of the chapter on which the text begins, counted from 1. */
  readonly line: number;
  /** As it stands in the chapter. */
  readonly text: string;
  /** A name in the fence makes the text a file that later examples can import. */
  readonly file: string | undefined;
}

export function readChapter(markdown: string): Chapter {
  const examples: Example[] = [];
  let title = "";
  let claim = "";
  let line = 1;
  for (const token of marked.lexer(markdown)) {
    if (token.type === "heading" && token.depth === 1) title = String(token.text);
    if (token.type === "paragraph" || token.type === "list") claim = token.raw.trim();
    if (token.type === "code") {
      const [language, file] = String(token.lang ?? "").split(" ");
      if (language === "net") examples.push({ claim, line: line + 1, text: String(token.text), file });
      claim = "";
    }
    line += token.raw.split("\n").length - 1;
  }
  return { title, examples };
}

/** What a comment at a line's end expects: `# shape: [1, 8]; macs: 1_024`. */
export interface Expectation {
  /** Line of the example, counted from 0. */
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

const keys = ["shape", "type", "macs", "flops", "params", "size", "peak", "path", "weights", "count"] as const;
const severities = ["error", "warning", "information", "hint"] as const;

export function expectationsOf(text: string): readonly Expectation[] {
  return text.split("\n").flatMap((source, line) => {
    const comment = /(?:^|\s)#(?!#)\s*(.*)$/.exec(source)?.[1] ?? "";
    if (!/^[a-z]+:/.test(comment)) return [];
    return comment.split(";").map((part): Expectation => {
      const [, key = "", value = ""] = /^\s*([a-z]+):\s*(.*?)\s*$/.exec(part) ?? [];
      if (![...keys, ...severities].some((known) => known === key)) {
        throw new Error(`"${part.trim()}" expects nothing that this test knows`);
      }
      return { line, key, value };
    });
  });
}

/** Codes in brackets: `[even-kernel], [unknown-name]`. */
export function codesOf(value: string): readonly string[] {
  return [...value.matchAll(/\[([a-z0-9-]+)\]/g)].map(([, code = ""]) => code);
}

/** The text as a file: a body without a net around it gets one, and its last binding as the output. */
export function asFile(text: string): { readonly text: string; readonly addedLines: number } {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => /^(dim|input|state|counting)\s/.test(line));
  if (lines.some((line) => /^net\s/.test(line)) || first < 0) return { text, addedLines: 0 };
  const output = lines.some((line) => /^output\s/.test(line)) ? [] : lastBinding(lines);
  const body = [...lines.slice(first), ...output];
  // The net's line stands before the body without moving it, so that lines keep their numbers.
  const above = lines.slice(0, first);
  return { text: [...above, ...["net example {", ...body, "}"]].join("\n"), addedLines: 1 };
}

function lastBinding(lines: readonly string[]): readonly string[] {
  const name = lines
    .map((line) => /^([A-Za-z_]\w*)\s*(?:[,:=])/.exec(line)?.[1])
    .findLast((found) => found !== undefined);
  return name === undefined ? [] : [`output ${name}`];
}
