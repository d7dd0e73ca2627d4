/** Writes sketches down: statements with names for what is read more than once, stages with labels and arguments. */
import { formatTensor } from "../../../base/tensor.ts";
import type { Draft, DraftCall } from "../draft.ts";
import { freshName, identifier } from "../identifiers.ts";
import { numberText, valueText } from "../valueText.ts";
import type { Block } from "./blocks.ts";
import { wordFor } from "./labels.ts";
import { bracketLines, type Part, pipelineLines } from "./lines.ts";
import { isPiped } from "./repeats.ts";
import type { Sketch, SketchStatement, Slot, Stage } from "./sketch.ts";
import { at } from "./tree.ts";

/** What a body ends with: the values that are its results are returned, or bound to names that are given. */
export interface Surroundings {
  /** Names of values that are known: inputs and outputs of the net, parameters of a block. */
  readonly names: Map<number, string>;
  readonly taken: Set<string>;
  readonly returns: boolean;
  readonly optional: Block["optional"];
}

export function writeBody(draft: Draft, sketch: Sketch, around: Surroundings): readonly string[] {
  const writer = new BodyWriter(draft, around);
  const last = sketch.statements.length - 1;
  return sketch.statements.flatMap((statement, index) => writer.statement(statement, around.returns && index === last));
}

/** One binding: a value, or several operands, and what they flow through. */
interface Piece {
  readonly stages: readonly Stage[];
  /** What flows in. */
  readonly before: number | undefined;
}

class BodyWriter {
  private readonly draft: Draft;
  private readonly around: Surroundings;

  constructor(draft: Draft, around: Surroundings) {
    this.draft = draft;
    this.around = around;
  }

  statement(statement: SketchStatement, isReturn: boolean): readonly string[] {
    const pieces = this.pieces(statement);
    return pieces.flatMap((piece, index) => {
      const parts = this.parts(piece);
      const isLast = index === pieces.length - 1;
      if (isReturn && isLast) return pipelineLines("return ", parts, 2);
      const target = this.target(piece, isLast ? statement.results : undefined);
      const { optional } = this.around;
      if (optional?.origin !== statement.origin || !isLast) return pipelineLines(`${target} = `, parts, 2);
      const start = `${target} = if ${optional.condition} then x`;
      const flat = `${start} else ${parts.map(({ flat: part }) => part).join(" -> ")}`;
      if (flat.length + 2 <= 100) return [flat];
      return [start, ...pipelineLines("else ", parts, 2 + target.length + 3)];
    });
  }

  /** Cuts a statement where something cannot stand after an arrow. */
  private pieces({ stages, head }: SketchStatement): readonly Piece[] {
    const pieces: { stages: Stage[]; before: number | undefined }[] = [];
    let before = head;
    let previous: Stage | undefined;
    for (const stage of stages) {
      const open = pieces.at(-1);
      if (open !== undefined && this.follows(stage, previous, before)) open.stages.push(stage);
      else pieces.push({ stages: [stage], before });
      previous = stage;
      before = this.resultsOf(stage)[0]?.id;
    }
    return pieces;
  }

  private follows(stage: Stage, previous: Stage | undefined, before: number | undefined): boolean {
    if (previous?.kind === "call" && previous.call.callee.kind === "foreign") return false;
    if (stage.kind === "call" && stage.call.callee.kind === "foreign") return false;
    if (!takesFlow(stage, before)) return false;
    // Of several results as many flow on as the next stage takes.
    if (previous === undefined || this.resultsOf(previous).length === 1) return true;
    if (stage.kind !== "call" || stage.call.callee.kind !== "operator") return false;
    const { inputs } = stage.call.callee.operator;
    return inputs.length === 1 && inputs[0]?.variadic === undefined;
  }

  private parts({ stages, before }: Piece): readonly Part[] {
    const [first, ...others] = stages;
    if (first === undefined) return [];
    const isForeign = first.kind === "call" && first.call.callee.kind === "foreign";
    const flows = before !== undefined && takesFlow(first, before) && !isForeign;
    const start = flows
      ? [{ flat: this.name(before) }, this.stage(first)]
      : (this.onlyRead(first) ?? [this.head(first, before)]);
    return [...start, ...others.map((stage) => this.stage(stage))];
  }

  /** A call that reads one value, which is no end of another statement: `part_2 -> conv(64)`. */
  private onlyRead(stage: Stage): readonly Part[] | undefined {
    if (stage.kind !== "call" || stage.call.callee.kind === "foreign") return undefined;
    const [first, ...others] = stage.operands;
    if (first === undefined || typeof first === "string" || first.given?.kind !== "tensor") return undefined;
    if (others.some((operand) => operand !== "none")) return undefined;
    const operands = this.operands(others, undefined);
    return [{ flat: this.slot(first) ?? "none" }, { flat: `${labelOf(stage)}${this.call(stage, operands)}` }];
  }

