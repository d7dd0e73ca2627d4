/** Finding one's way in the trees of a file: the statement at an offset, the calls and names in it. */
import { lineAt, type SourceChunk, type SourceFile, type Span, spanOf, type syntax } from "@lathe/engine";

export type Node = syntax.Expression | syntax.Stage;
export type Call = syntax.CallExpression | syntax.CallStage;

/** A statement and what it stands in. */
export interface Located {
  readonly chunk: SourceChunk;
  /** The statements of the same body, and which of them it is. */
  readonly siblings: readonly SourceChunk[];
  readonly index: number;
  /** Statements whose braces hold it, the outermost first. */
  readonly parents: readonly SourceChunk[];
}

/** The innermost statement on whose lines an offset stands. */
export function statementAt(file: SourceFile, offset: number): Located | undefined {
  let found: Located | undefined;
  let siblings = file.chunks;
  const parents: SourceChunk[] = [];
  for (;;) {
    const index = siblings.findIndex((chunk) => holds(file, wholeOf(file, chunk), offset));
    const chunk = siblings[index];
    if (chunk === undefined) return found;
    found = { chunk, siblings, index, parents: [...parents] };
    parents.push(chunk);
    const body = chunk.bodies.find(({ span }) => span.start < offset && offset < span.end);
    if (body === undefined) return found;
    siblings = body.chunks;
  }
}

/** From the start of the line where a span starts to the end of the one where it ends. */
function holds({ lines }: SourceFile, span: Span, offset: number): boolean {
  const line = lineAt(lines, offset);
  return lineAt(lines, span.start) <= line && line <= lineAt(lines, span.end);
}

/** All of a statement, its braces included. */
export function wholeOf({ lines }: SourceFile, { chunk }: SourceChunk): Span {
  return spanOf(lines, chunk, { first: 0, last: chunk.tokens.length - 1 });
}

export function spanIn({ lines }: SourceFile, { chunk }: SourceChunk, at: syntax.Range): Span {
  return spanOf(lines, chunk, at);
}

export function textIn(file: SourceFile, chunk: SourceChunk, at: syntax.Range): string {
  const { start, end } = spanIn(file, chunk, at);
  return file.lines.text.slice(start, end);
}

/** The white space before the first sign of the line on which an offset stands. */
export function indentAt({ lines }: SourceFile, offset: number): string {
  const start = lines.starts[lineAt(lines, offset)] ?? 0;
  return /^[ \t]*/.exec(lines.text.slice(start))?.[0] ?? "";
}

export function lineEndOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** Expressions, stages and types that a statement holds itself, without what stands in its braces. */
export function partsOf(statement: syntax.Statement): {
  readonly nodes: readonly Node[];
  readonly types: readonly syntax.TypeExpression[];
} {
  const some = <T>(...values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);
  switch (statement.kind) {
    case "binding":
      return { nodes: [statement.value], types: some(...statement.targets.map(({ type }) => type)) };
    case "return":
      return { nodes: statement.values, types: [] };
    case "expression":
    case "variant":
    case "opset":
      return { nodes: [statement.value], types: [] };
    case "stages":
      return { nodes: statement.stages, types: [] };
    case "fn":
    case "net":
    case "block":
    case "op": {
      const { parameters } = statement;
      return {
        nodes: some(
          ...parameters.map((parameter) => parameter.default),
          "value" in statement ? statement.value : undefined,
        ),
        types: some(...parameters.map(({ type }) => type)),
      };
    }
    case "dim":
      return { nodes: some(statement.sample, statement.bounds), types: [] };
    case "input":
      return { nodes: [], types: some(statement.type) };
    case "state":
      return { nodes: some(statement.initial), types: some(statement.type) };
    case "output":
      return { nodes: some(statement.value), types: [] };
    case "entries":
      return {
        nodes: statement.entries.flatMap((entry) => ("value" in entry ? [entry.value] : [])),
        types: [],
      };
    default:
      return { nodes: [], types: [] };
  }
}

/** A node and all that it holds, the outer before the inner, without what stands in braces. */
export function nodesIn(node: Node): readonly Node[] {
  return [node, ...childrenOf(node).flatMap(nodesIn)];
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "list":
    case "tuple":
      return node.items;
    case "unary":
      return [node.operand];
    case "binary":
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case "range":
      return [node.from, node.to];
    case "conditional": {
      const arms = [node.then, node.otherwise].flatMap((arm): readonly Node[] => ("kind" in arm ? [arm] : arm));
      return [node.condition, ...arms];
    }
    case "index":
      return [node.target, ...node.items];
    case "attribute":
      return [node.target];
    case "call":
      return [...node.arguments.map(({ value }) => value), ...annotationValues(node.annotations)];
    case "choose":
      return node.arguments.map(({ value }) => value);
    case "pipeline":
      return [node.head, ...node.stages];
    case "labelled":
      return [node.expression];
    case "repeat":
    case "collect":
      return [node.source, ...annotationValues(node.annotations)];
    default:
      return [];
  }
}

