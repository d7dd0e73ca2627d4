/** The text of a block with its names as they are to be called elsewhere. */
import type { SourceChunk, SourceFile, Span, syntax } from "@lathe/engine";
import { applyEdits, type Edit } from "../action.ts";
import { allStatements, isCall, type Node, nodesIn, nodesOf, spanIn } from "../tree.ts";
import type { Meanings } from "./meanings.ts";

/** An expression that may stand anywhere an operand may. */
export function inBrackets({ kind }: syntax.Expression, text: string): string {
  const isClosed = ["number", "string", "bool", "none", "name", "list", "tuple", "index", "attribute", "call"].includes(
    kind,
  );
  return isClosed ? text : `(${text})`;
}

/** A statement of a block, or a part of it; `fresh` gives labels that are free. */
export function renamed(
  file: SourceFile,
  chunk: SourceChunk,
  part: Span,
  meanings: Meanings,
  fresh: (name: string) => string,
): string {
  const edits = allStatements(chunk).flatMap((each) => {
    const nodes = nodesOf(each.statement);
    const labels = nodes.flatMap((node) => ("label" in node && node.label !== undefined ? [node.label] : []));
    const targets = each.statement.kind === "binding" ? each.statement.targets.map(({ name }) => name) : [];
    return [
      ...substitutions(file, each, nodes, meanings),
      ...labels.map(({ name, at }) => ({ span: spanIn(file, each, at), text: fresh(name) })),
      ...targets.flatMap(({ name, at }) => ({ span: spanIn(file, each, at), text: meanings.values.get(name) ?? name })),
    ];
  });
  return cut(file, part, edits);
}

/** An expression of a block. */
export function replaced(
  file: SourceFile,
  chunk: SourceChunk,
  expression: syntax.Expression,
  meanings: Meanings,
): string {
  return cut(file, spanIn(file, chunk, expression.at), substitutions(file, chunk, nodesIn(expression), meanings));
}

function substitutions(
  file: SourceFile,
  chunk: SourceChunk,
  nodes: readonly Node[],
  { values, callables }: Meanings,
): readonly Edit[] {
  return nodes.flatMap((node) => {
    const isCallee = isCall(node) && node.callee.foreign === undefined;
    const read = node.kind === "name" ? node : isCallee ? node.callee : undefined;
    if (read === undefined) return [];
    const text = (isCallee ? undefined : values.get(read.name)) ?? callables.get(read.name);
    return text === undefined ? [] : [{ span: spanIn(file, chunk, read.at), text }];
  });
}

function cut({ lines }: SourceFile, { start, end }: Span, edits: readonly Edit[]): string {
  const inside = edits.filter(({ span }) => start <= span.start && span.end <= end);
  const moved = inside.map(({ span, text }) => ({ span: { start: span.start - start, end: span.end - start }, text }));
  return applyEdits(lines.text.slice(start, end), moved);
}
