/**
 * What every name of a file is: an operator or a block, a tensor or a dim, a label or an argument. Read off the trees, so
 * that it does not wait for figures; where a statement is half typed, the words beside a name say what they can.
 */
import {
  builtins,
  findCallable,
  isRefusal,
  type Module,
  type SourceBody,
  type SourceChunk,
  type syntax,
} from "@lathe/engine";
import {
  argument,
  attribute,
  attributeNames,
  constant,
  decorator,
  dim,
  emptyScope,
  fixed,
  guessRole,
  kinds,
  label,
  lookUp,
  metric,
  metricNames,
  type NamedToken,
  plain,
  property,
  type Role,
  type Scope,
  shipped,
  target,
  tensor,
  typeName,
  typeNames,
  word,
} from "./roles.ts";

/** Finds what a name that can be called stands for, as the engine does. */
export type Program = Parameters<typeof findCallable>[0];

/** Every name whose meaning is known, in the order of the text. `library` is the folder of the standard library. */
export function nameRoles(module: Module, program: Program, library: string): readonly NamedToken[] {
  const reader = new RoleReader(module, program, library);
  reader.statements(module.file.chunks, "file", emptyScope(undefined));
  return reader.lines.flatMap((line) => line.sort((a, b) => a.start - b.start));
}

/** The statement being read: what its tokens were found to be, by index, and the names that hold there. */
interface Here {
  readonly source: SourceChunk;
  readonly roles: Map<number, Role>;
  readonly scope: Scope;
}

class RoleReader {
  readonly lines: NamedToken[][];
  private readonly module: Module;
  private readonly program: Program;
  private readonly library: string;
  private readonly shared = new Map<string, Role | undefined>();
  private readonly declaring = new Map<Role, Role>();

  constructor(module: Module, program: Program, library: string) {
    this.module = module;
    this.program = program;
    this.library = library;
    this.lines = module.file.lines.lines.map(() => []);
  }

  statements(chunks: readonly SourceChunk[], context: syntax.Context, scope: Scope): void {
    for (const source of chunks) {
      const here: Here = { source, roles: new Map(), scope };
      this.statement(here, source.statement, context);
      if (source.problems.length > 0 || source.chunk.problems.length > 0 || source.statement.kind === "broken")
        this.guess(here);
      this.emit(here);
    }
  }

  private emit({ source, roles }: Here): void {
    const { tokens, tokenLines } = source.chunk;
    for (const [index, role] of roles) {
      const token = tokens[index];
      const line = typeof tokenLines === "number" ? tokenLines : tokenLines[index];
      if (token === undefined || line === undefined) continue;
      this.lines[line]?.push({ line, start: token.startOffset, length: token.image.length, role });
    }
  }

  private body(here: Here, index: number | undefined, scope: Scope): void {
    const body: SourceBody | undefined = index === undefined ? undefined : here.source.bodies[index];
    if (body !== undefined) this.statements(body.chunks, body.context, scope);
  }

  private statement(here: Here, statement: syntax.Statement, context: syntax.Context): void {
    const { scope } = here;
    switch (statement.kind) {
      case "binding": {
        this.expression(here, statement.value);
        const role = this.isSettled(here, statement.value) ? constant : tensor;
        for (const { name, type } of statement.targets) {
          if (type !== undefined) this.type(here, type, false);
          this.bind(here, name, "values", role);
        }
        break;
      }
      case "return":
        for (const value of statement.values) this.expression(here, value);
        break;
      case "expression":
        this.expression(here, statement.value);
        break;
      case "stages":
        this.stages(here, statement.stages);
        break;
      case "import":
        this.body(here, statement.body, scope);
        break;
      case "net":
      case "block": {
        const inside = this.declaration(here, statement.name, kinds[statement.kind], statement.parameters);
        this.body(here, statement.body, inside.scope);
        break;
      }
      case "op": {
        const inside = this.declaration(here, statement.name, "method", statement.parameters);
        for (const type of statement.results) this.type(inside, type, false);
        for (const name of ["result", "results"]) inside.scope.values.set(name, shipped("variable"));
        this.body(here, statement.body, inside.scope);
        break;
      }
      case "fn":
        this.expression(this.declaration(here, statement.name, "function", statement.parameters), statement.value);
        break;
      case "variant":
        this.bind(here, statement.name, "callables", plain("class"));
        this.expression(here, statement.value);
        break;
      case "dim":
        if (statement.sample !== undefined) this.expression(here, statement.sample);
        if (statement.bounds !== undefined) this.expression(here, statement.bounds);
        this.bind(here, statement.name, "values", dim);
        break;
      case "input":
      case "state":
        if (statement.type !== undefined) this.type(here, statement.type, false);
        if (statement.kind === "state" && statement.initial !== undefined) this.expression(here, statement.initial);
        if (statement.kind === "input") this.body(here, statement.body, scope);
        this.bind(here, statement.name, "values", tensor);
        break;
      case "output":
        if (statement.value !== undefined) this.expression(here, statement.value);
        for (const name of statement.names) {
          if (statement.value !== undefined) this.bind(here, name, "values", tensor);
          else this.mark(here, name, this.value(scope, name.name));
        }
        break;
      case "target":
        for (const each of statement.targets) this.target(here, each);
        break;
      case "budget":
      case "policy":
        if (statement.target !== undefined) this.target(here, statement.target);
        this.body(here, statement.body, scope);
        break;
      case "data":
        this.mark(here, statement.role, word);
        break;
      case "counting":
        this.mark(here, statement.rule, word);
        break;
      case "opset":
        this.expression(here, statement.value);
        break;
      case "entries":
        for (const entry of statement.entries) this.entry(here, entry, context);
        break;
    }
  }

