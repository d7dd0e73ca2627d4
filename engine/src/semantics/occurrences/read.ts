/**
 * Reads off the trees of a file what every name in it refers to, without evaluating anything: it follows the scopes as
 * elaboration does. Names of other files stay open, see `meaning.ts`.
 */
import { annotationsByName } from "../../annotations/index.ts";
import type { Span } from "../../base/span.ts";
import { isDtype } from "../../base/tensor.ts";
import { operatorsByName } from "../../operators/index.ts";
import type {
  Annotation,
  Target as BindingTarget,
  CallExpression,
  CallStage,
  Entry,
  Expression,
  FunctionDeclaration,
  Identifier,
  ParameterDeclaration,
  Pattern,
  Range,
  RepeatStage,
  Stage,
  Statement,
  TypeExpression,
} from "../../syntax/ast.ts";
import type { SourceLines } from "../../syntax/lines.ts";
import { readSource, type SourceChunk, spanOf } from "../../syntax/read.ts";
import { builtins } from "../builtins.ts";
import type { Module } from "../module.ts";
import type { DefinitionKind, Inside, NameDefinition, Namespace, Occurrence, Target } from "./occurrence.ts";
import { addName, type PathName, type PathTree, pathNames, pathTree } from "./paths.ts";

/** Every name of one file. */
export interface Occurrences {
  /** In the order of the text. */
  readonly all: readonly Occurrence[];
  /** What the file declares for others, by name. */
  readonly declared: ReadonlyMap<string, NameDefinition>;
  insideOf(definition: NameDefinition): Inside | undefined;
  /** The name under a cursor, which may stand behind its last character. */
  at(offset: number): Occurrence | undefined;
}

const kept = new WeakMap<Module, Occurrences>();

/** Every name of a file and what it refers to. Never throws; kept as long as the module is. */
export function occurrencesOf(module: Module): Occurrences {
  const known = kept.get(module);
  if (known !== undefined) return known;
  const read = new Reader(module).read();
  kept.set(module, read);
  return read;
}

interface Scope {
  readonly values: Map<string, NameDefinition>;
  /** Local fns, and values that stand for an operator or block. */
  readonly callables: Map<string, NameDefinition>;
  readonly parent: Scope | undefined;
}

interface Context {
  readonly chunk: SourceChunk;
  readonly scope: Scope;
  /** The instances around, within one declaration, innermost first. */
  readonly trees: readonly [PathTree, ...PathTree[]];
  /** Where ops without a label get their names: in their binding, or in the instance itself. */
  readonly group: PathTree;
}

/** How the next op gets its name, as in elaboration. */
type Naming =
  | { readonly kind: "label"; readonly definition: NameDefinition }
  | { readonly kind: "instance"; readonly entry: PathName }
  | { readonly kind: "binding" };

const byBinding: Naming = { kind: "binding" };
const nothing: readonly never[] = [];

class Reader {
  private readonly module: Module;
  private readonly all: Occurrence[] = [];
  private readonly insides = new Map<NameDefinition, Inside>();
  /** Of the file: its own declarations and what it imports. */
  private readonly known = new Map<string, Target>();
  private readonly declared = new Map<string, NameDefinition>();
  private within: NameDefinition | undefined;
  /** Bodies of fns see what their body has bound by the time they are called, so they are read when it ends. */
  private waiting: (() => void)[] = [];
  /** An example in a comment is read from a text of its own, which stands elsewhere. */
  private lines: SourceLines;
  private shift = 0;

  constructor(module: Module) {
    this.module = module;
    this.lines = module.file.lines;
  }

  read(): Occurrences {
    const bodies: (() => void)[] = [];
    for (const chunk of this.module.file.chunks) {
      const body = this.declaration(chunk);
      if (body !== undefined) bodies.push(body);
    }
    for (const body of bodies) body();
    const { declared, insides } = this;
    const all = this.all.sort((a, b) => a.span.start - b.span.start);
    return {
      all,
      declared,
      insideOf: (definition) => insides.get(definition),
      at: (offset) => occurrenceAt(all, offset),
    };
  }

