import { type Analysis, isDtype, type SourceChunk, type SourceFile, type Span, type syntax } from "@lathe/engine";
import { type Action, applyEdits, type Edit } from "./action.ts";
import { keepingPaths } from "./paths/keepingPaths.ts";
import {
  allStatements,
  bodyOf,
  boundBy,
  boundByNode,
  type Call,
  declarationOf,
  freshName,
  isCall,
  lineEndOf,
  type Node,
  nodesIn,
  nodesOf,
  partsOf,
  spanIn,
  statementAt,
  valueNames,
  wholeOf,
  wordsOf,
} from "./tree.ts";

export const inlineBlock: Action = {
  name: "inlineBlock",
  summary:
    "Writes what a block does in place of its call; the block itself stays. Policies, maps of weights and ties go along.",
  example: {
    title: "Inline `basic`",
    before: `net small {
  input x: f32[1, 8, 32, 32]
  y = x -> conv(16, kernel=3) -> $0basic(16) -> flatten
  output y
}

block basic(x, out: int, act: op = relu) {
  main = x -> conv(out, kernel=3) -> act
  return main + x -> act
}
`,
    after: `net small {
  input x: f32[1, 8, 32, 32]
  x2 = x -> conv(16, kernel=3)
  main = x2 -> conv(16, kernel=3) -> relu
  y = main + x2 -> relu -> flatten
  output y
}

block basic(x, out: int, act: op = relu) {
  main = x -> conv(out, kernel=3) -> act
  return main + x -> act
}
`,
  },
  offers: (request) => {
    const { analysis, span } = request;
    const { file, declarations } = analysis.module;
    const located = statementAt(file, span.start);
    const caller = located === undefined ? undefined : declarationOf(located);
    if (located === undefined || caller === undefined) return [];
    const { chunk, siblings } = located;
    if (chunk.statement.kind !== "binding" || siblings !== bodyOf(caller)) return [];
    const { value } = chunk.statement;
    const calls = [value, ...(value.kind === "pipeline" ? [value.head, ...value.stages] : [])].filter(isCall);
    const call = calls.find(({ callee }) => {
      const { start, end } = spanIn(file, chunk, callee.at);
      return start <= span.start && span.start <= end;
    });
    const block =
      call === undefined || call.callee.foreign !== undefined ? undefined : declarations.get(call.callee.name);
    if (call === undefined || block?.kind !== "block" || call.annotations.length > 0) return [];
    const edits = inlined(analysis, { caller, chunk, call, value }, block.chunk, block.statement);
    if (edits === undefined) return [];
    return [keepingPaths(request, { title: `Inline \`${block.name}\``, kind: "refactor.inline", edits })];
  },
};

interface Site {
  readonly caller: SourceChunk;
  readonly chunk: SourceChunk;
  readonly call: Call;
  readonly value: syntax.Expression;
}