  private entry(here: Here, entry: syntax.Entry, context: syntax.Context): void {
    switch (entry.kind) {
      case "import": {
        const role = this.callable(here.scope, (entry.alias ?? entry.name).name, false);
        if (role === undefined) break;
        this.mark(here, entry.name, entry.alias === undefined ? this.declared(role) : role);
        if (entry.alias !== undefined) this.mark(here, entry.alias, this.declared(role));
        break;
      }
      case "setting":
        this.mark(here, entry.name, property);
        if (context === "input") this.words(here, entry.value);
        else if (entry.value.kind !== "string") this.expression(here, entry.value);
        break;
      case "assignment":
        this.mark(here, entry.name, metricNames.has(entry.name.name) ? metric : property);
        this.expression(here, entry.value);
        break;
      case "limit":
        this.mark(here, entry.metric, metricNames.has(entry.metric.name) ? metric : plain("metric"));
        this.expression(here, entry.value);
        break;
      case "policy":
        this.annotations(here, entry.annotations);
        break;
      case "map":
        break;
    }
  }

  /** Marks a declaration's name and parameters; gives the scope inside. */
  private declaration(
    here: Here,
    name: syntax.Identifier,
    type: Role["type"],
    parameters: readonly syntax.ParameterDeclaration[],
  ): Here {
    this.bind(here, name, "callables", plain(type));
    const inside: Here = { ...here, scope: emptyScope(here.scope) };
    for (const { name: parameter, type: own, default: value } of parameters) {
      if (own !== undefined) this.type(inside, own, true);
      if (value !== undefined) this.expression(inside, value);
      const isTensor =
        own === undefined
          ? value === undefined && type !== "function"
          : own.dims !== undefined || own.name === "tensor";
      const role = isTensor ? plain("parameter") : fixed("parameter");
      this.bind(inside, parameter, own?.name === "op" ? "callables" : "values", role);
    }
    return inside;
  }

  /** `f32[N, 3, H, W]`; where it stands at a parameter, its names bind dims. */
  private type(here: Here, { at, name, dims }: syntax.TypeExpression, binds: boolean): void {
    if (typeNames.has(name)) here.roles.set(at.first, typeName);
    for (const each of dims ?? []) {
      if (each === undefined) continue;
      if (binds && each.kind === "name" && this.value(here.scope, each.name) === undefined)
        this.bind(here, each, "values", dim);
      else this.expression(here, each);
    }
  }

  private expression(here: Here, node: syntax.Expression): void {
    switch (node.kind) {
      case "name":
        this.mark(here, node, this.value(here.scope, node.name) ?? this.callable(here.scope, node.name, true));
        break;
      case "list":
      case "tuple":
        for (const item of node.items) this.expression(here, item);
        break;
      case "unary":
        this.expression(here, node.operand);
        break;
      case "binary":
        this.expression(here, node.first);
        for (const { operand } of node.rest) this.expression(here, operand);
        break;
      case "range":
        this.expression(here, node.from);
        this.expression(here, node.to);
        break;
      case "conditional":
        for (const part of [node.condition, node.then, node.otherwise]) this.expression(here, part);
        break;
      case "index":
        this.expression(here, node.target);
        for (const item of node.items) this.expression(here, item);
        break;
      case "attribute":
        this.expression(here, node.target);
        this.mark(here, node.name, attributeNames.has(node.name.name) ? attribute : property);
        break;
      case "call":
        this.call(here, node, false);
        break;
      case "choose":
        this.arguments(here, node.arguments);
        break;
      case "pipeline":
        this.expression(here, node.head);
        this.stages(here, node.stages);
        break;
      case "labelled":
        this.mark(here, node.label, label);
        this.expression(here, node.expression);
        break;
    }
  }

  private stages(here: Here, stages: readonly syntax.Stage[]): void {
    for (const stage of stages) {
      if (stage.kind === "broken") continue;
      if (stage.label !== undefined) this.mark(here, stage.label, label);
      if (stage.kind === "call") this.call(here, stage, true);
      else if (stage.kind === "conditional") {
        this.expression(here, stage.condition);
        this.stages(here, stage.then);
        this.stages(here, stage.otherwise);
      } else this.repeat(here, stage);
    }
  }

  private repeat(here: Here, stage: syntax.RepeatStage): void {
    this.expression(here, stage.source);
    this.annotations(here, stage.annotations);
    const scope = emptyScope(here.scope);
    const inside: Here = { ...here, scope };
    for (const name of stage.binder?.names ?? []) this.bind(inside, name, "values", constant);
    for (const name of stage.carried?.names ?? []) this.bind(inside, name, "values", tensor);
    this.body(here, stage.body, scope);
  }