  /** Declares what stands at the top of the file; gives what reads its inside once everything is declared. */
  private declaration(chunk: SourceChunk): (() => void) | undefined {
    const { statement } = chunk;
    const context = freshContext(chunk);
    switch (statement.kind) {
      case "import":
        this.importStatement(context, statement);
        return undefined;
      case "net":
      case "block":
      case "fn":
      case "op":
      case "variant": {
        const definition = this.introduce(context, statement.kind, statement.name, "callable", this.known);
        const isFirst = this.known.get(definition.name) === definition && definition.kind !== "alias";
        if (isFirst) this.declared.set(definition.name, definition);
        return () => {
          this.within = definition;
          this.declarationBody(context, statement, definition);
          this.within = undefined;
        };
      }
      case "broken":
        // A header that cannot be read: what is in its braces still has names.
        return () => {
          for (const body of chunk.bodies) this.statements(context, body.chunks);
        };
      default:
        return undefined;
    }
  }

  private importStatement(context: Context, statement: Statement & { readonly kind: "import" }): void {
    const { module } = this;
    const { value: path, at } = statement.path;
    this.add(context, { name: path, at }, "file", { kind: "file", module, path });
    for (const inner of this.entries(context, statement.body)) {
      for (const entry of inner.entries) {
        if (entry.kind !== "import") continue;
        const target: Target = { kind: "imported", module, path, name: entry.name.name };
        this.add(inner.context, entry.name, "callable", target);
        if (entry.alias === undefined) {
          if (!this.known.has(entry.name.name)) this.known.set(entry.name.name, target);
          continue;
        }
        const alias = this.introduce(inner.context, "alias", entry.alias, "callable", this.known);
        this.insides.set(alias, { parameters: new Map(), paths: undefined, of: target });
      }
    }
  }

  private declarationBody(
    context: Context,
    statement: Statement & { readonly kind: "net" | "block" | "fn" | "op" | "variant" },
    definition: NameDefinition,
  ): void {
    if (statement.kind === "variant") {
      this.expression(context, statement.value);
      const { value } = statement;
      const base = value.kind === "call" ? value.callee.name : value.kind === "name" ? value.name : undefined;
      const of = base === undefined ? undefined : this.known.get(base);
      if (!this.insides.has(definition)) this.insides.set(definition, { parameters: new Map(), paths: undefined, of });
      return;
    }
    if (statement.kind === "block") this.examples(context.chunk);
    const parameters = this.parameters(context, statement.parameters);
    const paths = context.trees[0];
    // Before the body is read: it may call itself.
    if (!this.insides.has(definition)) this.insides.set(definition, { parameters, paths, of: undefined });
    switch (statement.kind) {
      case "fn":
        this.expression(context, statement.value);
        break;
      case "op":
        for (const type of statement.results) this.type(context, type);
        for (const { entries, context: inside } of this.entries(context, statement.body))
          for (const entry of entries) this.entry(inside, entry);
        break;
      default: {
        const body = statement.body === undefined ? undefined : context.chunk.bodies[statement.body];
        const inputs = this.statements(context, body?.chunks ?? []);
        for (const input of inputs) if (!parameters.has(input.name)) parameters.set(input.name, input);
      }
    }
    this.settle();
  }

  private parameters(context: Context, declared: readonly ParameterDeclaration[]): Map<string, NameDefinition> {
    const { scope } = context;
    const parameters = new Map<string, NameDefinition>();
    for (const { name, type, default: value } of declared) {
      const isCallable = type?.name === "op" || (type === undefined && this.isCallable(scope, value));
      if (value !== undefined) this.expression(context, value);
      if (type !== undefined) this.bindingType(context, type);
      const definition = this.introduce(context, "parameter", name, "value", scope.values);
      if (isCallable) scope.callables.set(name.name, definition);
      if (!parameters.has(name.name)) parameters.set(name.name, definition);
    }
    return parameters;
  }

  /** Reads the statements of a body in order; gives the inputs among them. */
  private statements(context: Context, chunks: readonly SourceChunk[]): readonly NameDefinition[] {
    const outer = this.waiting;
    this.waiting = [];
    const inputs: NameDefinition[] = [];
    for (const chunk of chunks) {
      const input = this.statement({ ...context, chunk }, chunk.statement);
      if (input !== undefined) inputs.push(input);
    }
    this.settle();
    this.waiting = outer;
    return inputs;
  }

