/** Writes a net as a Python module on plain PyTorch. */
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { formatTensor } from "../base/tensor.ts";
import type { Value } from "../base/value.ts";
import type { Graph } from "../graph/graph.ts";
import type { Bound } from "../semantics/elaborate/state.ts";
import { weightName } from "../weights/match.ts";
import { classesOf, type PythonClass } from "./classes.ts";
import { type Constructed, helpersOf, type Net } from "./form.ts";
import { wrapped } from "./layout.ts";
import { netClassName, pascalCase, Taken } from "./names.ts";
import { imports, loader, reader } from "./preamble.ts";
import { type BoundTensors, type BoundValues, type Item, push, type Scope, structureOf } from "./structure.ts";
import { type Template, TemplateWriter } from "./template.ts";

export interface PyTorchSource {
  readonly graph: Graph;
  /** What the names of the text stand for: the written ones follow them. */
  readonly bound: readonly Bound[];
  readonly documentation?: string;
}

/**
 * Writes a net as one Python file: a class for each block, one for the net behind them, and `load`, which reads weights
 * from a safetensors file. Keys and shapes of its `state_dict` are the names and shapes of the net's weights, beside
 * `num_batches_tracked`. Refuses a net with errors, and what PyTorch has no words for, with the path of the op.
 */
export function exportPyTorch({ graph, bound, documentation }: PyTorchSource): string | Refusal {
  if (graph.isIncomplete) {
    return refuse("incomplete-net", `the net \`${graph.name}\` has errors`, { help: "Correct them first." });
  }
  const classes = new Map<Scope, Constructed>();
  const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
  const values = boundValues(bound);
  const net: Net = { graph, bound: boundTensors(graph, bound), values, read: readTensors(graph), samples, classes };
  const helpers = helpersOf(net);
  if (isRefusal(helpers)) return helpers;
  const clash = clashingNames(graph);
  if (clash !== undefined) return clash;
  const root = structureOf(graph, net.bound);
  const name = netClassName(graph.name);
  const taken = new Taken([name, ...helpers.map((helper) => helper.name)]);
  const className = ({ scope }: Template) => (scope === root ? name : taken.take(classNameOf(scope)));
  const written: PythonClass[] = [];
  for (const scopes of byHeight(root)) {
    const templates = scopes.map(({ scope, captured }) => new TemplateWriter(net, scope, captured).write());
    const unknown = templates.find(({ scope, symbols }) => scope === root && symbols.length > 0)?.symbols[0]?.dim;
    if (unknown !== undefined) {
      const message = `the dim \`${unknown}\` is no extent of an input, so a running module cannot know it`;
      return refuse("unknown-extent", message, { help: "State the extents of the inputs, or give the dim a number." });
    }
    for (const { template, class: python, arguments: given } of classesOf(templates, values, className)) {
      classes.set(template.scope, {
        name: python.name,
        arguments: given,
        symbols: template.symbols.map(({ dim }) => dim),
      });
      if (!written.includes(python)) written.push(python);
    }
  }
  const ties = tiesOf(graph);
  return `${[
    `${header(graph)}\n\n${imports}`,
    ...helpers.map(({ source }) => source.trim()),
    reader,
    loader(name, ties),
    ...written.map((python) =>
      classText(
        python,
        python.templates[0]?.scope === root ? netDocumentation(graph, documentation) : undefined,
        python.templates[0]?.scope === root ? tieStatements(ties) : [],
      ),
    ),
  ].join("\n\n\n")}\n`;
}

function classNameOf({ kind, name }: Scope): string {
  return kind === "step" ? `${pascalCase(name)}Step` : pascalCase(name);
}

function header(graph: Graph): string {
  const byName = new Map<string, string[]>();
  for (const { annotations, path } of graph.ops) {
    for (const { reading } of annotations) {
      if (reading.kind === "tying") continue;
      push(byName, reading.name, path);
    }
  }
  const lines = [...byName].map(([name, paths]) => `@${name} on ${paths.length} ops, the first of them ${paths[0]}`);
  if (lines.length === 0) return `"""The net \`${graph.name}\`, written by Lathe."""`;
  return [
    `"""The net \`${graph.name}\`, written by Lathe.`,
    "",
    "Without what annotations ask for:",
    ...lines,
    '"""',
  ].join("\n");
}

/** What goes in and comes out, for a reader who has no text of the net. */
function netDocumentation(graph: Graph, documentation: string | undefined): string {
  const types = (ports: readonly { readonly name: string; readonly tensor: number }[]) =>
    ports.map(
      ({ name, tensor }) =>
        `${name}: ${formatTensor(graph.tensors[tensor]?.type ?? { dtype: "f32", shape: undefined })}`,
    );
  const states = graph.states.map(
    ({ name, initial }) => `\`${name}\` is carried from run to run, and starts at ${initial}.`,
  );
  const next = graph.states.map(({ name, tensor }) => ({ name: `next ${name}`, tensor }));
  const taken = types([...graph.inputs, ...graph.states]);
  const given = types([...graph.outputs, ...next]);
  const isShort = [...taken, ...given].join(", ").length < 80;
  const item = (text: string) => `- ${text}`;
  const lines = [
    ...(documentation === undefined ? [] : [documentation, ""]),
    ...(isShort
      ? [`${taken.join(", ")} → ${given.join(", ")}`]
      : ["Takes", ...taken.map(item), "and gives", ...given.map(item)]),
    ...(states.length === 0 ? [] : ["", ...states]),
  ];
  // Inside a docstring neither may stand.
  return lines.join("\n").replaceAll("\\", "/").replaceAll('"""', "'''");
}

