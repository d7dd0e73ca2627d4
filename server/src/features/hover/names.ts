/** Names: what they are bound to in each instance, choices, dims, arguments, and what can be called. */
import {
  type Bound,
  builtins,
  type Choice,
  formatBytes,
  formatCount,
  lineAt,
  metricsByName,
  operatorsByName,
  type ShownNet,
  samplesOf,
  spanOf,
  tensorBytes,
  touches,
} from "@lathe/engine";
import { rangeText } from "../../figure.ts";
import { declarationOf } from "../../neighbours.ts";
import { boundAt, wordAt } from "../at.ts";
import { callAt } from "../calls.ts";
import { netTitle } from "../codeLens.ts";
import { cursorAt } from "../cursor.ts";
import { declarationDocs, operatorDocs } from "../docs.ts";
import { parameterText } from "../parameterText.ts";
import { valueText } from "../valueText.ts";
import { netAround } from "./annotations.ts";
import { netOnTargets, opsOnTargets } from "./latency.ts";
import { type HoverPart, type HoverPlace, paragraphs } from "./part.ts";

/** So many instances are shown with their values. */
const maximumInstances = 8;

export const names: HoverPart = (at) => {
  const { analysis, offset } = at;
  const word = wordAt(analysis.text, offset);
  const cursor = cursorAt(analysis, offset);
  // Words in comments and strings name nothing.
  if (word === undefined || cursor === undefined || cursor.kind === "string") return undefined;
  const end = word.start + word.word.length;
  const text =
    argumentText(at, end) ??
    choiceText(at, word.word) ??
    boundText(at, word.word) ??
    dimText(at, word.word) ??
    callableText(at, word.word);
  return text === undefined ? undefined : { text, start: word.start, end };
};

/** `kernel=3`: the parameter of whatever is called there. */
function argumentText({ analysis, neighbours }: HoverPlace, end: number): string | undefined {
  if (!/^\s*=(?!=)/.test(analysis.text.slice(end, end + 40))) return undefined;
  const cursor = cursorAt(analysis, end);
  const at = cursor === undefined ? undefined : callAt(cursor, neighbours);
  if (cursor === undefined || at === undefined || (at.call.arguments.at(-1) ?? []).length > 0) return undefined;
  const parameter = at.signature.parameters.find(({ name }) => name === cursor.typed);
  if (parameter === undefined) return undefined;
  const type = parameter.type === "" ? "" : `: ${parameter.type}`;
  return paragraphs([`\`\`\`lathe\n${parameter.name}${type}\n\`\`\``, parameterText(parameter)]);
}

/** `k = choose(3, 5, 7)`, on its name or on `choose`: what is there to pick, what is picked, and what that may cost. */
function choiceText(at: HoverPlace, word: string): string | undefined {
  for (const shown of at.analysis.shown) {
    const choices = shown.cost.graph.choices.filter((choice) => isHere(at, choice, word));
    const [first] = choices;
    if (first === undefined) continue;
    const rows = choices.slice(0, maximumInstances).map(({ address, options, picked }) => {
      const list = options.map((option, index) => (index === picked ? `**${option}**` : option));
      return `\`${address}\`: ${list.join(", ")}`;
    });
    const more = choices.length - rows.length;
    const bounds = at.boundsOf(shown);
    const ranges = [rangeOf("params"), rangeOf("macs"), rangeOf("peak")].filter((range) => range !== "");
    return paragraphs([
      `**${first.address.slice(first.address.lastIndexOf(".") + 1)}** is chosen from ${first.options.join(", ")}; figures are shown for what is bold`,
      [...rows, ...(more > 0 ? [`… ${more} more`] : [])].join("  \n"),
      ranges.length === 0 ? "" : `${shown.name} with all its choices: ${ranges.join(" · ")}`,
    ]);

    function rangeOf(metric: string): string {
      const format = metricsByName.get(metric)?.format ?? formatCount;
      const range = rangeText(bounds, metric, format);
      return range === "" ? "" : `${metric} ${range.trim().slice(1, -1)}`;
    }
  }
  return undefined;
}

