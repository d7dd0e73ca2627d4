/** Every complaint that the examples of the chapters bring forth, each once, with its words. */
import type { FileReport } from "@lathe/engine";
import { analyse } from "../../test/spec/analyse.ts";
import type { Example } from "../../test/spec/chapter.ts";
import { anchor, code, headingsOf, paragraphs, table } from "./markdown.ts";

/** A chapter as the page of messages needs it. */
export interface Source {
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
  readonly examples: readonly Example[];
}

interface Message {
  readonly report: FileReport;
  readonly link: string;
  readonly severities: Set<string>;
}

/** The page of messages, in the order of the alphabet. */
export function messagePage(chapters: readonly Source[]): string {
  const messages = new Map<string, Message>();
  for (const chapter of chapters) {
    for (const [index, example] of chapter.examples.entries()) {
      if (example.file !== undefined) continue;
      const others = chapter.examples.slice(0, index).filter(({ file }) => file !== undefined);
      for (const report of analyse(example, others).analysis.reports) {
        const known = messages.get(report.code);
        if (known === undefined)
          messages.set(report.code, { report, link: linkTo(chapter, example), severities: new Set([report.severity]) });
        else known.severities.add(report.severity);
      }
    }
  }
  const rows = [...messages.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { report, link, severities }]) => [
      `${anchor(name)}${code(name)}`,
      [...severities].join(", "),
      [report.message, report.help].filter((part) => part !== undefined).join(" "),
      link,
    ]);
  return paragraphs(
    "# Messages",
    "What Lathe says of a text, under the code that stands beside it: here in the words of the first example that brings it forth.",
    "An error makes figures incomplete or a wish impossible; a warning points at what is likely a mistake; information and hints only tell. What no example shows is not listed, above all what Lathe says of files of weights and data.",
    table(["code", "kind", "for example", "chapter"], rows),
  );
}

/** The section of a chapter that an example stands in. */
function linkTo({ name, title, markdown }: Source, { line }: Example): string {
  const offset = markdown
    .split("\n")
    .slice(0, line - 1)
    .join("\n").length;
  const heading = headingsOf(markdown).findLast(({ at }) => at < offset);
  return heading === undefined || heading.at === 0
    ? `[${title}](${name}.md)`
    : `[${heading.text}](${name}.md#${heading.anchor})`;
}
