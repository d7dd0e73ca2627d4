/** Writing names down as they are read: where each stands, what it refers to, and what of a half-typed statement is left. */
import { type Span, shift } from "../../base/span.ts";
import { isDtype } from "../../base/tensor.ts";
import type { Identifier, Range } from "../../syntax/ast.ts";
import type { SourceLines } from "../../syntax/lines.ts";
import { type SourceChunk, spanOf } from "../../syntax/read.ts";
import { Name } from "../../syntax/tokens.ts";
import type { Module } from "../module.ts";
import type { DefinitionKind, NameDefinition, Namespace, Occurrence, Target } from "./occurrence.ts";
import type { PathTree } from "./paths.ts";
import { callableIn, isShipped, type Scope, valueIn } from "./scopes.ts";

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

/** What is known of a name where it gets its meaning. */
interface Defined {
  readonly kind: DefinitionKind;
  readonly madeBy?: readonly Occurrence[];
  readonly isSettled?: boolean;
}

export abstract class NameRecorder {
  protected readonly module: Module;
  protected readonly all: Occurrence[] = [];
  /** The net, block, fn or op that is being read. */
  protected within: NameDefinition | undefined;
  /** An example in a comment is read from a text of its own, which stands elsewhere. */
  protected lines: SourceLines;
  protected offset = 0;
  private readonly halfTyped: { readonly context: Context; readonly within: NameDefinition | undefined }[] = [];

  constructor(module: Module) {
    this.module = module;
    this.lines = module.file.lines;
  }

  /** Declares a name where `names` does not have it yet; else this is what has it, named once more. */
  protected introduce(
    context: Context,
    { name, at }: Identifier,
    namespace: Namespace,
    names: Map<string, NameDefinition> | Map<string, Target>,
    what: Defined,
  ): NameDefinition {
    const known = names.get(name);
    const definition = this.define(context, { name, at }, what);
    if (known === undefined) names.set(name, definition);
    this.put(name, definition.span, namespace, known ?? definition, known === undefined);
    return known !== undefined && "span" in known ? known : definition;
  }

  protected define(
    context: Context,
    { name, at }: Identifier,
    { kind, madeBy = nothing, isSettled = false }: Defined,
  ): NameDefinition {
    const { module, within } = this;
    const span = this.span(context, at);
    const { chunk, scope } = context;
    return { kind, name, module, span, chunk, within, madeBy, isSettled, holds: scope.span };
  }

  protected add(
    context: Context,
    name: string,
    at: Range,
    namespace: Namespace,
    refers?: Target,
    isDefinition = false,
  ): Occurrence {
    return this.put(name, this.span(context, at), namespace, refers, isDefinition);
  }

  private put(
    name: string,
    span: Span,
    namespace: Namespace,
    refers: Target | undefined,
    isDefinition: boolean,
  ): Occurrence {
    const occurrence: Occurrence = { name, namespace, span, isDefinition, refers, within: this.within };
    this.all.push(occurrence);
    return occurrence;
  }

  protected span(context: Context, at: Range): Span {
    const span = spanOf(this.lines, context.chunk.chunk, at);
    return this.offset === 0 ? span : shift(span, this.offset);
  }

  /** Says that a statement is being read. Where its tree is not whole, the words in it are looked at in the end. */
  protected begin(context: Context): void {
    const { problems, chunk, statement } = context.chunk;
    if (problems.length === 0 && chunk.problems.length === 0 && statement.kind !== "broken") return;
    this.halfTyped.push({ context, within: this.within });
  }

  /** All that was found, in the order of the text. */
  protected inOrder(): readonly Occurrence[] {
    const { all, halfTyped } = this;
    if (halfTyped.length > 0) {
      const known = new Set(all.map(({ span }) => span.start));
      for (const { context, within } of halfTyped) {
        this.within = within;
        this.guess(context, known);
      }
    }
    return all.sort((a, b) => a.span.start - b.span.start);
  }

  /** Names that the tree of a half-typed statement has lost, by the words beside them. */
  private guess(context: Context, known: ReadonlySet<number>): void {
    const { tokens } = context.chunk.chunk;
    let open = 0;
    for (const [index, { image, tokenType }] of tokens.entries()) {
      if (image === "(") open++;
      if (image === ")") open--;
      const at = { first: index, last: index };
      if (tokenType !== Name || known.has(this.span(context, at).start)) continue;
      const [before, after] = [tokens[index - 1]?.image, tokens[index + 1]?.image];
      if (before === "@") this.add(context, image, at, "annotation");
      else if (before === ".") this.add(context, image, at, "attribute");
      else if (before === "->" && after === ":") this.add(context, image, at, "label");
      else if (open > 0 && after === "=") this.add(context, image, at, "argument");
      else if (before === "->" || after === "(") this.guessed(context, image, at, "callable");
      else this.guessed(context, image, at, "value");
    }
  }

  private guessed({ scope, ...rest }: Context, name: string, at: Range, namespace: "callable" | "value"): void {
    const refers = namespace === "callable" ? callableIn(scope, name) : valueIn(scope, name);
    const isKnown = refers !== undefined || (namespace === "callable" ? isShipped(name) : isDtype(name));
    if (isKnown) this.add({ scope, ...rest }, name, at, namespace, refers);
  }
}
