/** The operators of a family: what each takes, costs and needs, with the figures of its example from the engine. */
import {
  type AxisMember,
  amountOf,
  evaluateDim,
  formatDim,
  formatExact,
  formatTensor,
  formulaText,
  type Graph,
  type Input,
  integersText,
  macsOf,
  memoryText,
  type Op,
  type Operator,
  operators,
  samplesOf,
  signature,
  symbolicFigures,
  type Weight,
} from "@lathe/engine";
import { analyse } from "../../test/spec/analyse.ts";
import { anchor, anchorsOf, code, headingsOf, net, paragraphs, table } from "./markdown.ts";

/** An operator in the example of its documentation. */
export interface Shown {
  readonly operator: Operator;
  readonly graph: Graph;
  readonly op: Op;
  /** The lines of the example without its output, with the type of the result behind the one that has the operator. */
  readonly text: string;
}

/** Every operator of the catalogue in its example. */
export const shownOperators: readonly Shown[] = operators.map(exampleOf);

/** The sections of a family, behind its chapter. Operators that differ only in a formula share one. */
export function operatorSections(family: string): string {
  const own = shownOperators.filter(({ operator }) => operator.family === family);
  const forms = Map.groupBy(own, formOf);
  return paragraphs(...[...forms.values()].map((of) => (of.length === 1 ? section(of[0]) : sharedSection(of))));
}

export function operatorsOf(family: string): readonly Operator[] {
  return operators.filter((operator) => operator.family === family);
}

/** Where an operator stands on the page of its family. */
export function operatorAnchor(page: string, { name }: Operator): string {
  const heading = headingsOf(page).findLast(({ text }) => text === code(name));
  if (heading !== undefined) return heading.anchor;
  if (!anchorsOf(page).includes(name)) throw new Error(`${name} is not on the page of its family`);
  return name;
}

function exampleOf(operator: Operator): Shown {
  const { analysis, lineOf } = analyse({ text: operator.example });
  const [of] = analysis.shown;
  const op = of?.cost.graph.ops.find((each) => each.operator === operator);
  if (of === undefined || op === undefined) throw new Error(`the example of ${operator.name} does not run`);
  const lines = operator.example.split("\n").filter((line) => !line.startsWith("output "));
  const at = lines.findLastIndex((line) => new RegExp(`\\b${operator.name}\\b`).test(line));
  const result = analysis.lines.get(lineOf(at))?.cost.result;
  const type = result === undefined ? "" : `   # type: ${formatTensor(result)}`;
  const text = lines.map((line, i) => (i === at ? line + type : line)).join("\n");
  return { operator, graph: of.cost.graph, op, text };
}

/** Equal for operators that can share a section; those with weights or MACs have one of their own. */
function formOf({ operator, op }: Shown): string {
  const { name, inputs, parameters, formula, storage, quantization, results } = operator;
  if (formula !== undefined || (op.call.weights ?? []).length > 0) return name;
  return JSON.stringify([
    inputs.map(({ takes, ...input }) => [input, takes === "bool"]),
    Object.entries(parameters),
    storage,
    quantization,
    results,
  ]);
}

function section(shown: Shown | undefined): string {
  if (shown === undefined) return "";
  const { operator } = shown;
  return paragraphs(
    `### ${code(operator.name)}`,
    operator.summary,
    net(signature(operator)),
    argumentTable(operator),
    "For example:",
    net(shown.text),
    list([
      dataFact(operator),
      ...resultFacts(operator),
      ...costFacts(shown),
      ...channelFacts(shown),
      ...commonFacts(operator),
    ]),
  );
}

function sharedSection(all: readonly Shown[]): string {
  const [first] = all;
  if (first === undefined) return "";
  const names = all.map(({ operator }) => code(operator.name));
  const title = names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  const takes = all.map(({ operator }) => [...new Set(operator.inputs.map(takesText))].join(", "));
  const takesAlike = new Set(takes).size === 1;
  const countsAlike = new Set(all.map(({ operator }) => operator.arithmetic)).size === 1;
  const rows = all.map(({ operator }, index) => [
    `${anchor(operator.name)}${code(operator.name)}`,
    operator.summary,
    ...(takesAlike ? [] : [takes[index] ?? ""]),
    ...(countsAlike ? [] : [operator.arithmetic]),
  ]);
  return paragraphs(
    `### ${title}`,
    net(signature(first.operator)),
    table(["operator", "what it does", ...(takesAlike ? [] : ["data"]), ...(countsAlike ? [] : ["FLOPs"])], rows),
    argumentTable(first.operator, takesAlike),
    "For example:",
    net(first.text),
    list([
      dataFact(first.operator, takesAlike),
      ...resultFacts(first.operator),
      `**FLOPs**: ${countsAlike ? first.operator.arithmetic : "as the table says"} — here ${flopsOf(first)}`,
      ...commonFacts(first.operator),
    ]),
  );
}

function list(facts: readonly (string | undefined)[]): string {
  return facts
    .filter((fact) => fact !== undefined)
    .map((fact) => `- ${fact}`)
    .join("\n");
}

