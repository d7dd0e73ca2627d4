import { type Declaration, isRefusal, type SourceChunk, type SourceFile, type syntax } from "@lathe/engine";
import { importOf } from "../importing.ts";
import { type Action, type ActionRequest, type Edit, insertion } from "./action.ts";
import { freeNames, importsFor, isOperator, isTensor, type Meanings, meanTheSame } from "./inlining/meanings.ts";
import { inBrackets, renamed, replaced } from "./inlining/text.ts";
import { keepingPaths } from "./paths/keepingPaths.ts";
import {
  allStatements,
  bodyOf,
  boundBy,
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
    "Writes what a block does in place of its call, with the imports that this needs; the block itself stays. Policies, maps of weights and ties go along.",
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
    const { file } = analysis.module;
    const located = statementAt(file, span.start);
    const caller = located === undefined ? undefined : declarationOf(located);
    if (located === undefined || caller === undefined) return [];
    const { chunk, siblings } = located;
    if (chunk.statement.kind !== "binding" || siblings !== bodyOf(caller)) return [];
    const { value, targets } = chunk.statement;
    const calls = [value, ...(value.kind === "pipeline" ? [value.head, ...value.stages] : [])].filter(isCall);
    const call = calls.find(({ callee }) => {
      const { start, end } = spanIn(file, chunk, callee.at);
      return start <= span.start && span.start <= end;
    });
    if (call === undefined || call.callee.foreign !== undefined || call.annotations.length > 0) return [];
    const block = blockCalled(request, call.callee.name);
    const edits = block === undefined ? undefined : inlined(request, { caller, chunk, call, value, targets }, block);
    if (edits === undefined) return [];
    const title = `Inline \`${call.callee.name}\``;
    return [keepingPaths(request, { title, kind: "refactor.inline", edits })];
  },
};

type Block = Declaration & { readonly kind: "block" };

/** The block of this name, declared here or imported. */
function blockCalled({ analysis: { module }, host }: ActionRequest, name: string): Block | undefined {
  const imported = module.imports.get(name);
  const from = imported === undefined ? module : host.program.imported(module, imported.path);
  const found = isRefusal(from) ? undefined : from.declarations.get(imported?.name ?? name);
  return found?.kind === "block" ? found : undefined;
}

interface Site {
  readonly caller: SourceChunk;
  readonly chunk: SourceChunk;
  readonly call: Call;
  readonly value: syntax.Expression;
  readonly targets: readonly syntax.Target[];
}

/** The edits that put a block in place of its call; undefined where its text would mean something else there. */
function inlined(
  { analysis: { module, text }, host }: ActionRequest,
  site: Site,
  { module: home, chunk: block, statement: { parameters } }: Block,
): readonly Edit[] | undefined {
  const { caller, chunk, call, value } = site;
  const body = bodyOf(block);
  const last = body.at(-1);
  if (last?.statement.kind !== "return") return undefined;
  const { values: results } = last.statement;
  const bindings = body.slice(0, -1);
  const inside = body.flatMap(allStatements);
  if (bindings.some(({ statement }) => statement.kind !== "binding") || inside.some(isBeyondText)) return undefined;
  if (namesDims(parameters, inside)) return undefined;

  const taken = new Set([...valueNames(caller), ...wordsOf(module.file, caller)]);
  const fresh = (name: string) => {
    const found = freshName(name, taken);
    taken.add(found);
    return found;
  };
  const before: string[] = [];
  const meanings: Meanings = { values: new Map(), callables: new Map() };
  const given = argumentsOf(module.file, site, parameters);
  if (given === undefined) return undefined;
  const defaults: syntax.Expression[] = [];
  for (const parameter of parameters) {
    const { name, default: own } = parameter;
    const argument = given.get(name.name);
    if (argument === undefined && own === undefined) return undefined;
    const meaning = (written: string) => {
      meanings.values.set(name.name, written);
      if (isOperator(parameter)) meanings.callables.set(name.name, written);
    };
    if (argument?.kind === "text") meaning(argument.text);
    else if (argument?.kind === "pipeline") {
      const bound = fresh(name.name);
      before.push(`${bound} = ${argument.text}`);
      meaning(bound);
    } else if (own !== undefined) {
      defaults.push(own);
      meaning(inBrackets(own, replaced(home.file, block, own, meanings)));
    }
  }
  for (const { statement } of bindings) for (const name of boundBy(statement)) meanings.values.set(name, fresh(name));
  const free = freeNames(inside, meanings);
  const read = [...free.read, ...free.called, ...namesOf(defaults, meanings)];
  const imports = importsFor(host, { own: module, caller }, home, read, meanings.callables);
  if (imports === undefined || !meanTheSame(caller, home, inside, meanings)) return undefined;
  // A default names operators by what they are called at home.
  if (defaults.length > 0 && namesOf(defaults, meanings).some((name) => meanings.callables.has(name))) return undefined;

  for (const each of bindings) before.push(renamed(home.file, each, wholeOf(home.file, each), meanings, fresh));
  const texts = results.map((each) => renamed(home.file, last, spanIn(home.file, last, each.at), meanings, fresh));
  const placed = placedResults({ file: module.file, site, results, texts });
  const whole = wholeOf(module.file, chunk);
  const lineEnd = lineEndOf(text);
  const indent = text.slice(text.lastIndexOf("\n", whole.start - 1) + 1, whole.start);
  if (placed === undefined || indent.trim() !== "") return undefined;
  const lines = (all: readonly string[]) => all.map((line) => `${line}${lineEnd}${indent}`).join("");
  const paths = [...new Set(imports.map(({ path }) => path))];
  return [
    ...paths.map((path) => {
      const entries = imports.flatMap((each) => (each.path === path ? [each.entry] : []));
      const added = importOf(module, path, entries.join(", "));
      return insertion(added.offset, added.text);
    }),
    { span: { start: whole.start, end: placed.start ?? whole.start }, text: lines([...before, ...placed.before]) },
    {
      span: { start: spanIn(module.file, chunk, value.at).start, end: spanIn(module.file, chunk, call.at).end },
      text: placed.text,
    },
  ];
}

