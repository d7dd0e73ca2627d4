/** Everything that the language counts up: annotations, metrics, functions, attributes, units and words. */
import {
  type AnnotationDefinition,
  advice,
  annotations,
  attributes,
  builtins,
  dtypes,
  keywordNames,
  metrics,
  type Operator,
  reservedAnnotations,
  suffixes,
  words,
} from "@lathe/engine";
import { analyse } from "../../test/spec/analyse.ts";
import { code, paragraphs, table } from "./markdown.ts";
import { type Shown, shownOperators } from "./operators.ts";

/** Behind the chapter of annotations. */
export function annotationList(link: (operator: Operator) => string): string {
  const rows = annotations.map(({ name, kind, effect, summary, example }) => [
    code(`@${name}`),
    kind,
    effect === "now" ? "at once" : effect,
    summary,
    code(example),
  ]);
  const parameters = annotations.flatMap((annotation) =>
    Object.entries(annotation.parameters).map(([name, { type, default: value, doc }]) => [
      code(`@${annotation.name}`),
      code(name),
      type,
      value.kind === "required" ? "" : /\s/.test(value.text) ? value.text : code(value.text),
      doc,
    ]),
  );
  return paragraphs(
    "## All annotations",
    "Of each kind an op has one at most.",
    table(["annotation", "kind", "takes effect", "what it does", "example"], rows),
    "Their arguments, in the order in which they may stand without their names; what has no default must be given.",
    table(["annotation", "argument", "type", "default", "meaning"], parameters),
    `Kept for later versions: ${reservedAnnotations.map((name) => code(`@${name}`)).join(", ")}.`,
    "### What takes them",
    "Written as in its example, each annotation was held against the example of every operator.",
    takers(link),
  );
}

/** Annotations that the same operators take share a line, which names those that take them or those that do not. */
function takers(link: (operator: Operator) => string): string {
  const byTakers = Map.groupBy(annotations, (annotation) => {
    const refuses = refusalOf(annotation);
    return shownOperators.map((shown) => (refuses(shown) ? "-" : "+")).join("");
  });
  const names = (signs: string, sign: string) =>
    shownOperators
      .filter((_, index) => signs[index] === sign)
      .map(({ operator }) => link(operator))
      .join(", ");
  const lines = [...byTakers].map(([signs, of]) => {
    const subject = of.map(({ name }) => code(`@${name}`)).join(", ");
    const taking = signs.split("+").length - 1;
    return taking * 2 <= signs.length
      ? `- ${subject}: ${names(signs, "+")}`
      : `- ${subject}: all but ${names(signs, "-")}`;
  });
  return lines.join("\n");
}

/** Whether an op refuses the annotation as its own example writes it. */
function refusalOf({ name, example }: AnnotationDefinition): (shown: Shown) => boolean {
  const text = `input x: f32[1, 8, 16, 128]\na = x -> first: linear(128)\ny = a -> ${example}`;
  const [net] = analyse({ text }).analysis.shown;
  const reading = net?.cost.graph.ops.at(-1)?.annotations[0]?.reading;
  if (reading === undefined) throw new Error(`the example of @${name} does not run`);
  return ({ operator, graph, op }) =>
    reading.refuses({
      operator,
      call: op.call,
      outputs: op.outputs.flatMap((id) => graph.tensors[id]?.type ?? []),
    }) !== undefined;
}

/** Behind the chapter of what makes a net slow. */
export function adviceList(): string {
  const rows = advice.map(({ codes, summary }) => [codes.map(code).join(", "), summary]);
  return paragraphs(
    "## All of them",
    "In the order in which they are looked for.",
    table(["code", "what is found"], rows),
  );
}

/** Behind the chapter of declarations. */
export function metricList(): string {
  const rows = metrics.map(({ name, doc, unit, direction, of, on }) => [
    code(name),
    doc,
    unit ?? "",
    code(direction === "at most" ? "<=" : ">="),
    of !== undefined ? "now" : on !== undefined ? "on a target" : "later",
  ]);
  return paragraphs(
    "## All metrics",
    "Those that are known on a target alone are judged on each target that the budget is for. A budget on a metric that this version cannot work out yet is read and checked, and not judged.",
    table(["metric", "what it is", "unit", "limit", "known"], rows),
  );
}

/** Behind the chapter of values. */
export function valueLists(): string {
  const byUnit = Map.groupBy(Object.entries(suffixes), ([, { unit }]) => unit ?? "plain numbers");
  return paragraphs(
    "## All functions",
    table(
      ["function", "value"],
      [...builtins.values()].map(({ name, parameters, doc }) => [code(`${name}(${parameters.join(", ")})`), doc]),
    ),
    "## All attributes of tensors",
    table(
      ["attribute", "value"],
      attributes.map(({ name, doc }) => [code(`x.${name}`), doc]),
    ),
    "## All units",
    "A number takes a unit as a suffix, without a space.",
    table(
      ["of", "suffixes"],
      [...byUnit].map(([unit, of]) => [
        unit,
        of.map(([suffix, { factor }]) => `${code(suffix)}${factor === 1 ? "" : ` × ${factorText(factor)}`}`).join(", "),
      ]),
    ),
  );
}

function factorText(factor: number): string {
  const ten = Math.round(Math.log10(factor));
  const binary = Math.round(Math.log2(factor) / 10);
  // Powers of ten are not exact below one, so both are compared as they are written.
  if (Math.abs(ten) > 2 && Number(`1e${ten}`) === factor) return `10${superscript(ten)}`;
  return binary > 0 && 1024 ** binary === factor ? `1024${binary === 1 ? "" : superscript(binary)}` : String(factor);
}

function superscript(power: number): string {
  const digits = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
  return String(power)
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => digits[Number(digit)] ?? "");
}

/** The chapter that tells of each word that opens a declaration. */
const chapters: Readonly<Record<string, string>> = {
  lathe: "texts",
  import: "imports",
  net: "nets",
  block: "blocks",
  fn: "values",
  op: "operators",
  input: "nets",
  output: "nets",
  dim: "dims",
  state: "nets",
  target: "declarations",
  budget: "declarations",
  weights: "declarations",
  data: "declarations",
  policy: "annotations",
  opset: "declarations",
  counting: "convolution",
};

function chapterOf(word: string): string {
  const chapter = chapters[word];
  if (chapter === undefined) throw new Error(`${word} has no chapter in the reference`);
  return chapter;
}

/** The page of words; `link` gives a chapter's title as a link. */
export function wordLists(link: (chapter: string) => string): string {
  return paragraphs(
    "# Words",
    "The words that mean something by themselves. Everything else is a name.",
    "## Declarations",
    "These open a declaration at the start of a statement; anywhere else they are names, so a tensor may be called `data`.",
    table(
      ["word", "what it declares", "for example", "chapter"],
      words.map(({ name, summary, example }) => [code(name), summary, code(example), link(chapterOf(name))]),
    ),
    "## Keywords",
    "No name may be one of these.",
    keywordNames.map(code).join(" "),
    "## Element types",
    "Of tensors. A number behind the letter is its size in bits; `?` stands for an extent that is not known.",
    dtypes.map(code).join(" "),
  );
}