function isHere({ analysis, offset }: HoverPlace, { place }: Choice, word: string): boolean {
  if (place.uri !== analysis.uri) return false;
  const { lines } = analysis.module.file;
  if (word !== "choose") {
    const { start, end } = spanOf(lines, place.chunk, place.at);
    return start <= offset && offset <= end;
  }
  const whole = spanOf(lines, place.chunk, { first: 0, last: place.chunk.tokens.length - 1 });
  return whole.start <= offset && offset <= whole.end;
}

function boundText(at: HoverPlace, name: string): string | undefined {
  const { analysis, offset } = at;
  const bound = boundAt(analysis, name, offset);
  if (bound === undefined) return undefined;
  const shown = analysis.shown.find(({ elaborated }) => elaborated.bound.includes(bound));
  const all = (shown?.elaborated.bound ?? []).filter((other) => isSame(bound, other));
  const values = new Set(all.map(({ value }) => valueText(value)));
  const head = `\`\`\`lathe\n${name}: ${valueText(bound.value)}\n\`\`\``;
  return paragraphs([
    head,
    shown === undefined ? "" : sizeText(shown, bound),
    values.size < 2 || shown === undefined ? "" : instancesText(shown, all),
    lineText(at, bound),
  ]);
}

/** Where a name is bound: what its line takes on the targets, as the hint behind it has it. */
function lineText({ analysis, offset }: HoverPlace, { place }: Bound): string {
  const { lines } = analysis.module.file;
  if (!touches(spanOf(lines, place.chunk, place.at), offset)) return "";
  const line = analysis.lines.get(lineAt(lines, offset));
  return line === undefined ? "" : opsOnTargets(line.of, line.cost.ops);
}

function isSame({ place }: Bound, other: Bound): boolean {
  return other.place.chunk === place.chunk && other.place.at.first === place.at.first;
}

/** A tensor's bytes, at the dims' sample values. */
function sizeText({ cost: { graph } }: ShownNet, { value }: Bound): string {
  const bytes = value.kind === "tensor" ? tensorBytes(graph, value.id, samplesOf(graph)) : undefined;
  return bytes === undefined ? "" : formatBytes(bytes);
}

/** What the name is in each instance of the block or repeat that binds it. */
function instancesText({ name, cost }: ShownNet, all: readonly Bound[]): string {
  const rows = all.slice(0, maximumInstances).map(({ instance, value }) => {
    const path = cost.graph.instances[instance]?.path ?? "";
    return `| \`${path === "" ? name : path}\` | ${valueText(value)} |`;
  });
  if (all.length > maximumInstances) rows.push(`| … ${all.length - maximumInstances} more | |`);
  return `| ×${all.length} in ${name} | value |\n|:--|:--|\n${rows.join("\n")}`;
}

function dimText(at: HoverPlace, name: string): string | undefined {
  const graph = netAround(at)?.cost.graph;
  const dim = graph?.dims.find((each) => each.name === name);
  if (dim === undefined) return undefined;
  const { low, high } = dim.bounds;
  const range = Number.isFinite(high) ? ` in [${low}, ${high}]` : "";
  return paragraphs([
    `\`\`\`lathe\ndim ${name} = ${dim.sample}${range}\n\`\`\``,
    `figures are shown at ${name} = ${dim.sample}`,
  ]);
}

function callableText({ analysis, neighbours, boundsOf }: HoverPlace, name: string): string | undefined {
  const declaration = declarationOf(neighbours, analysis.module, name);
  if (declaration !== undefined) {
    const shown = analysis.shown.find((each) => each.kind === "net" && each.declaration === declaration);
    const totals = shown === undefined ? "" : netTitle(shown, boundsOf(shown));
    return paragraphs([declarationDocs(declaration), totals, shown === undefined ? "" : netOnTargets(shown)]);
  }
  const operator = operatorsByName.get(name);
  if (operator !== undefined) return operatorDocs(operator);
  const builtin = builtins.get(name);
  return builtin === undefined
    ? undefined
    : paragraphs([`\`\`\`lathe\n${name}(${builtin.parameters.join(", ")})\n\`\`\``, builtin.doc]);
}