/** The edits that put a block in place of its call; undefined where its text would mean something else there. */
function inlined(
  analysis: Analysis,
  { caller, chunk, call, value }: Site,
  block: SourceChunk,
  { parameters }: syntax.BlockDeclaration,
): readonly Edit[] | undefined {
  const { file } = analysis.module;
  const body = bodyOf(block);
  const last = body.at(-1);
  const [result, other] = last?.statement.kind === "return" ? last.statement.values : [];
  if (last === undefined || result === undefined || other !== undefined || result.kind === "tuple") return undefined;
  const bindings = body.slice(0, -1);
  const inside = bindings.flatMap(allStatements);
  if (bindings.some(({ statement }) => statement.kind !== "binding") || [...inside, last].some(isBeyondText))
    return undefined;

  // Dims that the types of parameters name have no name out there.
  const dims = new Set(
    parameters.flatMap(({ type }) => (type?.dims ?? []).flatMap((dim) => (dim?.kind === "name" ? [dim.name] : []))),
  );
  if (
    [...inside, last].some(({ statement }) =>
      nodesOf(statement).some((node) => node.kind === "name" && dims.has(node.name)),
    )
  ) {
    return undefined;
  }
  const taken = new Set([...valueNames(caller), ...wordsOf(file, caller)]);
  const fresh = (name: string) => {
    const found = freshName(name, taken);
    taken.add(found);
    return found;
  };
  const before: string[] = [];
  const meanings = new Map<string, string>();
  const given = argumentsOf(analysis, { caller, chunk, call, value }, parameters);
  if (given === undefined) return undefined;
  for (const { name, default: own } of parameters) {
    const argument = given.get(name.name);
    if (argument === undefined && own === undefined) return undefined;
    if (argument?.kind === "text") meanings.set(name.name, argument.text);
    else if (argument?.kind === "pipeline") {
      const bound = fresh(name.name);
      before.push(`${bound} = ${argument.text}`);
      meanings.set(name.name, bound);
    } else if (own !== undefined) {
      meanings.set(name.name, inBrackets(own, replaced(file, block, own.at, [own], meanings)));
    }
  }
  for (const { statement } of bindings) for (const name of boundBy(statement)) meanings.set(name, fresh(name));
  if (!meanTheSame(analysis, caller, [...inside, last], meanings)) return undefined;

  for (const each of bindings) before.push(renamed(file, each, wholeOf(file, each), meanings, fresh));
  const text = renamed(file, last, spanIn(file, last, result.at), meanings, fresh);
  const whole = wholeOf(file, chunk);
  const rest = { start: spanIn(file, chunk, call.at).end, end: spanIn(file, chunk, value.at).end };
  const goesOn = analysis.text.slice(rest.start, rest.end).trim() !== "";
  const start = spanIn(file, chunk, value.at).start;
  const lineEnd = lineEndOf(analysis.text);
  const indent = analysis.text.slice(analysis.text.lastIndexOf("\n", whole.start - 1) + 1, whole.start);
  if (indent.trim() !== "") return undefined;
  return [
    {
      span: { start: whole.start, end: whole.start },
      text: before.map((line) => `${line}${lineEnd}${indent}`).join(""),
    },
    { span: { start, end: rest.start }, text: goesOn && result.kind === "conditional" ? `(${text})` : text },
  ];
}

/** Types, fns and choices say more than the text of a block can carry to another place. */
function isBeyondText({ statement }: SourceChunk): boolean {
  if (statement.kind === "fn" || partsOf(statement).types.length > 0) return true;
  return nodesOf(statement).some(({ kind }) => kind === "choose" || kind === "broken");
}

type Given = { readonly kind: "text"; readonly text: string } | { readonly kind: "pipeline"; readonly text: string };

/** What each parameter is given: the text of an argument, or the pipeline up to the call. */
function argumentsOf(
  { module: { file } }: Analysis,
  { chunk, call, value }: Site,
  parameters: readonly syntax.ParameterDeclaration[],
): ReadonlyMap<string, Given> | undefined {
  const given = new Map<string, Given>();
  const isPiped = value.kind === "pipeline" && value.stages.some((stage) => stage === call);
  const [first, ...others] = parameters;
  const isTensor = (parameter: syntax.ParameterDeclaration | undefined) =>
    parameter !== undefined &&
    (parameter.type === undefined
      ? parameter.default === undefined
      : parameter.type.name === "tensor" || isDtype(parameter.type.name));
  let open = parameters;
  if (isPiped && value.kind === "pipeline") {
    // Of several tensors that are piped in, nobody can tell here which is which.
    if (first === undefined || !isTensor(first) || others.some(isTensor)) return undefined;
    const before = { start: spanIn(file, chunk, value.at).start, end: endBefore(file, chunk, value, call) };
    const text = file.lines.text.slice(before.start, before.end);
    const isName = value.head.kind === "name" && value.stages[0] === call;
    given.set(first.name.name, { kind: isName ? "text" : "pipeline", text });
    open = others;
  }
  const positional = [...open];
  for (const { name, value: own } of call.arguments) {
    const parameter = name === undefined ? positional.shift() : parameters.find((each) => each.name.name === name.name);
    if (parameter === undefined || given.has(parameter.name.name)) return undefined;
    if (nodesIn(own).some(({ kind }) => kind === "choose" || kind === "broken")) return undefined;
    // What stands in a block twice would be computed twice.
    if (isTensor(parameter) && own.kind !== "name") return undefined;
    const { start, end } = spanIn(file, chunk, own.at);
    given.set(parameter.name.name, { kind: "text", text: inBrackets(own, file.lines.text.slice(start, end)) });
  }
  return given;
}