function classText(
  { name, parameters, init, forward, templates }: PythonClass,
  documentation: string | undefined,
  ties: readonly string[],
): string {
  const [template] = templates;
  const indent = (lines: readonly string[]) => lines.map((line) => wrapped(line, "        "));
  const inputs = [...(template?.inputs ?? []), ...(template?.symbols ?? []).map(({ variable }) => variable)];
  const building = [
    `    def __init__(${["self", ...parameters].join(", ")}):`,
    "        super().__init__()",
    ...indent([...init, ...ties]),
    "",
  ];
  return [
    `class ${name}(nn.Module):`,
    ...docstring(documentation ?? usesOf(templates)),
    "",
    ...(init.length + parameters.length + ties.length > 0 ? building : []),
    wrapped(`def forward(${["self", ...inputs].join(", ")}):`, "    "),
    ...indent(forward.length === 0 ? ["pass"] : forward),
  ].join("\n");
}

function docstring(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.length === 1) return [`    """${lines[0]}"""`];
  return [`    """${lines[0]}`, ...lines.slice(1).map((line) => (line === "" ? "" : `    ${line}`)), '    """'];
}

function usesOf(templates: readonly Template[]): string {
  const [first, ...others] = templates.map(({ scope }) => scope);
  const what = first?.kind === "step" ? "A step of a repeat" : `The block \`${first?.name}\``;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${what}: ${first?.path}${more}.`;
}

/** Parts that become classes, the innermost first: each group needs only groups before it. */
function byHeight(root: Scope): readonly (readonly Found[])[] {
  const heights: Found[][] = [];
  const inItems = (items: readonly Item[], captured: ReadonlySet<number>): number =>
    items.reduce((height, item) => Math.max(height, inItem(item, captured)), -1);
  const inItem = (item: Item, captured: ReadonlySet<number>): number => {
    if (item.kind === "scope") return visit(item.scope, captured);
    if (item.kind !== "list") return -1;
    const everywhere = (item.items[0]?.inputs ?? []).filter((id) =>
      item.items.every(({ inputs }) => inputs.includes(id)),
    );
    return inItems(item.items, new Set(item.items.length > 1 ? everywhere : []));
  };
  const visit = (scope: Scope, captured: ReadonlySet<number>): number => {
    const height = inItems(scope.items, new Set()) + 1;
    const group = heights[height] ?? [];
    group.push({ scope, captured });
    heights[height] = group;
    return height;
  };
  visit(root, new Set());
  return heights;
}

interface Found {
  readonly scope: Scope;
  /** What all steps of its repeat read. */
  readonly captured: ReadonlySet<number>;
}

function readTensors({ ops, outputs, states }: Graph): ReadonlySet<number> {
  const ports = outputs.map(({ tensor }) => tensor);
  return new Set([...ops.flatMap(({ inputs }) => inputs), ...ports, ...states.flatMap(({ next }) => next ?? [])]);
}

function boundTensors({ outputs }: Graph, bound: readonly Bound[]): BoundTensors {
  const tensors = new Map<number, Map<number, string>>();
  for (const { name, value, instance } of bound) {
    if (value.kind !== "tensor") continue;
    const names = tensors.get(instance) ?? new Map<number, string>();
    if (!names.has(value.id)) names.set(value.id, name);
    tensors.set(instance, names);
  }
  // `output y = …` binds nothing that can be read.
  const ofNet = tensors.get(0) ?? new Map<number, string>();
  for (const { name, tensor } of outputs) if (!ofNet.has(tensor)) ofNet.set(tensor, name);
  return tensors.set(0, ofNet);
}

function boundValues(bound: readonly Bound[]): BoundValues {
  const values = new Map<number, Map<string, Value>>();
  for (const { name, value, instance } of bound) {
    const names = values.get(instance) ?? new Map<string, Value>();
    names.set(name, value);
    values.set(instance, names);
  }
  return values;
}

/** By the name of a weight that is another op's, the name of that one's. */
function tiesOf(graph: Graph): ReadonlyMap<string, string> {
  return new Map(
    graph.ops.flatMap(({ path, tied }) => {
      const source = tied === undefined ? undefined : graph.ops[tied.op];
      if (source === undefined) return [];
      return (tied?.weights ?? []).map((name) => [weightName(path, name), weightName(source.path, name)] as const);
    }),
  );
}

function tieStatements(ties: ReadonlyMap<string, string>): readonly string[] {
  const access = (name: string) => {
    const at = name.lastIndexOf(".");
    return at < 0 ? `self.${name}` : `self.get_submodule(${JSON.stringify(name.slice(0, at))}).${name.slice(at + 1)}`;
  };
  return [...ties].map(([name, source]) => `${access(name)} = ${access(source)}`);
}

/** A tensor of its own cannot have others inside it, as a module can. */
function clashingNames(graph: Graph): Refusal | undefined {
  const names = new Set(
    graph.ops.flatMap(({ path, call }) => (call.weights ?? []).map(({ name }) => weightName(path, name))),
  );
  for (const name of names) {
    for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) {
      const holder = name.slice(0, at);
      if (!names.has(holder)) continue;
      return refuse("clashing-names", `\`${holder}\` is a tensor, so that PyTorch cannot keep \`${name}\` inside it`, {
        help: "Give one of the two another label.",
      });
    }
  }
  return undefined;
}
