/**
 * The published reference: the chapters that the tests run, with the catalogue behind them, as pages that link to each
 * other. Everything is read from the sources, so a page says what this version does.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { annotations, type Operator, operators } from "@lathe/engine";
import { readChapter } from "../../test/spec/chapter.ts";
import { adviceList, annotationList, metricList, valueLists, wordLists } from "./lists.ts";
import { code, headingsOf, paragraphs, table } from "./markdown.ts";
import { messagePage, type Source } from "./messages.ts";
import { operatorAnchor, operatorSections, operatorsOf } from "./operators.ts";

const chapterFolder = join(dirname(fileURLToPath(import.meta.url)), "../../test/spec");

/** Chapters as somebody reads them who learns the language; the families of operators follow in the catalogue's order. */
const language = [
  "nets",
  "pipelines",
  "texts",
  "paths",
  "blocks",
  "repetition",
  "conditions",
  "values",
  "dims",
  "imports",
  "declarations",
  "slowdowns",
  "annotations",
  "choices",
  "counting",
  "operators",
  "recovery",
  "mistakes",
  "published",
];

const families = [...new Set(operators.map(({ family }) => family))];

const mark = "<!-- Written by `npm run reference` from test/spec and the engine. Change those, not this. -->";

/** Every page by its file name. */
export function referencePages(): ReadonlyMap<string, string> {
  const chapters = [...language, ...families].map(readSource);
  complainOfLostChapters(chapters);
  const catalogue = new Map(families.map((family) => [family, withOperators(find(chapters, family))]));
  const address = (operator: Operator) => {
    const { family } = operator;
    return `${family}.md#${operatorAnchor(catalogue.get(family) ?? "", operator)}`;
  };
  const link = (operator: Operator) => `[${code(operator.name)}](${address(operator)})`;
  const lists: Readonly<Record<string, string>> = {
    annotations: annotationList(link),
    declarations: metricList(),
    slowdowns: adviceList(),
    values: valueLists(),
  };
  const chapterLink = (name: string) => `[${find(chapters, name).title}](${name}.md)`;
  const bodies = new Map([
    ...language.map((name) => [name, paragraphs(find(chapters, name).markdown, lists[name])] as const),
    ...families.map((family) => [family, withContents(catalogue.get(family) ?? "", family, link)] as const),
    ["catalogue", cataloguePage(link, chapterLink)],
    ["words", wordLists(chapterLink)],
    ["messages", messagePage([...chapters.slice(language.length), ...chapters.slice(0, language.length)])],
  ]);
  const pages = new Map([["README.md", `${mark}\n\n${contents(chapters, link)}\n`]]);
  const order = [...bodies].map(([name, body]) => ({ name, title: headingsOf(body)[0]?.text ?? name }));
  for (const [index, [name, body]] of [...bodies].entries()) {
    pages.set(`${name}.md`, `${mark}\n\n${body}\n\n---\n\n${footer(order[index - 1], order[index + 1])}\n`);
  }
  return pages;
}

function readSource(name: string): Source {
  const markdown = readFileSync(join(chapterFolder, `${name}.md`), "utf8").trim();
  return { name, markdown, ...readChapter(markdown) };
}

/** A chapter that nobody gave a place would be missing without a word. */
function complainOfLostChapters(chapters: readonly Source[]): void {
  const placed = new Set(chapters.map(({ name }) => `${name}.md`));
  const lost = readdirSync(chapterFolder).filter((file) => file.endsWith(".md") && !placed.has(file));
  if (lost.length > 0)
    throw new Error(`${lost.join(", ")} has no place in the reference: see tools/reference/pages.ts`);
}

function find(chapters: readonly Source[], name: string): Source {
  const chapter = chapters.find((each) => each.name === name);
  if (chapter === undefined) throw new Error(`there is no chapter "${name}"`);
  return chapter;
}

function withOperators({ name, markdown }: Source): string {
  return paragraphs(markdown, "## The operators", operatorSections(name));
}

/** The operators of a family, as links, below the title of its page. */
function withContents(page: string, family: string, link: (operator: Operator) => string): string {
  const end = page.indexOf("\n");
  const own = operatorsOf(family).map((operator) => link(operator).replace(`${family}.md`, ""));
  return `${page.slice(0, end)}\n\n${own.join(" · ")}\n${page.slice(end)}`.replace(/\n{3,}/, "\n\n");
}

