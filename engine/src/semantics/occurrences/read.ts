/**
 * Reads off the trees of a file what every name in it refers to, without evaluating anything: it follows the scopes as
 * elaboration does. Names of other files stay open, see `meaning.ts`.
 */
import type {
  Target as BindingTarget,
  FunctionDeclaration,
  ParameterDeclaration,
  Statement,
} from "../../syntax/ast.ts";
import { readSource, type SourceChunk } from "../../syntax/read.ts";
import type { Module } from "../module.ts";
import { EntryReader } from "./entries.ts";
import type { Inside, NameDefinition, Occurrence, Target } from "./occurrence.ts";
import { addName, pathTree } from "./paths.ts";
import type { Context } from "./record.ts";
import { childScope, fileScope, isCallable, isSettled, valueIn } from "./scopes.ts";

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

class Reader extends EntryReader {
  private readonly insides = new Map<NameDefinition, Inside>();
  /** Of the file: its own declarations and what it imports. */
  private readonly known = new Map<string, Target>();
  private readonly declared = new Map<string, NameDefinition>();
  /** Bodies of fns see what their body has bound by the time they are called, so they are read when it ends. */
  private waiting: (() => void)[] = [];

  read(): Occurrences {
    const bodies: (() => void)[] = [];
    for (const chunk of this.module.file.chunks) {
      const body = this.declaration(chunk);
      if (body !== undefined) bodies.push(body);
    }
    for (const body of bodies) body();
    const { declared, insides } = this;
    const all = this.inOrder();
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
    const context = this.context(chunk);
    this.begin(context);
    switch (statement.kind) {
      case "import":
        this.importStatement(context, statement);
        return undefined;
      case "net":
      case "block":
      case "fn":
      case "op":
      case "variant": {
        const definition = this.introduce(context, statement.name, "callable", this.known, { kind: statement.kind });
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
    this.add(context, path, at, "file", { kind: "file", module, path });
    this.entries(context, statement.body, (inside, entry) => {
      if (entry.kind !== "import") return;
      const { name, alias } = entry;
      const target: Target = { kind: "imported", module, path, name: name.name };
      this.add(inside, name.name, name.at, alias === undefined ? "import" : "callable", target);
      if (alias !== undefined) {
        const definition = this.introduce(inside, alias, "callable", this.known, { kind: "alias" });
        this.insides.set(definition, { parameters: new Map(), paths: undefined, of: target });
      } else if (!this.known.has(name.name)) this.known.set(name.name, target);
    });
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
    const parameters = this.parameters(context, statement.parameters, statement.kind !== "fn");
    const paths = context.trees[0];
    // Before the body is read: it may call itself.
    if (!this.insides.has(definition)) this.insides.set(definition, { parameters, paths, of: undefined });
    switch (statement.kind) {
      case "fn":
        this.expression(context, statement.value);
        break;
      case "op":
        for (const type of statement.results) this.type(context, type);
        this.hasResults = true;
        this.entries(context, statement.body);
        this.hasResults = false;
        break;
      default: {
        const body = statement.body === undefined ? undefined : context.chunk.bodies[statement.body];
        const inputs = this.statements(context, body?.chunks ?? []);
        for (const input of inputs) if (!parameters.has(input.name)) parameters.set(input.name, input);
      }
    }
    this.settle();
  }

  /** `takesTensors`: a parameter without type and default is a tensor. */
  private parameters(
    context: Context,
    declared: readonly ParameterDeclaration[],
    takesTensors: boolean,
  ): Map<string, NameDefinition> {
    const { scope } = context;
    const parameters = new Map<string, NameDefinition>();
    for (const { name, type, default: value } of declared) {
      const standsForCallable = type?.name === "op" || (type === undefined && isCallable(scope, value));
      if (value !== undefined) this.expression(context, value);
      if (type !== undefined) this.bindingType(context, type);
      const isTensor =
        type === undefined ? takesTensors && value === undefined : type.dims !== undefined || type.name === "tensor";
      const what = { kind: "parameter", isSettled: !isTensor } as const;
      const definition = this.introduce(context, name, "value", scope.values, what);
      if (standsForCallable) scope.callables.set(name.name, definition);
      if (!parameters.has(name.name)) parameters.set(name.name, definition);
    }
    return parameters;
  }

  /** Reads the statements of a body in order; gives the inputs among them. */
  protected override statements(context: Context, chunks: readonly SourceChunk[]): readonly NameDefinition[] {
    const outer = this.waiting;
    this.waiting = [];
    const inputs: NameDefinition[] = [];
    for (const chunk of chunks) {
      const { scope, trees } = context;
      const own: Context = { chunk, scope, trees, group: pathTree() };
      this.begin(own);
      const input = this.statement(own, chunk.statement);
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
        addName(context.trees[0], "return", { refers: undefined, insides: [context.group] });
        for (const value of statement.values) this.expression(context, value);
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
        this.introduce(context, statement.name, "value", scope.values, { kind: "dim", isSettled: true });
        return undefined;
      case "input": {
        if (statement.type !== undefined) this.bindingType(context, statement.type);
        const input = this.introduce(context, statement.name, "value", scope.values, { kind: "input" });
        this.entries(context, statement.body);
        return input;
      }
      case "state":
        if (statement.type !== undefined) this.type(context, statement.type);
        if (statement.initial !== undefined) this.expression(context, statement.initial);
        this.introduce(context, statement.name, "value", scope.values, { kind: "state" });
        return undefined;
      case "output": {
        const [first] = statement.names;
        if (statement.value === undefined || first === undefined) {
          for (const { name, at } of statement.names) this.add(context, name, at, "value", valueIn(scope, name));
          return undefined;
        }
        const madeBy = this.expression(context, statement.value);
        const output = this.introduce(context, first, "value", scope.values, { kind: "output", madeBy });
        addName(context.trees[0], first.name, { refers: output, insides: [context.group] });
        for (const { name, at } of statement.names.slice(1)) this.add(context, name, at, "value", valueIn(scope, name));
        return undefined;
      }
      case "budget":
      case "policy":
        this.target(context, statement.target);
        this.entries(context, statement.body);
        return undefined;
      case "weights":
        this.entries(context, statement.body);
        return undefined;
      case "target":
        for (const each of statement.targets) this.target(context, each);
        return undefined;
      case "data":
        this.add(context, statement.role.name, statement.role.at, "word");
        return undefined;
      case "counting":
        this.add(context, statement.rule.name, statement.rule.at, "word");
        return undefined;
      case "opset":
        this.expression(context, statement.value);
        return undefined;
      case "broken":
        for (const body of context.chunk.bodies) this.statements(context, body.chunks);
        return undefined;
      default:
        return undefined;
    }
  }

  private binding(context: Context, { targets, value }: Statement & { readonly kind: "binding" }): void {
    const { scope, group } = context;
    const standsForCallable = isCallable(scope, value);
    const madeBy = this.expression(context, value);
    const what = { kind: "binding", madeBy, isSettled: isSettled(scope, value) } as const;
    const definitions = targets.map(({ name, type }: BindingTarget) => {
      if (type !== undefined) this.bindingType(context, type);
      // Of a state, this is the next value: `introduce` finds that it has the name already.
      return this.introduce(context, name, "value", scope.values, what);
    });
    const [first] = definitions;
    if (first === undefined) return;
    if (standsForCallable) scope.callables.set(first.name, first);
    addName(context.trees[0], first.name, { refers: first, insides: [group] });
  }

  private localFunction(context: Context, statement: FunctionDeclaration): void {
    const { scope } = context;
    const definition = this.introduce(context, statement.name, "callable", scope.callables, { kind: "fn" });
    const inside: Context = { ...context, scope: childScope(scope) };
    const { within } = this;
    this.waiting.push(() => {
      this.within = within;
      const parameters = this.parameters(inside, statement.parameters, false);
      if (!this.insides.has(definition)) this.insides.set(definition, { parameters, paths: undefined, of: undefined });
      this.expression(inside, statement.value);
    });
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
      this.offset = start - before.length;
      this.stages(this.context(statement), statement.statement.value.stages);
      this.lines = lines;
      this.offset = 0;
    }
  }

  /** The start of a declaration: nothing but what the file knows. */
  private context(chunk: SourceChunk): Context {
    const tree = pathTree();
    return { chunk, scope: fileScope(this.known), trees: [tree], group: tree };
  }
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