  /** A stage that begins a statement and is given all that it reads. */
  private head(stage: Stage, before: number | undefined): Part {
    const flowing = before === undefined ? undefined : this.name(before);
    if (stage.kind === "call") {
      const operands = this.operands(stage.operands, flowing);
      const sign = stage.call.callee.kind === "operator" ? signs[stage.call.callee.operator.name] : undefined;
      const isSigned = sign !== undefined && stage.label === undefined && operands.length === 2;
      if (isSigned && operands.every((operand) => /^[A-Za-z0-9_.]+$/.test(operand)))
        return { flat: operands.join(` ${sign} `) };
      return { flat: `${labelOf(stage)}${this.call(stage, operands)}` };
    }
    return this.stage(stage, flowing);
  }

  private stage(stage: Stage, flowing?: string): Part {
    const label = labelOf(stage);
    switch (stage.kind) {
      case "call": {
        const [first, ...others] = stage.operands;
        const operands = this.operands(first === "before" ? others : stage.operands, flowing);
        return { flat: `${label}${this.call(stage, operands)}` };
      }
      case "block": {
        const given = stage.block.parameters.flatMap(({ name, default: usual }, index) => {
          const text = this.slot(stage.arguments[index]);
          if (text === undefined || text === usual) return [];
          return [usual === undefined ? text : `${name}=${text}`];
        });
        const list = flowing === undefined ? given : [flowing, ...given];
        const isBare = list.length === 0 && stage.takesFlow;
        const start = `${label}${stage.block.name}(`;
        if (list.length > 3) return { flat: `${start}${list.join(", ")})`, open: bracketLines(start, list, ")", 6) };
        return { flat: `${label}${stage.block.name}${isBare ? "" : `(${list.join(", ")})`}` };
      }
      case "repeat": {
        const binder = stage.binder === undefined ? "" : ` as ${stage.binder}`;
        const body = stage.stages.map((inner) => this.stage(inner));
        const source = this.slot(stage.count) ?? "1";
        const opening = bracketItems(`${label}repeat `, source, `${binder} {`);
        const flat = `${label}repeat ${source}${binder} { ${body.map((part) => part.flat).join(" -> ")} }`;
        return { flat, open: [...opening, ...pipelineLines("", body, 6), "}"] };
      }
    }
  }

  private operands(operands: readonly ("before" | "none" | Slot)[], flowing: string | undefined): readonly string[] {
    return operands.map((operand) => {
      if (operand === "none") return "none";
      if (operand === "before") return flowing ?? "";
      return this.slot(operand) ?? "none";
    });
  }

  /** Operands, then the first argument where it must be given anyway, then the others by name. */
  private call(stage: Extract<Stage, { kind: "call" }>, operands: readonly string[]): string {
    const { callee } = stage.call;
    const list = [...operands];
    const given = stage.arguments.flatMap(({ name }, index) => {
      const text = this.slot(stage.arguments[index], callee.kind === "foreign");
      return text === undefined || isDefault(stage.call, name, text) ? [] : [{ name, text }];
    });
    const positional = callee.kind === "operator" ? positionalParameter(callee.operator) : undefined;
    for (const { name, text } of given) list.push(name === positional ? text : `${name}=${text}`);
    const annotations = stage.call.annotations.map((annotation) => ` ${annotation}`).join("");
    if (callee.kind === "operator") {
      const isBare = list.length === 0 && callee.operator.inputs.length > 0;
      return `${callee.operator.name}${isBare ? "" : `(${list.join(", ")})`}${annotations}`;
    }
    const domain = callee.domain === "" ? "." : `[${JSON.stringify(callee.domain)}].`;
    return `onnx${domain}${callee.name}(${list.join(", ")})${annotations}`;
  }

  /** With `tellsFloats` a whole number that is a float has a point, as attributes of ONNX need it. */
  private slot(slot: Slot | undefined, tellsFloats = false): string | undefined {
    if (slot === undefined || slot.text !== undefined) return slot?.text;
    const { given } = slot;
    if (given === undefined) return undefined;
    if (given.kind === "tensor") return this.name(given.id);
    const { value } = given;
    if (slot.name === "" && value.kind === "number" && typeof value.value === "number") {
      return numberText(value.value, false);
    }
    return valueText(value, (id) => this.name(id), tellsFloats);
  }

  private name(value: number): string {
    return this.around.names.get(value) ?? "unknown";
  }

  private resultsOf(stage: Stage): DraftCall["results"] {
    const last = stage.calls.at(-1);
    return last === undefined ? [] : at(this.draft.calls, last).results;
  }

  /** Names for what a piece gives; of what nobody else has a name for. */
  private target({ stages }: Piece, results: readonly number[] | undefined): string {
    const last = stages.at(-1);
    if (last === undefined) return "unknown";
    const given = this.resultsOf(last);
    const isForeign = last.kind === "call" && last.call.callee.kind === "foreign";
    const isMany = isForeign || given.slice(1).some(({ id }) => this.isRead(id));
    const named = (isMany ? given : given.slice(0, 1)).map(({ id, type }, index) => {
      const name = this.nameOf(id, index, stages);
      if (!isForeign) return name;
      return `${name}: ${type === undefined ? "tensor" : formatTensor(type)}`;
    });
    void results;
    return named.join(", ");
  }

