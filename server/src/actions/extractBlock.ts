import { type Analysis, isDtype, type SourceChunk, type syntax, type Value } from "@lathe/engine";
import { boundAt } from "../features/at.ts";
import { type Action, insertion } from "./action.ts";
import { keepingPaths } from "./paths/keepingPaths.ts";
import {
  allStatements,
  bodyOf,
  boundBy,
  boundByNode,
  declarationOf,
  freshName,
  isCall,
  lineEndOf,
  nodesOf,
  statementAt,
  wholeOf,
} from "./tree.ts";

export const extractBlock: Action = {
  name: "extractBlock",
  summary:
    "Makes a block of the selected lines: what flows in becomes its parameters, and what is read below becomes its results.",
  example: {
    title: "Extract into a block",
    before: `net small(width: int = 8) {
  input x: f32[1, 3, 32, 32]
  $0a = x -> conv(width, kernel=3) -> relu
  b = a -> conv(width, kernel=3)$0
  y = a + b
  output y
}
`,
    after: `net small(width: int = 8) {
  input x: f32[1, 3, 32, 32]
  a, b = x -> part(width)
  y = a + b
  output y
}

block part(x, width: int) {
  a = x -> conv(width, kernel=3) -> relu
  b = a -> conv(width, kernel=3)
  return a, b
}
`,
  },
  offers: (request) => {
    const { analysis, span } = request;
    const { file } = analysis.module;
    const located = span.start < span.end ? statementAt(file, skipSpace(analysis.text, span.start)) : undefined;
    const declaration = located === undefined ? undefined : declarationOf(located);
    if (located === undefined || declaration === undefined) return [];
    const { siblings } = located;
    // Statements of a repeat hand their values on by its own rules.
    if (siblings !== bodyOf(declaration)) return [];
    const selected = siblings.filter((chunk) => {
      const { start, end } = wholeOf(file, chunk);
      return start < span.end && span.start < end;
    });
    const [first, last] = [selected[0], selected.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (selected.some(({ statement }) => statement.kind !== "binding")) return [];
    const flow = flowOf(analysis, declaration, siblings, selected);
    if (flow === undefined) return [];

    const text = analysis.text;
    const lineEnd = lineEndOf(text);
    const taken = new Set([...(text.match(/[A-Za-z_]\w*/g) ?? [])]);
    const name = freshName("part", taken);
    const { tensors, scalars, results } = flow;
    const parameters = [...tensors, ...scalars.map(([scalar, type]) => `${scalar}: ${type}`)].join(", ");
    const [start, end] = [wholeOf(file, first).start, wholeOf(file, last).end];
    const body = text.slice(start, end);
    const [only, other] = tensors;
    const passed = scalars.map(([scalar]) => scalar).join(", ");
    const call =
      only !== undefined && other === undefined
        ? `${only} -> ${name}${passed === "" ? "" : `(${passed})`}`
        : `${name}(${[...tensors, ...(passed === "" ? [] : [passed])].join(", ")})`;
    const block = [`block ${name}(${parameters}) {`, `  ${body}`, `  return ${results.join(", ")}`, "}"].join(lineEnd);
    return [
      keepingPaths(request, {
        title: "Extract into a block",
        kind: "refactor.extract",
        edits: [
          { span: { start, end }, text: `${results.join(", ")} = ${call}` },
          insertion(wholeOf(file, declaration).end, lineEnd + lineEnd + block),
        ],
      }),
    ];
  },
};

function skipSpace(text: string, offset: number): number {
  return offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
}

interface Flow {
  readonly tensors: readonly string[];
  readonly scalars: readonly (readonly [name: string, type: string])[];
  readonly results: readonly string[];
}

/** What the selected statements read from above and what is read of them below; undefined where a block cannot have that. */
function flowOf(
  analysis: Analysis,
  declaration: SourceChunk,
  siblings: readonly SourceChunk[],
  selected: readonly SourceChunk[],
): Flow | undefined {
  const { file } = analysis.module;
  const [first, last] = [selected[0], selected.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const bound = new Set(selected.flatMap(({ statement }) => boundBy(statement)));
  const above = siblings.slice(0, siblings.indexOf(first)).map(({ statement }) => statement);
  const states = above.flatMap((statement) => (statement.kind === "state" ? [statement.name.name] : []));
  const fns = above.flatMap((statement) => (statement.kind === "fn" ? [statement.name.name] : []));
  // The next value of a state, and a choice by its address, belong to the net.
  if (states.some((state) => bound.has(state))) return undefined;
  const inside = selected.flatMap(allStatements);
  if (inside.some(({ statement }) => nodesOf(statement).some(({ kind }) => kind === "choose"))) return undefined;

  const reads = readsOf(inside);
  const inner = innerNames(selected);
  if ([...reads.callees].some((name) => fns.includes(name))) return undefined;
  const dims = dimsOf(declaration, above);
  const offset = wholeOf(file, first).start;
  const tensors: string[] = [];
  const scalars: (readonly [string, string])[] = [];
  for (const name of [...reads.names, ...reads.callees]) {
    if (bound.has(name) || tensors.includes(name) || scalars.some(([known]) => known === name)) continue;
    if (dims.has(name)) {
      if (inner.has(name)) return undefined;
      scalars.push([name, "int"]);
      continue;
    }
    const value = boundAt(analysis, name, offset)?.value;
    const isCallee = reads.callees.has(name) && !reads.names.has(name);
    if (value === undefined || (isCallee && value.kind !== "callable")) {
      if (inner.has(name) || isCallee || isDtype(name) || isCallableName(analysis, name)) continue;
      return undefined;
    }
    // The same word for a value out here and another in there is more than this can tell apart.
    if (inner.has(name)) return undefined;
    if (value.kind === "tensor") tensors.push(name);
    else {
      const type = typeOf(value);
      if (type === undefined) return undefined;
      scalars.push([name, type]);
    }
  }
  const below = readsOf(siblings.slice(siblings.indexOf(last) + 1).flatMap(allStatements)).names;
  const used = [...bound].filter((name) => below.has(name));
  const end = wholeOf(file, last).end;
  const results = used.length > 0 ? used : boundBy(last.statement).slice(0, 1);
  const areTensors = results.every((name) => boundAt(analysis, name, end)?.value.kind === "tensor");
  const isDeclared = declaration.statement.kind === "net" || declaration.statement.kind === "block";
  return areTensors && isDeclared && results.length > 0 ? { tensors, scalars, results } : undefined;
}

/** Dims that are declared above, or named by the types of parameters. */
function dimsOf({ statement }: SourceChunk, above: readonly syntax.Statement[]): ReadonlySet<string> {
  const parameters = "parameters" in statement ? statement.parameters : [];
  const named = parameters.flatMap(({ type }) =>
    (type?.dims ?? []).flatMap((dim) => (dim?.kind === "name" ? [dim.name] : [])),
  );
  return new Set([...named, ...above.flatMap((each) => (each.kind === "dim" ? [each.name.name] : []))]);
}

function isCallableName({ module }: Analysis, name: string): boolean {
  return module.declarations.has(name) || module.imports.has(name);
}

/** Names that statements read as values, and names that they call. */
function readsOf(statements: readonly SourceChunk[]): {
  readonly names: ReadonlySet<string>;
  readonly callees: ReadonlySet<string>;
} {
  const names = new Set<string>();
  const callees = new Set<string>();
  for (const { statement } of statements) {
    for (const node of nodesOf(statement)) {
      if (node.kind === "name") names.add(node.name);
      if (isCall(node) && node.callee.foreign === undefined) callees.add(node.callee.name);
    }
    if (statement.kind === "output") for (const { name } of statement.names) names.add(name);
  }
  return { names, callees };
}

/** Names that are bound inside the braces of statements: by repeats, and in their bodies. */
function innerNames(statements: readonly SourceChunk[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const chunk of statements) {
    for (const { statement } of allStatements(chunk)) {
      if (statement !== chunk.statement) for (const name of boundBy(statement)) names.add(name);
      for (const node of nodesOf(statement)) for (const name of boundByNode(node)) names.add(name);
    }
  }
  return names;
}

/** How a parameter for such a value is declared; undefined where there is no word for it. */
function typeOf(value: Value): string | undefined {
  switch (value.kind) {
    case "number":
      if (value.unit !== undefined) return undefined;
      return value.isFloat ? "float" : "int";
    case "bool":
    case "string":
    case "list":
      return value.kind;
    case "callable":
      return "op";
    default:
      return undefined;
  }
}