  private settle(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const read of waiting) read();
  }

  /** Reads one statement; gives the input that it declares. */
  private statement(context: Context, statement: Statement): NameDefinition | undefined {
    const { scope } = context;
    switch (statement.kind) {
      case "binding":
        this.binding(context, statement);
        return undefined;
      case "return": {
        const inside = this.inGroup(context, "return", undefined);
        for (const value of statement.values) this.expression(inside, value);
        return undefined;
      }
      case "expression":
        this.expression(context, statement.value);
        return undefined;
      case "fn":
        this.localFunction(context, statement);
        return undefined;
      case "dim":
        if (statement.bounds !== undefined) this.expression(context, statement.bounds);
        if (statement.sample !== undefined) this.expression(context, statement.sample);
        this.introduce(context, "dim", statement.name, "value", scope.values);
        return undefined;
      case "input": {
        if (statement.type !== undefined) this.bindingType(context, statement.type);
        const input = this.introduce(context, "input", statement.name, "value", scope.values);
        for (const { entries, context: inside } of this.entries(context, statement.body))
          for (const entry of entries) this.entry(inside, entry);
        return input;
      }
      case "state":
        if (statement.type !== undefined) this.type(context, statement.type);
        if (statement.initial !== undefined) this.expression(context, statement.initial);
        this.introduce(context, "state", statement.name, "value", scope.values);
        return undefined;
      case "output": {
        const [first] = statement.names;
        if (statement.value === undefined || first === undefined) {
          for (const name of statement.names) this.add(context, name, "value", this.value(scope, name.name));
          return undefined;
        }
        const group = pathTree();
        const madeBy = this.expression({ ...context, group }, statement.value);
        const output = this.introduce(context, "output", first, "value", scope.values, madeBy);
        addName(context.trees[0], first.name, { refers: output, insides: [group] });
        for (const name of statement.names.slice(1)) this.add(context, name, "value", this.value(scope, name.name));
        return undefined;
      }
      case "budget":
        for (const { entries, context: inside } of this.entries(context, statement.body))
          for (const entry of entries) this.entry(inside, entry);
        return undefined;
      case "policy":
      case "weights":
        for (const { entries, context: inside } of this.entries(context, statement.body))
          for (const entry of entries) this.entry(inside, entry);
        return undefined;
      case "opset":
        this.expression(context, statement.value);
        return undefined;
      default:
        return undefined;
    }
  }

  private binding(context: Context, { targets, value }: Statement & { readonly kind: "binding" }): void {
    const { scope } = context;
    const group = pathTree();
    const isCallable = this.isCallable(scope, value);
    const madeBy = this.expression({ ...context, group }, value);
    const definitions = targets.map(({ name, type }: BindingTarget) => {
      if (type !== undefined) this.bindingType(context, type);
      // Of a state, this is the next value: `introduce` finds that it has the name already.
      return this.introduce(context, "binding", name, "value", scope.values, madeBy);
    });
    const [first] = definitions;
    if (first === undefined) return;
    if (isCallable) scope.callables.set(first.name, first);
    addName(context.trees[0], first.name, { refers: first, insides: [group] });
  }

  private localFunction(context: Context, statement: FunctionDeclaration): void {
    const { scope } = context;
    const definition = this.introduce(context, "fn", statement.name, "callable", scope.callables);
    const inside: Context = { ...context, scope: childScope(scope) };
    const { within } = this;
    this.waiting.push(() => {
      this.within = within;
      const parameters = this.parameters(inside, statement.parameters);
      if (!this.insides.has(definition)) this.insides.set(definition, { parameters, paths: undefined, of: undefined });
      this.expression(inside, statement.value);
    });
  }

  private entries(
    context: Context,
    body: number | undefined,
  ): { readonly context: Context; readonly entries: readonly Entry[] }[] {
    const chunks = body === undefined ? undefined : context.chunk.bodies[body]?.chunks;
    return (chunks ?? []).flatMap((chunk) =>
      chunk.statement.kind === "entries" ? [{ context: { ...context, chunk }, entries: chunk.statement.entries }] : [],
    );
  }

  private entry(context: Context, entry: Entry): void {
    switch (entry.kind) {
      case "setting":
        // `channels rgb` is a word, not a name.
        if (entry.name.name !== "channels") this.expression(context, entry.value);
        break;
      case "assignment":
      case "limit":
        this.expression(context, entry.value);
        break;
      case "policy":
        this.path(context, entry.glob.at, context.trees.slice(-1));
        this.annotations(context, entry.annotations);
        break;
      case "map":
        this.path(context, entry.to.at, context.trees.slice(-1));
        break;
      case "import":
        break;
    }
  }

  /** Reads an expression; gives the calls that make its value. */
  private expression(context: Context, expression: Expression, how: Naming = byBinding): readonly Occurrence[] {
    switch (expression.kind) {
      case "name": {
        const { name, at } = expression;
        const value = this.value(context.scope, name);
        if (value !== undefined || isDtype(name)) {
          this.add(context, { name, at }, "value", value);
          return value?.madeBy ?? nothing;
        }
        this.add(context, { name, at }, "callable", this.callable(context.scope, name));
        return nothing;
      }
      case "list":
      case "tuple":
        for (const item of expression.items) this.expression(context, item);
        return nothing;
      case "unary":
        this.expression(context, expression.operand);
        return nothing;
      case "binary":
        this.expression(context, expression.first);
        for (const { operand } of expression.rest) this.expression(context, operand);
        return nothing;
      case "range":
        this.expression(context, expression.from);
        this.expression(context, expression.to);
        return nothing;
      case "conditional": {
        this.expression(context, expression.condition);
        const then = this.expression(context, expression.then, how);
        return [...then, ...this.expression(context, expression.otherwise, how)];
      }
      case "index":
        this.expression(context, expression.target);
        for (const item of expression.items) this.expression(context, item);
        return nothing;
      case "attribute":
        this.expression(context, expression.target);
        return nothing;
      case "call":
        return this.call(context, expression, how);
      case "choose":
        for (const { value } of expression.arguments) this.expression(context, value);
        return nothing;
      case "pipeline": {
        const head = this.expression(context, expression.head, how);
        return this.stages(context, expression.stages) ?? head;
      }
      case "labelled":
        return this.expression(context, expression.expression, this.label(context, expression.label));
      default:
        return nothing;
    }
  }

  private call(context: Context, call: CallExpression | CallStage, how: Naming): readonly Occurrence[] {
    const { callee } = call;
    const target = callee.foreign === undefined ? this.callable(context.scope, callee.name) : undefined;
    for (const { name, value } of call.arguments) {
      const refers = name === undefined || target === undefined ? undefined : argumentOf(target, name.name);
      if (name !== undefined && callee.foreign === undefined) this.add(context, name, "argument", refers);
      this.expression(context, value);
    }
    // `onnx["…"].Gelu`: the name is the last token.
    const at = callee.foreign === undefined ? callee.at : { first: callee.at.last, last: callee.at.last };
    const occurrence = this.add(context, { name: callee.name, at }, "callable", target);
    this.annotations(context, call.annotations);
    this.place(context, how, callee.name, target, target);
    return [occurrence];
  }

  /** Reads stages; gives the calls that make the last value, or undefined where there is none. */
  private stages(context: Context, stages: readonly Stage[], entry?: PathName): readonly Occurrence[] | undefined {
    let last: readonly Occurrence[] | undefined;
    // A single stage without a label takes the name of the instance that it alone fills.
    const how: Naming = entry !== undefined && stages.length === 1 ? { kind: "instance", entry } : byBinding;
    for (const stage of stages) last = this.stage(context, stage, how) ?? last;
    return last;
  }

  private stage(context: Context, stage: Stage, given: Naming): readonly Occurrence[] | undefined {
    if (stage.kind === "broken") return undefined;
    const how = stage.label === undefined ? given : this.label(context, stage.label);
    switch (stage.kind) {
      case "call":
        return this.call(context, stage, how);
      case "repeat":
      case "collect":
        return this.repeat(context, stage, how);
      case "conditional": {
        this.expression(context, stage.condition);
        const arms = [stage.then, stage.otherwise].map((arm) => {
          const [first] = arm;
          // The label of the choice names its arm's only stage.
          if (how.kind !== "binding" && arm.length === 1 && first !== undefined) return this.stage(context, first, how);
          return this.stages(context, arm);
        });
        return arms.flatMap((made) => made ?? []);
      }
    }
  }

  private repeat(context: Context, stage: RepeatStage, how: Naming): readonly Occurrence[] | undefined {
    const own = pathTree();
    const tree = pathTree();
    const element: PathName = { refers: undefined, insides: [tree] };
    own.elements = element;
    this.annotations(context, stage.annotations);
    this.expression(context, stage.source);
    this.place(context, how, stage.kind, undefined, own);
    const scope = childScope(context.scope);
    const inside: Context = { ...context, scope, trees: [tree, ...context.trees], group: tree };
    this.pattern(inside, stage.binder, "binder");
    this.pattern(inside, stage.carried, "carried");
    const chunks = context.chunk.bodies[stage.body]?.chunks ?? [];
    if (stage.carried !== undefined) {
      this.statements(inside, chunks);
      return undefined;
    }
    let last: readonly Occurrence[] | undefined;
    for (const chunk of chunks) {
      if (chunk.statement.kind !== "stages") continue;
      const entry = chunks.length === 1 ? element : undefined;
      last = this.stages({ ...inside, chunk }, chunk.statement.stages, entry) ?? last;
    }
    return last;
  }

  private pattern(context: Context, pattern: Pattern | undefined, kind: "binder" | "carried"): void {
    for (const name of pattern?.names ?? []) this.introduce(context, kind, name, "value", context.scope.values);
  }

  private annotations(context: Context, annotations: readonly Annotation[]): void {
    for (const { name, arguments: given } of annotations) {
      const definition = annotationsByName.get(name);
      for (const argument of given) {
        if ("ratio" in argument) continue;
        const { value } = argument;
        if (name === "tied" && value.kind === "string") {
          this.path(context, value.at, context.trees);
          continue;
        }
        // `by=l1` is a word of the annotation.
        const words = Object.values(definition?.parameters ?? {}).flatMap((parameter) => parameter.words ?? []);
        if (value.kind !== "name" || !words.includes(value.name)) this.expression(context, value);
      }
    }
  }

  /** Gives an op, a repetition or the call of a block its name among the paths. */
  private place(
    context: Context,
    how: Naming,
    name: string,
    refers: Target | undefined,
    inside: PathTree | Target | undefined,
  ): void {
    const insides = inside === undefined ? [] : [inside];
    switch (how.kind) {
      case "label":
        addName(context.trees[0], how.definition.name, { refers: how.definition, insides });
        break;
      case "instance":
        how.entry.insides.push(...insides);
        break;
      case "binding":
        addName(context.group, name, { refers, insides });
        break;
    }
  }

  /** The same label may stand in both arms of a condition: then it is one. */
  private label(context: Context, { name, at }: Identifier): Naming {
    const [tree] = context.trees;
    const known = tree.names.get(name)?.find(({ refers }) => refers?.kind === "label")?.refers;
    const definition = known?.kind === "label" ? known : this.define(context, "label", { name, at }, nothing);
    this.add(context, { name, at }, "label", definition, known === undefined);
    if (known === undefined) addName(tree, name, { refers: definition, insides: [] });
    return { kind: "label", definition };
  }

  private path(context: Context, at: Range, trees: readonly PathTree[]): void {
    const image = context.chunk.chunk.tokens[at.first]?.image;
    if (image === undefined) return;
    const names = pathNames(image);
    const path = names.map(({ name }) => name);
    const { start } = this.span(context, at);
    for (const [index, { name, start: offset }] of names.entries()) {
      if (/^(?:\*+|\d+)$/.test(name)) continue;
      const span = { start: start + offset, end: start + offset + name.length };
      const refers: Target = { kind: "segment", trees, path, index };
      this.all.push({ name, namespace: "segment", span, isDefinition: false, refers, within: this.within });
    }
  }

  private type(context: Context, { dims }: TypeExpression): void {
    for (const dim of dims ?? []) if (dim !== undefined) this.expression(context, dim);
  }

  /** A type that is held against a value: names of dims that stand for nothing yet are bound. */
  private bindingType(context: Context, { dims }: TypeExpression): void {
    const { scope } = context;
    for (const dim of dims ?? []) {
      if (dim === undefined) continue;
      const isNew = dim.kind === "name" && this.value(scope, dim.name) === undefined;
      if (isNew) this.introduce(context, "dim", dim, "value", scope.values);
      else this.expression(context, dim);
    }
  }

  /** The calls in `## example: basic(64) on f32[…]` above a block. */
  private examples({ chunk }: SourceChunk): void {
    const { lines } = this.module.file;
    const first = typeof chunk.tokenLines === "number" ? chunk.tokenLines : (chunk.tokenLines[0] ?? 0);
    for (let i = first - 1; i >= 0; i--) {
      const line = lines.lines[i];
      if (line === undefined || line.tokens.length > 0 || !line.comment?.text.startsWith("##")) break;
      const match = /^(##\s*example:\s*)(.*)\son\s/.exec(line.comment.text);
      if (match?.[1] === undefined || match[2] === undefined) continue;
      const before = "net example {\ny = x -> ";
      const start = (lines.starts[i] ?? 0) + line.comment.start + match[1].length;
      const example = readSource(`${before}${match[2]}\n}`);
      const [statement] = example.chunks[0]?.bodies[0]?.chunks ?? [];
      if (statement?.statement.kind !== "binding" || statement.statement.value.kind !== "pipeline") continue;
      this.lines = example.lines;
      this.shift = start - before.length;
      this.stages(freshContext(statement), statement.statement.value.stages);
      this.lines = lines;
      this.shift = 0;
    }
  }

  /** The value that a name stands for here. */
  private value(scope: Scope, name: string): NameDefinition | undefined {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const found = at.values.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What a name stands for that is called; undefined where it is an operator of the catalogue or not known. */
  private callable(scope: Scope, name: string): Target | undefined {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const found = at.callables.get(name);
      if (found !== undefined) return found;
    }
    const known = this.known.get(name);
    if (known !== undefined || isShipped(name)) return known;
    // A parameter without a type may be given a block.
    const value = this.value(scope, name);
    return value?.kind === "parameter" ? value : undefined;
  }

  /** Whether an expression plainly stands for an operator or block. */
  private isCallable(scope: Scope, expression: Expression | undefined): boolean {
    switch (expression?.kind) {
      case "conditional":
        return this.isCallable(scope, expression.then) || this.isCallable(scope, expression.otherwise);
      case "name": {
        const { name } = expression;
        const value = this.value(scope, name);
        if (value !== undefined) return this.callable(scope, name) === value;
        return !isDtype(name) && (this.callable(scope, name) !== undefined || isShipped(name));
      }
      default:
        return false;
    }
  }

  /** Declares a name where `names` does not have it yet; else this is what has it, named once more. */
  private introduce(
    context: Context,
    kind: DefinitionKind,
    name: Identifier,
    namespace: Namespace,
    names: Map<string, NameDefinition> | Map<string, Target>,
    madeBy: readonly Occurrence[] = nothing,
  ): NameDefinition {
    const known = names.get(name.name);
    const definition = this.define(context, kind, name, madeBy);
    if (known === undefined) names.set(name.name, definition);
    this.add(context, name, namespace, known ?? definition, known === undefined);
    return known !== undefined && "span" in known ? known : definition;
  }

  private define(
    context: Context,
    kind: DefinitionKind,
    { name, at }: Identifier,
    madeBy: readonly Occurrence[],
  ): NameDefinition {
    const { module, within } = this;
    const span = this.span(context, at);
    const whole = this.span(context, context.chunk.statement.at);
    return { kind, name, module, span, whole, within, madeBy };
  }

  private add(
    context: Context,
    { name, at }: Identifier,
    namespace: Namespace,
    refers: Target | undefined,
    isDefinition = false,
  ): Occurrence {
    const span = this.span(context, at);
    const occurrence: Occurrence = { name, namespace, span, isDefinition, refers, within: this.within };
    this.all.push(occurrence);
    return occurrence;
  }

  private span(context: Context, at: Range): Span {
    const { start, end } = spanOf(this.lines, context.chunk.chunk, at);
    return { start: start + this.shift, end: end + this.shift };
  }

  private inGroup(context: Context, name: string, refers: Target | undefined): Context {
    const group = pathTree();
    addName(context.trees[0], name, { refers, insides: [group] });
    return { ...context, group };
  }
}

function freshContext(chunk: SourceChunk): Context {
  const tree = pathTree();
  return { chunk, scope: childScope(undefined), trees: [tree], group: tree };
}

function childScope(parent: Scope | undefined): Scope {
  return { values: new Map(), callables: new Map(), parent };
}

function argumentOf(of: Target, name: string): Target {
  return { kind: "argument", of, name };
}

function isShipped(name: string): boolean {
  return operatorsByName.has(name) || builtins.has(name);
}

/** The last occurrence that begins before the cursor, if it reaches it. */
function occurrenceAt(all: readonly Occurrence[], offset: number): Occurrence | undefined {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const found = all[low - 1];
  return found !== undefined && offset <= found.span.end ? found : undefined;
}