  private call(here: Here, call: syntax.CallExpression | syntax.CallStage, isStage: boolean): void {
    const { callee } = call;
    if (callee.foreign !== undefined) {
      here.roles.set(callee.at.first, shipped("namespace"));
      here.roles.set(callee.at.last, plain("method"));
    } else this.mark(here, callee, this.callable(here.scope, callee.name, isStage));
    this.arguments(here, call.arguments);
    this.annotations(here, call.annotations);
  }

  private arguments(here: Here, all: readonly syntax.Argument[]): void {
    for (const { name, value } of all) {
      if (name !== undefined) this.mark(here, name, argument);
      this.expression(here, value);
    }
  }

  private annotations(here: Here, annotations: readonly syntax.Annotation[]): void {
    for (const { at, arguments: all } of annotations) {
      here.roles.set(at.first + 1, decorator);
      for (const each of all) if ("value" in each) this.named(here, each);
    }
  }

  private target(here: Here, node: syntax.Expression): void {
    if (node.kind === "name") this.mark(here, node, target);
    if (node.kind !== "call") return;
    this.mark(here, node.callee, target);
    for (const each of node.arguments) this.named(here, each);
  }

  /** An argument whose value may be a word of its own, such as `by=taylor`. */
  private named(here: Here, { name, value }: syntax.Argument): void {
    if (name !== undefined) this.mark(here, name, argument);
    this.words(here, value);
  }

  private words(here: Here, value: syntax.Expression): void {
    if (value.kind === "name") this.mark(here, value, this.value(here.scope, value.name) ?? word);
    else this.expression(here, value);
  }

  private value(scope: Scope, name: string): Role | undefined {
    return lookUp(scope, "values", name) ?? (typeNames.has(name) ? typeName : undefined);
  }

  /** What a callable is; of a function that is also an operator the stage means the operator. */
  private callable(scope: Scope, name: string, isStage: boolean): Role | undefined {
    const local = lookUp(scope, "callables", name);
    if (local !== undefined) return local;
    const key = `${isStage} ${name}`;
    // Asked once for each name: the engine looks for the nearest of all names where there is none.
    if (!this.shared.has(key)) this.shared.set(key, this.findCallable(name, isStage));
    return this.shared.get(key);
  }

  private findCallable(name: string, isStage: boolean): Role | undefined {
    const { module } = this;
    const found = findCallable(this.program, module, undefined, name);
    if (isRefusal(found)) return undefined;
    if (found.kind === "declared") {
      const { kind, module: from } = found.declaration;
      return from !== module && from.uri.startsWith(this.library) ? shipped(kinds[kind]) : plain(kinds[kind]);
    }
    return shipped(found.kind === "operator" && (isStage || !builtins.has(name)) ? "method" : "function");
  }

  private mark({ roles }: Here, { at }: { readonly at: syntax.Range }, role: Role | undefined): void {
    if (role !== undefined) roles.set(at.first, role);
  }

  private bind(here: Here, name: syntax.Identifier, space: "values" | "callables", role: Role): void {
    here.scope[space].set(name.name, role);
    this.mark(here, name, this.declared(role));
  }

  private declared(role: Role): Role {
    const known = this.declaring.get(role) ?? { type: role.type, modifiers: ["declaration", ...role.modifiers] };
    this.declaring.set(role, known);
    return known;
  }

  /** Whether a value is known before any data flows. */
  private isSettled(here: Here, node: syntax.Expression): boolean {
    const all = (nodes: readonly syntax.Expression[]) => nodes.every((each) => this.isSettled(here, each));
    switch (node.kind) {
      case "number":
      case "string":
      case "bool":
      case "attribute":
      case "choose":
        return true;
      case "name":
        return this.value(here.scope, node.name)?.modifiers.includes("readonly") === true;
      case "list":
      case "tuple":
        return all(node.items);
      case "unary":
        return this.isSettled(here, node.operand);
      case "binary":
        return all([node.first, ...node.rest.map(({ operand }) => operand)]);
      case "range":
        return all([node.from, node.to]);
      case "conditional":
        return all([node.then, node.otherwise]);
      case "index":
        return this.isSettled(here, node.target);
      case "call":
        return this.callable(here.scope, node.callee.name, false)?.type === "function";
      default:
        return false;
    }
  }

  /** Names that the tree of a half-typed statement has lost. */
  private guess({ source, roles, scope }: Here): void {
    const { tokens } = source.chunk;
    let open = 0;
    for (const [index, { image, tokenType }] of tokens.entries()) {
      if (image === "(") open++;
      if (image === ")") open--;
      if (tokenType.name !== "Name" || roles.has(index)) continue;
      const guess = guessRole(tokens[index - 1]?.image, tokens[index + 1]?.image, open > 0);
      const role =
        guess === "value" ? this.value(scope, image) : guess === "stage" ? this.callable(scope, image, true) : guess;
      if (role !== undefined) roles.set(index, role);
    }
  }
}
