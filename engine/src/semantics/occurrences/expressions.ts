/**
 * Expressions, stages and what stands in them: the part of reading names that nets, blocks and fns share. It follows the
 * scopes as elaboration does, and takes both arms of every condition.
 */
import { annotationsByName } from "../../annotations/index.ts";
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
import type { SourceChunk } from "../../syntax/read.ts";
import { builtins } from "../builtins.ts";
import type { Occurrence, Target } from "./occurrence.ts";
import { addName, type PathName, type PathTree, pathNames, pathTree } from "./paths.ts";
import { type Context, NameRecorder } from "./record.ts";
import { callableIn, childScope, valueIn } from "./scopes.ts";

const nothing: readonly never[] = [];

/** `how`, where it is given, is the name that the next op takes: its label, or the instance that it alone fills. */
export abstract class ExpressionReader extends NameRecorder {
  /** Costs of a custom op are being read: they name its results. */
  protected hasResults = false;

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
        if (this.hasResults && /^results?$/.test(name)) this.add(context, name, at, "result");
        else this.add(context, name, at, "callable", callableIn(context.scope, name));
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
        this.add(context, expression.name.name, expression.name.at, "attribute");
        return nothing;
      case "call": {
        // A name that is a function and an operator is the operator as a stage.
        const { name, foreign } = expression.callee;
        const isFunction = foreign === undefined && builtins.has(name);
        return this.call(context, expression, how, isFunction ? "function" : "callable");
      }
      case "choose":
        for (const argument of expression.arguments) {
          if (argument.name !== undefined) this.add(context, argument.name.name, argument.name.at, "argument");
          this.expression(context, argument.value);
        }
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

  protected call(
    context: Context,
    call: CallExpression | CallStage,
    how: PathName | undefined,
    shipped: "callable" | "function",
  ): readonly Occurrence[] {
    const { callee } = call;
    const target = callee.foreign === undefined ? callableIn(context.scope, callee.name) : undefined;
    const occurrence =
      callee.foreign === undefined
        ? this.add(context, callee.name, callee.at, target === undefined ? shipped : "callable", target)
        : this.foreign(context, callee);
    for (const { name, value } of call.arguments) {
      // Arguments of the catalogue's operators are the language's own.
      const of = target === undefined || name === undefined ? undefined : argumentOf(target, name.name);
      if (name !== undefined) this.add(context, name.name, name.at, "argument", of);
      this.expression(context, value);
    }
    this.annotations(context, call.annotations);
    this.place(context, how, callee.name, target, target);
    return [occurrence];
  }

  /** `onnx["…"].Gelu`: the domain is the first token, and the name the last. */
  private foreign(context: Context, { name, at: { first, last } }: Identifier): Occurrence {
    this.add(context, "onnx", { first, last: first }, "domain");
    return this.add(context, name, { first: last, last }, "foreign");
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
        return this.call(context, stage, how, "callable");
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
    const body = context.chunk.bodies[stage.body];
    const scope = childScope(context.scope, body?.span);
    const inside: Context = { ...context, scope, trees: [tree, ...context.trees], group: tree };
    this.pattern(inside, stage.binder, "binder");
    this.pattern(inside, stage.carried, "carried");
    const chunks = body?.chunks ?? [];
    if (stage.carried !== undefined) {
      this.statements(inside, chunks);
      return undefined;
    }
    let last: readonly Occurrence[] | undefined;
    for (const chunk of chunks) {
      const stages = chunk.statement.kind === "stages" ? chunk.statement.stages : nothing;
      const entry = chunks.length === 1 ? element : undefined;
      const own = { ...inside, chunk };
      this.begin(own);
      last = this.stages(own, stages, entry) ?? last;
    }
    return last;
  }

  protected pattern(context: Context, pattern: Pattern | undefined, kind: "binder" | "carried"): void {
    const what = { kind, isSettled: kind === "binder" };
    for (const name of pattern?.names ?? []) this.introduce(context, name, "value", context.scope.values, what);
  }

  protected annotations(context: Context, annotations: readonly Annotation[]): void {
    for (const { name, at, arguments: given } of annotations) {
      const definition = annotationsByName.get(name);
      this.add(context, name, { first: at.first + 1, last: at.first + 1 }, "annotation");
      for (const argument of given) {
        if ("ratio" in argument) continue;
        const { value } = argument;
        if (argument.name !== undefined) this.add(context, argument.name.name, argument.name.at, "argument");
        if (name === "tied" && value.kind === "string") {
          this.path(context, value.at, context.trees);
          continue;
        }
        // `by=l1` is a word of the annotation.
        const words = Object.values(definition?.parameters ?? {}).flatMap((parameter) => parameter.words ?? []);
        if (value.kind === "name" && words.includes(value.name)) this.add(context, value.name, value.at, "word");
        else this.word(context, value);
      }
    }
  }

  /** What is a word where no value has its name: `bgr`. */
  protected word(context: Context, value: Expression): void {
    if (value.kind !== "name" || valueIn(context.scope, value.name) !== undefined) this.expression(context, value);
    else this.add(context, value.name, value.at, "word");
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
    const entry = known ?? { refers: this.define(context, label, { kind: "label" }), insides: [] };
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

  protected type(context: Context, { name, at, dims }: TypeExpression): void {
    this.add(context, name, { first: at.first, last: at.first }, "type");
    for (const dim of dims ?? []) if (dim !== undefined) this.expression(context, dim);
  }

  /** A type that is held against a value: names of dims that stand for nothing yet are bound. */
  protected bindingType(context: Context, { name, at, dims }: TypeExpression): void {
    const { scope } = context;
    this.add(context, name, { first: at.first, last: at.first }, "type");
    for (const dim of dims ?? []) {
      if (dim === undefined) continue;
      const isNew = dim.kind === "name" && valueIn(scope, dim.name) === undefined;
      if (isNew) this.introduce(context, dim, "value", scope.values, { kind: "dim", isSettled: true });
      else this.expression(context, dim);
    }
  }
}

function argumentOf(of: Target, name: string): Target {
  return { kind: "argument", of, name };
}