/** Dims that the types of parameters name have no name outside the block. */
function namesDims(parameters: readonly syntax.ParameterDeclaration[], inside: readonly SourceChunk[]): boolean {
  const dims = new Set(
    parameters.flatMap(({ type }) => (type?.dims ?? []).flatMap((dim) => (dim?.kind === "name" ? [dim.name] : []))),
  );
  return inside.some(({ statement }) => nodesOf(statement).some((node) => node.kind === "name" && dims.has(node.name)));
}

/** What the defaults of parameters read that are not parameters themselves. */
function namesOf(defaults: readonly syntax.Expression[], { values }: Meanings): readonly string[] {
  return defaults.flatMap((own) =>
    nodesIn(own).flatMap((node) => {
      if (node.kind === "name") return values.has(node.name) ? [] : [node.name];
      return isCall(node) && node.callee.foreign === undefined ? [node.callee.name] : [];
    }),
  );
}

interface Placed {
  /** Lines above the statement. */
  readonly before: readonly string[];
  /** What stands for the call. */
  readonly text: string;
  /** Where the statement goes on, if its first names stand above. */
  readonly start?: number;
}

/** Where the results of a block go: the one into the pipeline, several to their names, each on a line of its own. */
function placedResults({
  file,
  site: { chunk, call, value, targets },
  results,
  texts,
}: {
  readonly file: SourceFile;
  readonly site: Site;
  readonly results: readonly syntax.Expression[];
  readonly texts: readonly string[];
}): Placed | undefined {
  const [result, ...others] = results;
  const [text] = texts;
  if (result === undefined || text === undefined || results.some(({ kind }) => kind === "tuple")) return undefined;
  const end = spanIn(file, chunk, call.at).end;
  const goesOn = file.lines.text.slice(end, spanIn(file, chunk, value.at).end).trim() !== "";
  if (others.length === 0) {
    return { before: [], text: goesOn && result.kind === "conditional" ? `(${text})` : text };
  }
  // Which of several results the next stage takes is not known here.
  if (goesOn || (targets.length !== results.length && targets.length !== 1)) return undefined;
  // What is dropped must not have been computed for its own sake.
  if (targets.length === 1) return others.every(({ kind }) => kind === "name") ? { before: [], text } : undefined;
  const names = targets.map(({ name }) => name.name);
  // A result that is bound above would be read for what had that name before, such as a state.
  const reads = (text: string, name: string) => new Set(text.match(/[A-Za-z_]\w*/g)).has(name);
  if (texts.some((each, index) => names.slice(0, index).some((name) => reads(each, name)))) return undefined;
  const spans = targets.map(({ name, type }) => ({
    start: spanIn(file, chunk, name.at).start,
    end: spanIn(file, chunk, type?.at ?? name.at).end,
  }));
  const final = spans.at(-1);
  if (final === undefined) return undefined;
  const bound = spans.map(({ start, end: stop }, index) => `${file.lines.text.slice(start, stop)} = ${texts[index]}`);
  return {
    before: bound.slice(0, -1),
    text: texts.at(-1) ?? "",
    start: final.start,
  };
}

/** Types, fns and choices say more than the text of a block can carry to another place. */
function isBeyondText({ statement }: SourceChunk): boolean {
  if (statement.kind === "fn" || partsOf(statement).types.length > 0) return true;
  return nodesOf(statement).some(({ kind }) => kind === "choose" || kind === "broken");
}

type Given = { readonly kind: "text"; readonly text: string } | { readonly kind: "pipeline"; readonly text: string };

/** What each parameter is given: the text of an argument, or the pipeline up to the call. */
function argumentsOf(
  file: SourceFile,
  { chunk, call, value }: Site,
  parameters: readonly syntax.ParameterDeclaration[],
): ReadonlyMap<string, Given> | undefined {
  const given = new Map<string, Given>();
  const isPiped = value.kind === "pipeline" && value.stages.some((stage) => stage === call);
  const [first, ...others] = parameters;
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
