/** The pieces of Markdown that the pages are made of, and the anchors that GitHub gives to headings. */

/** Parts with an empty line between them; empty ones are left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** A block of code in the language. */
export function net(text: string): string {
  return `\`\`\`net\n${text}\n\`\`\``;
}

/** A table; a bar within a cell is escaped, also inside of code. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => ":--").join("|")}|`, ...rows.map(line)].join("\n");
}

/** A place that can be linked to where there is no heading. */
export function anchor(id: string): string {
  return `<a id="${id}"></a>`;
}

export interface Heading {
  /** As it is written, without the number signs. */
  readonly text: string;
  /** Offset of its line. */
  readonly at: number;
  /** What GitHub calls it in links: lower case, without punctuation; a second one of the same name is numbered. */
  readonly anchor: string;
}

export function headingsOf(markdown: string): readonly Heading[] {
  const seen = new Map<string, number>();
  // What looks like a heading within a block of code is a comment; it is blanked, so that offsets stay.
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, " "));
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(({ 1: text = "", index }) => {
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return { text, at: index, anchor: before === 0 ? slug : `${slug}-${before}` };
  });
}

/** Everything within a page that a link can name behind a `#`. */
export function anchorsOf(markdown: string): readonly string[] {
  const own = [...markdown.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = ""]) => id);
  return [...headingsOf(markdown).map(({ anchor: name }) => name), ...own];
}
