/** Writes a draft down as the text of a net: chains as pipelines, labels where there are weights. */
import { formatTensor } from "../../base/tensor.ts";
import { formatSource } from "../../syntax/format.ts";
import { preparationText } from "../preparation.ts";
import type { Draft, DraftCall, DraftOperand } from "./draft.ts";
import { freshName, identifier } from "./identifiers.ts";
import { labelWish, NameGiver } from "./names.ts";
import { type Statement, statementsOf, type WrittenCall } from "./statements.ts";
import { type StructuredText, structuredText } from "./structure/structure.ts";
import { numberText, valueText } from "./valueText.ts";

export interface TextOptions {
  readonly name: string;
  /** The file of weights as the text names it. */
  readonly weightsFile: string;
  readonly style: Style;
}

/**
 * How much is made of a draft: blocks and repeats; pipelines alone; or one call a line, without labels, where nothing better
 * holds.
 */
export type Style = "structured" | "flat" | "plain";

export interface WrittenText {
  readonly text: string;
  /** The draft's calls in the order in which the text makes ops of them. */
  readonly order: readonly DraftCall[];
}

/** Longer lines are broken before their arrows. */
const lineWidth = 110;

/** Undefined where a draft is too large for blocks and repeats to be looked for. */
export function textOf(draft: Draft, options: TextOptions): WrittenText | undefined {
  const names = new NameGiver(draft);
  const content = options.style === "structured" ? structured(draft, names) : listed(draft, names, options.style);
  if (content === undefined) return undefined;
  const lines: string[] = [...content.blocks];
  const documentation = draft.documentation
    .slice(0, 2000)
    .split(/[\r\n\u2028\u2029]+/)
    .filter((line) => line.trim() !== "");
  for (const line of documentation) lines.push(`## ${line.trim()}`);
  lines.push(`net ${identifier(options.name) || "net_"} {`);
  for (const { name, sample } of draft.dims) lines.push(`dim ${name} = ${sample}`);
  for (const { value, type, preparation } of draft.inputs) {
    lines.push(`input ${names.value(value)}: ${formatTensor(type)}${preparationText(preparation)}`);
  }
  for (const { value, type, initial } of draft.states) {
    lines.push(`state ${names.value(value)}: ${formatTensor(type)} = ${initial}`);
  }
  if (draft.opset !== undefined) lines.push(`opset ${draft.opset}`);
  const hasWeights =
    draft.calls.some(({ weights, steps }) => weights.size > 0 || steps !== undefined) ||
    draft.inputs.some(({ steps }) => steps !== undefined);
  if (hasWeights) lines.push(`weights ${JSON.stringify(options.weightsFile)}`);
  lines.push("", ...content.statements);
  for (const { name, value } of draft.outputs) lines.push(outputLine(names.output(name), names.value(value)));
  // Last of all: until then the name stands for what was remembered.
  for (const { value, next } of draft.states) lines.push(`${names.value(value)} = ${names.value(next)}`);
  lines.push("}", "");
  return { text: formatSource(lines.join("\n")), order: content.order };
}

function structured(draft: Draft, names: NameGiver): StructuredText | undefined {
  return structuredText(draft, names.ports, names.takenNames);
}

function listed(draft: Draft, names: NameGiver, style: "flat" | "plain"): StructuredText {
  const isPlain = style === "plain";
  const statements = statementsOf(draft, names, isPlain);
  const writer = new Writer(names, isPlain);
  return {
    blocks: [],
    statements: statements.flatMap((statement) => writer.statement(statement)),
    order: statements.flatMap(({ calls }) => calls.map(({ call }) => call)),
  };
}

function outputLine(name: string, value: string): string {
  return name === value ? `output ${name}` : `output ${name} = ${value}`;
}

class Writer {
  private readonly names: NameGiver;
  private readonly isPlain: boolean;
  private readonly labels = new Set<string>();

  constructor(names: NameGiver, isPlain: boolean) {
    this.names = names;
    this.isPlain = isPlain;
  }

