/** Which tensors flow into the stage that is being typed: taken from the analysis, whatever the rest of the line is worth. */
import { type Analysis, type Op, spanOf, type TensorType } from "@lathe/engine";
import { boundAbove } from "./at.ts";
import { contextOf, isName, type Piece, type Statement, splitAtCommas } from "./cursor.ts";

/** The place of a stage: its pipeline up to the arrow. */
export interface StagePlace {
  readonly pieces: readonly Piece[];
  /** Index of the arrow; what flows stands before it. */
  readonly arrow: number;
}

/** Where the stage stands that begins behind these pieces; undefined where no stage can begin. */
export function stagePlace(statement: Statement): StagePlace | undefined {
  const context = contextOf(statement);
  const { pieces } = statement;
  const last = withoutLabel(pieces, context === "stages");
  const text = last.at(-1)?.text;
  if (text === "->") return { pieces: last, arrow: last.length - 1 };
  if (text === undefined && context === "stages" && statement.outer !== undefined) return aroundRepeat(statement.outer);
  if (text === "then" || text === "else") return aroundConditional(last);
  return undefined;
}

function withoutLabel(pieces: readonly Piece[], isStages: boolean): readonly Piece[] {
  if (pieces.at(-1)?.text !== ":" || !isName(pieces.at(-2)?.text)) return pieces;
  const before = pieces.at(-3)?.text;
  const isLabel = before === undefined ? isStages : ["->", "then", "else"].includes(before);
  return isLabel ? pieces.slice(0, -2) : pieces;
}

function aroundRepeat({ pieces }: Statement): StagePlace | undefined {
  const repeat = pieces.findLastIndex(({ text }) => text === "repeat" || text === "collect");
  if (repeat === -1) return undefined;
  const before = withoutLabel(pieces.slice(0, repeat), false);
  return before.at(-1)?.text === "->" ? { pieces: before, arrow: before.length - 1 } : undefined;
}

/** `-> (if wide then …`: the arms are stages. */
function aroundConditional(pieces: readonly Piece[]): StagePlace | undefined {
  let depth = 0;
  for (let i = pieces.length - 1; i >= 0; i--) {
    const text = pieces[i]?.text;
    if (text === ")" || text === "]") depth++;
    else if ((text === "(" || text === "[") && depth-- === 0)
      return pieces[i - 1]?.text === "->" ? { pieces, arrow: i - 1 } : undefined;
  }
  return undefined;
}

const boundaries = ["->", "=", "return", "output", "then", "else", ","];

/** The types that flow through the arrow, several where a call gives several; none where nothing is known. */
export function flowInto(analysis: Analysis, offset: number, { pieces, arrow }: StagePlace): readonly TensorType[] {
  const head = headOf(pieces, arrow);
  const [first] = head;
  const last = head.at(-1);
  if (first === undefined || last === undefined) return [];
  // Behind an arrow a name is a stage's.
  const isHead = pieces[pieces.indexOf(first) - 1]?.text !== "->";
  if (head.length === 1 && isHead && isName(first.text)) return typeOfName(analysis, offset, first.text);
  if (first.text === "(" && last.text === ")") {
    const parts = splitAtCommas(head.slice(1, -1));
    const types = parts.flatMap((part) =>
      part.length === 1 ? typeOfName(analysis, offset, part[0]?.text ?? "").slice(0, 1) : [],
    );
    if (parts.length > 1 && types.length === parts.length) return types;
  }
  return resultsWithin(analysis, first.start, last.end);
}

/** From the last boundary before the arrow on. */
function headOf(pieces: readonly Piece[], arrow: number): readonly Piece[] {
  let depth = 0;
  for (let i = arrow - 1; i >= 0; i--) {
    const text = pieces[i]?.text ?? "";
    if (text === ")" || text === "]") depth++;
    else if (text === "(" || text === "[") depth--;
    if (depth < 0 || (depth === 0 && boundaries.includes(text))) return pieces.slice(i + 1, arrow);
  }
  return pieces.slice(0, arrow);
}

function typeOfName(analysis: Analysis, offset: number, name: string): readonly TensorType[] {
  const bound = boundAbove(analysis, offset).find((entry) => entry.name === name);
  return bound?.value.kind === "tensor" ? [bound.value.type] : [];
}

/** What the call that ran last between two offsets gave, in the first net that has one there. */
function resultsWithin(analysis: Analysis, start: number, end: number): readonly TensorType[] {
  const { lines } = analysis.module.file;
  const isWithin = ({ uri, chunk, at }: Op["name"]) => {
    if (uri !== analysis.uri) return false;
    const span = spanOf(lines, chunk, at);
    return start <= span.start && span.end <= end;
  };
  for (const { cost } of analysis.shown) {
    const { ops, instances, tensors } = cost.graph;
    const results = [
      ...ops.flatMap(({ name, outputs }) => (isWithin(name) ? [outputs] : [])),
      ...instances.flatMap(({ kind, place, results: given }) =>
        (kind === "block" || kind === "repeat") && isWithin(place) ? [given] : [],
      ),
    ];
    // Tensors are numbered in program order; a repeat gives what its last call gave.
    const latest = results.reduce<readonly number[]>((a, b) => ((b[0] ?? -1) > (a[0] ?? -1) ? b : a), []);
    if (latest.length > 0) return latest.flatMap((id) => tensors[id]?.type ?? []);
  }
  return [];
}