function annotationValues(annotations: readonly syntax.Annotation[]): readonly Node[] {
  return annotations.flatMap(({ arguments: given }) => given.flatMap((each) => ("value" in each ? [each.value] : [])));
}

/** All nodes of a statement, types included, without what stands in its braces. */
export function nodesOf(statement: syntax.Statement): readonly Node[] {
  const { nodes, types } = partsOf(statement);
  const dims = types.flatMap((type) => (type.dims ?? []).filter((dim) => dim !== undefined));
  return [...nodes, ...dims].flatMap(nodesIn);
}

export function isCall(node: Node): node is Call {
  return node.kind === "call";
}

/** A statement and those in its braces, at any depth. */
export function allStatements(chunk: SourceChunk): readonly SourceChunk[] {
  return [chunk, ...chunk.bodies.flatMap(({ chunks }) => chunks.flatMap(allStatements))];
}

/** The innermost call of a statement that an offset touches, or the only one there is. */
export function callAt(file: SourceFile, chunk: SourceChunk, offset: number): Call | undefined {
  const calls = nodesOf(chunk.statement).filter(isCall);
  return calls.findLast(({ at }) => {
    const { start, end } = spanIn(file, chunk, at);
    return start <= offset && offset <= end;
  });
}

/** Where another argument goes into a call, and what stands before it there. */
export function argumentInsertion(
  file: SourceFile,
  chunk: SourceChunk,
  call: Call,
  text: string,
): { readonly span: Span; readonly text: string } {
  const last = call.arguments.at(-1);
  if (last !== undefined) {
    const { end } = spanIn(file, chunk, last.at);
    return { span: { start: end, end }, text: `, ${text}` };
  }
  const { end } = spanIn(file, chunk, call.callee.at);
  const open = /^\s*\(/.exec(file.lines.text.slice(end))?.[0];
  if (open === undefined) return { span: { start: end, end }, text: `(${text})` };
  const inside = end + open.length;
  return { span: { start: inside, end: inside }, text };
}

/** The declaration of a net or block around a statement. */
export function declarationOf({ chunk, parents }: Located): SourceChunk | undefined {
  return [...parents, chunk].find(({ statement }) => statement.kind === "net" || statement.kind === "block");
}

/** The statements in the braces of a net or block. */
export function bodyOf({ statement, bodies }: SourceChunk): readonly SourceChunk[] {
  const body = "body" in statement && statement.body !== undefined ? bodies[statement.body] : undefined;
  return body?.chunks ?? [];
}

/** Every name that stands in a declaration, whatever it means: what a new name must not be. */
export function wordsOf(file: SourceFile, chunk: SourceChunk): ReadonlySet<string> {
  const { start, end } = wholeOf(file, chunk);
  return new Set(file.lines.text.slice(start, end).match(/[A-Za-z_]\w*/g) ?? []);
}

/** `name`, or `name2`, `name3`, … where that is taken. */
export function freshName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}${number}`)) number++;
  return `${name}${number}`;
}

/** `conv1`, or the next number that is free. */
export function freshLabel(name: string, taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`${name}${number}`)) number++;
  return `${name}${number}`;
}

/** Names that stand for values in a declaration, or are bound there at any depth: what a new value must not be called. */
export function valueNames(declaration: SourceChunk): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { statement } of allStatements(declaration)) {
    for (const name of boundBy(statement)) names.add(name);
    for (const node of nodesOf(statement)) {
      if (node.kind === "name") names.add(node.name);
      for (const name of boundByNode(node)) names.add(name);
    }
    if ("parameters" in statement) for (const { name } of statement.parameters) names.add(name.name);
  }
  return names;
}

/** Names that a statement binds in the body where it stands. */
export function boundBy(statement: syntax.Statement): readonly string[] {
  switch (statement.kind) {
    case "binding":
      return statement.targets.map(({ name }) => name.name);
    case "dim":
    case "input":
    case "state":
    case "fn":
      return [statement.name.name];
    default:
      return [];
  }
}

/** Names that a `repeat` binds for its body. */
export function boundByNode(node: Node): readonly string[] {
  if (node.kind !== "repeat" && node.kind !== "collect") return [];
  return [node.binder, node.carried].flatMap((pattern) => (pattern?.names ?? []).map(({ name }) => name));
}