function cataloguePage(link: (operator: Operator) => string, chapterLink: (name: string) => string): string {
  const sorted = operators.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return paragraphs(
    "# Catalogue",
    `All ${operators.length} operators in the order of the alphabet.`,
    table(
      ["operator", "what it does", "family"],
      sorted.map((operator) => [link(operator), operator.summary, chapterLink(operator.family)]),
    ),
  );
}

interface Page {
  readonly name: string;
  readonly title: string;
}

function footer(before: Page | undefined, after: Page | undefined): string {
  return [
    ...(before === undefined ? [] : [`← [${before.title}](${before.name}.md)`]),
    "[Contents](README.md)",
    ...(after === undefined ? [] : [`[${after.title}](${after.name}.md) →`]),
  ].join(" · ");
}

function contents(chapters: readonly Source[], link: (operator: Operator) => string): string {
  const line = (name: string) => {
    const { title, markdown } = find(chapters, name);
    return `- [${title}](${name}.md): ${firstSentence(markdown)}`;
  };
  const family = (name: string) =>
    `- [${find(chapters, name).title}](${name}.md): ${operatorsOf(name).map(link).join(" ")}`;
  return paragraphs(
    "# Reference",
    "The language, chapter by chapter, and every operator with what it costs. Every example is run by the tests, and its figures are those of the engine.",
    "## The language",
    language.map(line).join("\n"),
    "## The operators",
    families.map(family).join("\n"),
    "## To look things up",
    [
      `- [Catalogue](catalogue.md): all ${operators.length} operators, each in a sentence.`,
      `- [Annotations](annotations.md#all-annotations): all ${annotations.length}, and [what takes them](annotations.md#what-takes-them).`,
      "- [Metrics](declarations.md#all-metrics) of budgets.",
      "- [Functions](values.md#all-functions), [attributes of tensors](values.md#all-attributes-of-tensors) and [units](values.md#all-units).",
      "- [Words](words.md): declarations, keywords and element types.",
      "- [Messages](messages.md): what Lathe complains of, by code.",
    ].join("\n"),
    "## How to read the examples",
    "An example is a file, or the body of a net whose last name is its output. A comment at the end of a line states what the line gives and costs:",
    table(
      ["comment", "what it states of the line"],
      [
        [code("# shape: [1, 8]"), "the extents of its result"],
        [code("# type: f32[1, 8]"), "its result's element type too"],
        [
          code("# macs: 1_024"),
          "multiply-accumulates; so `flops:`, `params:` and `size:` (bytes of weights as stored)",
        ],
        [code("# macs: 4*S"), "the same as a formula of a symbolic dim"],
        [code("# macs: ≥ 1_024"), "at least: some of it is not known"],
        [code("# path: y.linear"), "the paths of its ops; so `weights:` the names of their weights"],
        [code("# count: 2"), "how many instances the line has"],
        [code("# error: [no-input]"), "the codes of what is reported there; so `warning:`, `information:` and `hint:`"],
      ],
    ),
    "At `net` and `output` the figures are those of the whole net, and `peak:` is the most bytes of activations that are alive at once. What is not stated may be anything, but nothing is reported that is not stated.",
    "## How to read an operator",
    [
      "- Its **signature** is written as a call is, with its defaults; `…` stands for one that follows from the others. An argument without a default must be given.",
      '- **MACs** are multiply-accumulates, **FLOPs** two per MAC and all other arithmetic. "Here" is the example above.',
      "- **Channels** that go together are removed together when a layer is pruned.",
      "- **Memory** is where the result lives; [what is counted](counting.md#peak-memory) tells how the peak follows.",
      "- **Integers** says what becomes of it when a net is stored in [integers](annotations.md#precision).",
    ].join("\n"),
  );
}

/** The first sentence of a chapter's prose, on one line. */
function firstSentence(markdown: string): string {
  const prose = markdown.split("\n\n").find((part) => !part.startsWith("#")) ?? "";
  const [, sentence] = /^(.*?[.!?])(?:\s|$)/s.exec(prose) ?? [];
  return (sentence ?? prose).replace(/\s+/g, " ");
}