  statement({ calls }: Statement): readonly string[] {
    const [first, ...rest] = calls;
    if (first === undefined) return [];
    const last = calls.at(-1) ?? first;
    const target = this.targets(last.call);
    const stages = rest.map((stage) => this.stage(stage.call));
    const head = this.head(first);
    const line = `${target} = ${[...head, ...stages].join(" -> ")}`;
    if (line.length <= lineWidth) return [line];
    return [`${target} = ${head[0] ?? ""}`, ...[...head.slice(1), ...stages].map((stage) => `-> ${stage}`)];
  }

  /** The names of the results; what a foreign call gives is stated with its type. */
  private targets({ callee, results }: DraftCall): string {
    return results
      .map(({ id, type }) => {
        const name = this.names.value(id);
        if (callee.kind === "operator") return name;
        return `${name}: ${type === undefined ? "tensor" : formatTensor(type)}`;
      })
      .join(", ");
  }

  /** How a statement begins: a value that flows on, two operands with a sign, or a call. */
  private head({ call }: WrittenCall): readonly string[] {
    const { callee, inputs } = call;
    const sign = callee.kind === "operator" ? signs[callee.operator.name] : undefined;
    const [a, b] = inputs;
    if (
      sign !== undefined &&
      call.weights.size === 0 &&
      call.annotations.length === 0 &&
      a !== undefined &&
      b !== undefined &&
      inputs.length === 2
    ) {
      const isPositive = [a, b].every((operand) => operand.kind !== "number" || operand.value >= 0);
      if (isPositive) return [`${this.operand(a)} ${sign} ${this.operand(b)}`];
    }
    // A pipeline brings one tensor; whatever takes several is written with all of them, or as the stage of its first.
    if (a?.kind === "value" && inputs.length === 1) return [this.operand(a), this.stage(call)];
    return [`${this.label(call)}${this.call(call, inputs)}`];
  }

  private stage(call: DraftCall): string {
    return `${this.label(call)}${this.call(call, call.inputs.slice(1))}`;
  }

  private label(call: DraftCall): string {
    const wish = this.isPlain || call.weights.size === 0 ? undefined : labelWish(call);
    return wish === undefined ? "" : `${freshName(wish, this.labels)}: `;
  }

  private call({ callee, arguments: given, annotations }: DraftCall, inputs: readonly DraftOperand[]): string {
    const operands = inputs.map((operand) => this.operand(operand));
    const id = (value: number) => this.names.value(value);
    const named: string[] = [];
    const required = callee.kind === "operator" ? firstRequired(callee.operator) : undefined;
    for (const [name, value] of given) {
      const text = valueText(value, id, callee.kind === "foreign");
      if (name === required) operands.push(text);
      else named.push(`${name}=${text}`);
    }
    const list = [...operands, ...named];
    const written =
      callee.kind === "operator"
        ? callee.operator.name
        : callee.domain === ""
          ? `onnx.${callee.name}`
          : `onnx[${JSON.stringify(callee.domain)}].${callee.name}`;
    const isBare = list.length === 0 && callee.kind === "operator" && callee.operator.inputs.length > 0;
    return [isBare ? written : `${written}(${list.join(", ")})`, ...annotations].join(" ");
  }

  private operand(operand: DraftOperand): string {
    if (operand.kind === "none") return "none";
    return operand.kind === "number" ? numberText(operand.value) : this.names.value(operand.id);
  }
}

const signs: Readonly<Record<string, string>> = { add: "+", sub: "-", mul: "*", div: "/" };

/** The parameter that may stand without its name: the first, where it must be given and no list of tensors is before it. */
function firstRequired(operator: Extract<DraftCall["callee"], { kind: "operator" }>["operator"]): string | undefined {
  if (operator.inputs.at(-1)?.variadic !== undefined) return undefined;
  const [first] = Object.entries(operator.parameters);
  return first !== undefined && first[1].default.kind === "required" && first[1].isTensor === undefined
    ? first[0]
    : undefined;
}
