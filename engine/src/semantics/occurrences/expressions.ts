/**
 * Expressions, stages and what stands in them: the part of reading names that nets, blocks and fns share. It follows the
 * scopes as elaboration does, and takes both arms of every condition.
 */
import { annotationsByName } from "../../annotations/index.ts";
import { type Span, shift } from "../../base/span.ts";
import { isDtype } from "../../base/tensor.ts";
import type {
  Annotation,
  CallExpression,
  CallStage,
  Expression,
  Identifier,
  Pattern,
  Range,
  RepeatStage,
  Stage,
  TypeExpression,
} from "../../syntax/ast.ts";
import type { SourceLines } from "../../syntax/lines.ts";
import { type SourceChunk, spanOf } from "../../syntax/read.ts";
import type { Module } from "../module.ts";
import type { DefinitionKind, NameDefinition, Namespace, Occurrence, Target } from "./occurrence.ts";
import { addName, type PathName, type PathTree, pathNames, pathTree } from "./paths.ts";
import { callableIn, childScope, type Scope, valueIn } from "./scopes.ts";

/** Where reading stands. */
export interface Context {
  readonly chunk: SourceChunk;
  readonly scope: Scope;
  /** The instances around, within one declaration, innermost first. */
  readonly trees: readonly [PathTree, ...PathTree[]];
  /** Where ops without a label get their names: in their binding, or in the instance itself. */
  readonly group: PathTree;
}

const nothing: readonly never[] = [];

/** `how`, where it is given, is the name that the next op takes: its label, or the instance that it alone fills. */
export abstract class ExpressionReader {
  protected readonly module: Module;
  protected readonly all: Occurrence[] = [];
  /** The net, block, fn or op that is being read. */
  protected within: NameDefinition | undefined;
  /** An example in a comment is read from a text of its own, which stands elsewhere. */
  protected lines: SourceLines;
  protected offset = 0;

  constructor(module: Module) {
    this.module = module;
    this.lines = module.file.lines;
  }

  /** Reads the statements of a body. */
  protected abstract statements(context: Context, chunks: readonly SourceChunk[]): unknown;

  /** Reads an expression; gives the calls that make its value. */
  protected expression(context: Context, expression: Expression, how?: PathName): readonly Occurrence[] {
    switch (expression.kind) {
      case "name": {
        const { name, at } = expression;
        const value = valueIn(context.scope, name);
        if (value !== undefined || isDtype(name)) {
          this.add(context, name, at, "value", value);
          return value?.madeBy ?? nothing;
        }
        this.add(context, name, at, "callable", callableIn(context.scope, name));
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

  protected call(context: Context, call: CallExpression | CallStage, how: PathName | undefined): readonly Occurrence[] {
    const { callee } = call;
    const target = callee.foreign === undefined ? callableIn(context.scope, callee.name) : undefined;
    // `onnx["…"].Gelu`: the name is the last token.
    const at = callee.foreign === undefined ? callee.at : { first: callee.at.last, last: callee.at.last };
    const occurrence = this.add(context, callee.name, at, "callable", target);
    for (const { name, value } of call.arguments) {
      // Arguments of the catalogue's operators are the language's own.
      if (name !== undefined && target !== undefined)
        this.add(context, name.name, name.at, "argument", { kind: "argument", of: target, name: name.name });
      this.expression(context, value);
    }
    this.annotations(context, call.annotations);
    this.place(context, how, callee.name, target, target);
    return [occurrence];
  }

  /** Reads stages; gives the calls that make the last value, or undefined where there is none. */
  protected stages(context: Context, stages: readonly Stage[], entry?: PathName): readonly Occurrence[] | undefined {
    let last: readonly Occurrence[] | undefined;
    // A single stage without a label takes the name of the instance that it alone fills.
    const how = stages.length === 1 ? entry : undefined;
    for (const stage of stages) last = this.stage(context, stage, how) ?? last;
    return last;
  }

  protected stage(context: Context, stage: Stage, given: PathName | undefined): readonly Occurrence[] | undefined {
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
          if (how !== undefined && arm.length === 1 && first !== undefined) return this.stage(context, first, how);
          return this.stages(context, arm);
        });
        return arms.flatMap((made) => made ?? []);
      }
    }
  }

  protected repeat(context: Context, stage: RepeatStage, how: PathName | undefined): readonly Occurrence[] | undefined {
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

  protected pattern(context: Context, pattern: Pattern | undefined, kind: "binder" | "carried"): void {
    for (const name of pattern?.names ?? []) this.introduce(context, kind, name, "value", context.scope.values);
  }

  protected annotations(context: Context, annotations: readonly Annotation[]): void {
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
  protected place(
    context: Context,
    how: PathName | undefined,
    name: string,
    refers: Target | undefined,
    inside: PathTree | Target | undefined,
  ): void {
    if (how !== undefined) {
      if (inside !== undefined) how.insides.push(inside);
    } else if (inside !== undefined) addName(context.group, name, { refers, insides: [inside] });
  }

  /** The same label may stand in both arms of a condition: then it is one. */
  protected label(context: Context, label: Identifier): PathName {
    const { name, at } = label;
    const [tree] = context.trees;
    const known = tree.names?.get(name)?.find(({ refers }) => refers?.kind === "label");
    const entry = known ?? { refers: this.define(context, "label", label, nothing), insides: [] };
    this.add(context, name, at, "label", entry.refers, known === undefined);
    if (known === undefined) addName(tree, name, entry);
    return entry;
  }

  protected path(context: Context, at: Range, trees: readonly PathTree[]): void {
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

  protected type(context: Context, { dims }: TypeExpression): void {
    for (const dim of dims ?? []) if (dim !== undefined) this.expression(context, dim);
  }

  /** A type that is held against a value: names of dims that stand for nothing yet are bound. */
  protected bindingType(context: Context, { dims }: TypeExpression): void {
    const { scope } = context;
    for (const dim of dims ?? []) {
      if (dim === undefined) continue;
      const isNew = dim.kind === "name" && valueIn(scope, dim.name) === undefined;
      if (isNew) this.introduce(context, "dim", dim, "value", scope.values);
      else this.expression(context, dim);
    }
  }

  /** Declares a name where `names` does not have it yet; else this is what has it, named once more. */
  protected introduce(
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
    this.add(context, name.name, name.at, namespace, known ?? definition, known === undefined);
    return known !== undefined && "span" in known ? known : definition;
  }

  protected define(
    context: Context,
    kind: DefinitionKind,
    { name, at }: Identifier,
    madeBy: readonly Occurrence[],
  ): NameDefinition {
    const { module, within } = this;
    const span = this.span(context, at);
    return { kind, name, module, span, chunk: context.chunk, within, madeBy };
  }

  protected add(
    context: Context,
    name: string,
    at: Range,
    namespace: Namespace,
    refers: Target | undefined,
    isDefinition = false,
  ): Occurrence {
    const span = this.span(context, at);
    const occurrence: Occurrence = { name, namespace, span, isDefinition, refers, within: this.within };
    this.all.push(occurrence);
    return occurrence;
  }

  protected span(context: Context, at: Range): Span {
    const span = spanOf(this.lines, context.chunk.chunk, at);
    return this.offset === 0 ? span : shift(span, this.offset);
  }
}