/** Where the pipeline ends that flows into a call. */
function endBefore(file: SourceFile, chunk: SourceChunk, value: syntax.PipelineExpression, call: Call): number {
  const index = value.stages.findIndex(({ at }) => at.first === call.at.first);
  const before: Node = value.stages[index - 1] ?? value.head;
  return spanIn(file, chunk, before.at).end;
}

/** An expression that may stand anywhere an operand may. */
function inBrackets({ kind }: syntax.Expression, text: string): string {
  const isClosed = ["number", "string", "bool", "none", "name", "list", "tuple", "index", "attribute", "call"].includes(
    kind,
  );
  return isClosed ? text : `(${text})`;
}

/** Whether every name of a block that is none of its own means out there what it means in the block. */
function meanTheSame(
  { module }: Analysis,
  caller: SourceChunk,
  statements: readonly SourceChunk[],
  meanings: ReadonlyMap<string, string>,
): boolean {
  const callerNames = valueNames(caller);
  const words = new Set([...meanings.values()].flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
  for (const { statement } of statements) {
    for (const node of nodesOf(statement)) {
      // A repeat that binds a word anew would catch what is put into it.
      if (boundByNode(node).some((name) => meanings.has(name) || words.has(name))) return false;
      const name =
        node.kind === "name"
          ? node.name
          : isCall(node) && node.callee.foreign === undefined
            ? node.callee.name
            : undefined;
      if (name === undefined) continue;
      const meaning = meanings.get(name);
      if (isCall(node) && meaning !== undefined && !/^[A-Za-z_]\w*$/.test(meaning)) return false;
      if (
        meaning === undefined &&
        callerNames.has(name) &&
        !module.declarations.has(name) &&
        !isBoundInside(statements, name)
      )
        return false;
    }
  }
  return true;
}

function isBoundInside(statements: readonly SourceChunk[], name: string): boolean {
  return statements.some(({ statement }) => nodesOf(statement).some((node) => boundByNode(node).includes(name)));
}

/** The text of a statement of a block, or of a part of it, with its names as they are to be called. */
function renamed(
  file: SourceFile,
  chunk: SourceChunk,
  part: Span,
  meanings: ReadonlyMap<string, string>,
  fresh: (name: string) => string,
): string {
  const edits = allStatements(chunk).flatMap((each) => {
    const nodes = nodesOf(each.statement);
    const labels = nodes.flatMap((node) => ("label" in node && node.label !== undefined ? [node.label] : []));
    const targets = each.statement.kind === "binding" ? each.statement.targets.map(({ name }) => name) : [];
    return [
      ...substitutions(file, each, nodes, meanings),
      ...labels.map(({ name, at }) => ({ span: spanIn(file, each, at), text: fresh(name) })),
      ...targets.flatMap(({ name, at }) => ({ span: spanIn(file, each, at), text: meanings.get(name) ?? name })),
    ];
  });
  return cut(file, part, edits);
}

function replaced(
  file: SourceFile,
  chunk: SourceChunk,
  at: syntax.Range,
  nodes: readonly Node[],
  meanings: ReadonlyMap<string, string>,
): string {
  return cut(file, spanIn(file, chunk, at), substitutions(file, chunk, nodes.flatMap(nodesIn), meanings));
}

function substitutions(
  file: SourceFile,
  chunk: SourceChunk,
  nodes: readonly Node[],
  meanings: ReadonlyMap<string, string>,
): readonly Edit[] {
  return nodes.flatMap((node) => {
    const read =
      node.kind === "name" ? node : isCall(node) && node.callee.foreign === undefined ? node.callee : undefined;
    const text = read === undefined ? undefined : meanings.get(read.name);
    return read === undefined || text === undefined ? [] : [{ span: spanIn(file, chunk, read.at), text }];
  });
}

function cut({ lines }: SourceFile, { start, end }: Span, edits: readonly Edit[]): string {
  const inside = edits.filter(({ span }) => start <= span.start && span.end <= end);
  const moved = inside.map(({ span, text }) => ({ span: { start: span.start - start, end: span.end - start }, text }));
  return applyEdits(lines.text.slice(start, end), moved);
}