const takesWords: Readonly<Record<Input["takes"], string>> = {
  float: "floats",
  number: "numbers",
  integer: "integers",
  bool: "bools",
  any: "any type",
};

function takesText({ takes, scalar }: Input): string {
  return `${takesWords[takes]}${scalar ? " or a plain number" : ""}`;
}

function countText({ variadic }: Input): string {
  return variadic === undefined ? "" : `, ${variadic.minimum} or more`;
}

/** Tensors and parameters; nothing where one tensor is all. */
function argumentTable({ inputs, parameters }: Operator, showsTakes = true): string | undefined {
  const given = Object.entries(parameters);
  if (inputs.length + given.length < 2) return undefined;
  return table(
    ["argument", "type", "default", "meaning"],
    [
      ...inputs.map((input) => [
        code(input.name),
        `${showsTakes ? takesText(input) : "tensor"}${countText(input)}`,
        "",
        input.doc,
      ]),
      ...given.map(([name, { type, doc, default: value }]) => [
        code(name),
        type,
        value.kind === "required" ? "" : /\s/.test(value.text) ? value.text : code(value.text),
        doc,
      ]),
    ],
  );
}

/** The one tensor of an operator that has no table. */
function dataFact({ inputs, parameters }: Operator, showsTakes = true): string | undefined {
  const [only] = inputs;
  if (inputs.length !== 1 || only === undefined || Object.keys(parameters).length > 0) return undefined;
  return `**Data**: ${showsTakes ? `${takesText(only)}${countText(only)}; ` : ""}${only.doc}`;
}

function resultFacts({ results }: Operator): readonly string[] {
  return results === undefined ? [] : [`**Results**: ${results.map(code).join(", ")}; a single name takes the first`];
}

function costFacts(shown: Shown): readonly string[] {
  const { operator, graph, op } = shown;
  const samples = samplesOf(graph);
  const macs = macsOf(graph, op);
  const macText = macs.length === 0 ? "" : ` — here ${formulaText(macs, samples)} = ${exact(amountOf(macs), samples)}`;
  const isNone = operator.arithmetic.startsWith("none");
  const flops = macs.length === 0 ? operator.arithmetic : `2 per MAC${isNone ? "" : `, and ${operator.arithmetic}`}`;
  return [
    ...(operator.formula === undefined ? [] : [`**MACs**: ${operator.formula}${macText}`]),
    `**FLOPs**: ${flops}${isNone && macs.length === 0 ? "" : ` — here ${flopsOf(shown)}`}`,
    ...weightFacts(shown),
  ];
}

function flopsOf({ graph, op }: Shown): string {
  return exact(symbolicFigures(graph, op).flops, samplesOf(graph));
}

function exact(amount: Parameters<typeof evaluateDim>[0], samples: ReadonlyMap<string, number>): string {
  const value = evaluateDim(amount, samples);
  return value === undefined ? "not known" : formatExact(value);
}

function weightFacts({ graph, op }: Shown): readonly string[] {
  const weights = op.call.weights ?? [];
  const text = ({ name, shape }: Weight) =>
    `${name === "" ? "the tensor itself" : code(name)} [${shape.map(formatDim).join(", ")}]`;
  const learned = weights.filter(({ role }) => role === "learned");
  const stored = weights.filter(({ role }) => role !== "learned");
  const params = exact(symbolicFigures(graph, op).params, samplesOf(graph));
  return [
    ...(learned.length === 0 ? [] : [`**Weights**: ${learned.map(text).join(", ")} — here ${params} parameters`]),
    ...(stored.length === 0 ? [] : [`**Stored**, but not learned: ${stored.map(text).join(", ")}`]),
  ];
}

function commonFacts({ storage, quantization }: Operator): readonly string[] {
  return [`**Memory**: ${memoryText(storage)}`, `**Integers**: ${integersText(quantization)}`];
}

/** What goes along when a channel is removed, where weights have channels. */
function channelFacts({ operator, op }: Shown): readonly string[] {
  const weights = new Map((op.call.weights ?? []).map(({ name, shape }) => [name, shape.length]));
  const nameOf = (member: AxisMember): string => {
    switch (member.kind) {
      case "input":
        return code((operator.inputs[member.index] ?? operator.inputs.at(-1))?.name ?? "");
      case "output":
        return "result";
      default:
        return code(member.name);
    }
  };
  const axisOf = (member: AxisMember): readonly number[] =>
    member.kind === "parameter" || (member.kind === "weight" && weights.get(member.name) === 1) ? [] : [member.axis];
  const textOf = (members: readonly AxisMember[]): string =>
    [...Map.groupBy(members, nameOf)]
      .map(([name, of]) => {
        const axes = [...new Set(of.flatMap(axisOf))];
        return axes.length === 0 ? name : `${name} axis ${axes.join(" and ")}`;
      })
      .join(", ");
  const links = (op.call.axes?.() ?? []).filter(({ members }) =>
    members.some((member) => member.kind === "weight" && member.name !== ""),
  );
  const texts = [...new Set(links.map(({ members }) => textOf(members)))];
  return texts.length === 0 ? [] : [`**Channels** that go together: ${texts.join("; ")}`];
}