  private readonly read = new Set<number>();
  private isRead(id: number): boolean {
    if (this.read.size === 0) {
      for (const { inputs, arguments: given } of this.draft.calls) {
        for (const operand of inputs) if (operand.kind === "value") this.read.add(operand.id);
        for (const value of given.values()) if (value.kind === "tensor") this.read.add(value.id);
      }
      for (const { value } of this.draft.outputs) this.read.add(value);
      for (const { next } of this.draft.states) this.read.add(next);
    }
    return this.read.has(id);
  }

  private nameOf(id: number, index: number, stages: readonly Stage[]): string {
    const known = this.around.names.get(id);
    if (known !== undefined) return known;
    const wish = nameFor(stages);
    const name = freshName(index === 0 ? wish : `${wish}_${index + 1}`, this.around.taken);
    this.around.names.set(id, name);
    return name;
  }
}

const signs: Readonly<Record<string, string>> = { add: "+", sub: "-", mul: "*", div: "/" };

/** Whether what flows in is a stage's first operand, and nothing else of it. */
function takesFlow(stage: Stage, before: number | undefined): boolean {
  if (stage.kind === "call") {
    const [first, ...others] = stage.operands;
    if (first !== "before" || others.includes("before")) return false;
  } else if (!isPiped(stage)) return false;
  const slots = stage.kind === "repeat" ? [] : stage.arguments;
  return slots.every(({ given }) => given?.kind !== "tensor" || given.id !== before);
}

function labelOf({ label }: Stage): string {
  return label === undefined ? "" : `${label}: `;
}

/** A list as the source of a repeat, broken inside its brackets where it is long. */
function bracketItems(start: string, source: string, end: string): readonly string[] {
  if (!source.startsWith("[")) return [`${start}${source}${end}`];
  const items = source.slice(1, -1).split(/, (?=\(|[^()]*$)/);
  return bracketLines(`${start}[`, items, `]${end}`, 6);
}

type AnyOperator = Extract<DraftCall["callee"], { kind: "operator" }>["operator"];

/** The parameter that stands without its name: the first, where it must be given and no list of tensors is before it. */
function positionalParameter(operator: AnyOperator): string | undefined {
  if (operator.inputs.at(-1)?.variadic !== undefined) return undefined;
  const [first] = Object.entries(operator.parameters);
  if (first === undefined || first[1].isTensor !== undefined) return undefined;
  return first[1].default.kind === "required" ? first[0] : undefined;
}

function isDefault({ callee }: DraftCall, name: string, text: string): boolean {
  if (callee.kind !== "operator") return false;
  const parameter = callee.operator.parameters[name];
  if (parameter?.default.kind !== "value") return false;
  const value: unknown = parameter.default.value;
  return (typeof value === "number" || typeof value === "boolean") && text === String(value);
}

/** A name for a value by what makes it: what its labels have in common, or what was done last. */
function nameFor(stages: readonly Stage[]): string {
  const last = stages.at(-1);
  if (last === undefined) return "value";
  const labels = stages.flatMap(({ label }) => label ?? []);
  const shared = labels.length > 1 ? commonWord(labels) : undefined;
  if (shared !== undefined) return identifier(shared) || "value";
  const word = wordFor(last);
  return (
    identifier(
      words[word] ??
        (last.kind === "call" && last.call.callee.kind === "operator"
          ? (families[last.call.callee.operator.family] ?? word)
          : word),
    ) || "value"
  );
}

/** What a result is called after the operator that gives it. */
const words: Readonly<Record<string, string>> = {
  add: "sum",
  concat: "joined",
  conv: "maps",
  global_avgpool: "pooled",
  linear: "projected",
  mul: "scaled",
  param: "learned",
  constant: "stored",
  reshape: "shaped",
  sigmoid: "gate",
  hardsigmoid: "gate",
  softmax: "shares",
  split: "part",
  sub: "difference",
  transpose: "turned",
  attention: "attended",
};

const families: Readonly<Record<string, string>> = {
  activation: "active",
  normalisation: "normed",
  pooling: "pooled",
  convolution: "maps",
};

/** The words that all labels begin with, without numbers at their end. */
function commonWord(labels: readonly string[]): string | undefined {
  const [first = "", ...others] = labels.map((label) => label.split("_"));
  const parts = typeof first === "string" ? [] : first;
  let length = parts.length;
  for (const other of others) {
    let same = 0;
    while (same < Math.min(length, other.length) && other[same] === parts[same]) same++;
    length = same;
  }
  const word = parts
    .slice(0, length)
    .join("_")
    .replace(/(_?\d+)+$/, "");
  return /^[A-Za-z]/.test(word) ? word : undefined;
}
