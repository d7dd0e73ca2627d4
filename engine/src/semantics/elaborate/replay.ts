/**
 * Statements that an edit did not touch. A binding of a net that calls operators only, stands where it stood and reads what
 * it read gives what it gave: its ops are taken over as they are. So a key stroke in a long net costs what it changes.
 */
import type { Value } from "../../base/value.ts";
import type { GraphTensor, Op } from "../../graph/graph.ts";
import type { Statement } from "../../syntax/ast.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import { Name } from "../../syntax/tokens.ts";
import { lookUp } from "../scope.ts";
import { sameValue } from "./memory.ts";
import type { Bound, Context, Elaboration } from "./state.ts";

/** What an elaboration leaves for the next one of the same net. */
export interface Recorded {
  readonly statements: ReadonlyMap<SourceChunk, Recording>;
  readonly ops: readonly Op[];
  readonly tensors: readonly GraphTensor[];
  readonly bound: readonly Bound[];
  readonly numbered: ReadonlySet<string>;
  /** Names that the file declares or imports: they come before the catalogue. */
  readonly declared: string;
}

/** One statement: what it rested on, and where in the arrays stands what it gave. */
interface Recording {
  readonly start: Mark;
  readonly end: Mark;
  /** Every name in its text, with what it stood for. */
  readonly reads: readonly (readonly [name: string, value: Value | undefined])[];
  readonly writes: readonly (readonly [name: string, value: Value])[];
  readonly labels: readonly string[];
  /** Names of ops without a label. */
  readonly unlabelled: readonly string[];
}

interface Mark {
  readonly ops: number;
  readonly tensors: number;
  readonly instances: number;
  readonly bound: number;
  readonly choices: number;
  readonly complaints: number;
}

export class Replay {
  private readonly statements = new Map<SourceChunk, Recording>();
  private readonly previous: Recorded | undefined;
  private readonly declared: string;

  /** `declared`: the names that the net's file declares or imports. */
  constructor(previous: Recorded | undefined, declared: Iterable<string>) {
    this.declared = [...declared].join();
    this.previous = previous?.declared === this.declared ? previous : undefined;
  }

  /** What this elaboration leaves for the next one. */
  recorded({ ops, tensors, bound, numbered }: Elaboration): Recorded {
    return { statements: this.statements, ops, tensors, bound, numbered, declared: this.declared };
  }

  /** Takes over what the statement gave before, or runs it and keeps what it gives. */
  run(context: Context, statement: Statement & { readonly kind: "binding" }, run: () => void): void {
    const known = this.previous?.statements.get(context.chunk);
    if (known !== undefined && this.canTakeOver(context, known)) {
      this.takeOver(context, known);
      return;
    }
    const start = markOf(context.elaboration);
    const reads = known?.reads.map(([name]) => name) ?? namesIn(context.chunk);
    const values = reads.map((name) => [name, lookUp(context.scope, name)] as const);
    const isNew = statement.targets.every(({ name }) => !context.scope.values.has(name.name));
    const labelled = context.names.labels.length;
    run();
    const end = markOf(context.elaboration);
    const isPlain =
      isNew &&
      start.complaints === end.complaints &&
      start.instances === end.instances &&
      start.choices === end.choices;
    if (!isPlain || reads.some((name) => isDeclaredHere(context, name)) || hasAnnotations(context, start)) return;
    const writes = statement.targets.flatMap(({ name }) => {
      const value = context.scope.values.get(name.name);
      return value === undefined ? [] : [[name.name, value] as const];
    });
    const labels = context.names.labels.slice(labelled);
    const { unlabelled } = context.names;
    this.statements.set(context.chunk, { start, end, reads: values, writes, labels, unlabelled });
  }

  private canTakeOver(context: Context, { start, reads, writes, labels }: Recording): boolean {
    const { elaboration, scope, names } = context;
    // Ids are numbers of places in the arrays, so everything must stand where it stood.
    if (elaboration.ops.length !== start.ops || elaboration.tensors.length !== start.tensors) return false;
    if (scope.callables.size > 0 && reads.some(([name]) => scope.callables.has(name))) return false;
    if (writes.some(([name]) => scope.values.has(name)) || labels.some((label) => names.has(label))) return false;
    return reads.every(([name, value]) => this.isSame(elaboration, value, lookUp(scope, name)));
  }

  private isSame(elaboration: Elaboration, before: Value | undefined, now: Value | undefined): boolean {
    if (before === undefined || now === undefined) return before === now;
    if (before.kind !== "tensor" || now.kind !== "tensor") return before === now || sameValue(before, now);
    const wasGuess = this.previous?.tensors[before.id]?.isGuess;
    return before.id === now.id && wasGuess === elaboration.tensors[now.id]?.isGuess && sameValue(before, now);
  }

  private takeOver(context: Context, recording: Recording): void {
    const { previous } = this;
    const { elaboration, names, scope, chunk } = context;
    const { start, end, writes, labels, unlabelled } = recording;
    if (previous === undefined || !elaboration.step(context, 10 * (end.ops - start.ops) + 1, chunk.statement.at))
      return;
    for (let i = start.ops; i < end.ops; i++) {
      const op = previous.ops[i];
      if (op === undefined) continue;
      elaboration.ops.push(op);
      if (previous.numbered.size > 0 && previous.numbered.has(op.path)) elaboration.numbered.add(op.path);
    }
    for (let i = start.tensors; i < end.tensors; i++) {
      const tensor = previous.tensors[i];
      if (tensor !== undefined) elaboration.tensors.push(tensor);
    }
    for (let i = start.bound; i < end.bound; i++) {
      const bound = previous.bound[i];
      if (bound !== undefined) elaboration.bound.push(bound);
    }
    for (const [name, value] of writes) scope.values.set(name, value);
    names.resume(context.binding, unlabelled, labels);
    // Places of what binds may have moved within the array.
    const moved = elaboration.bound.length - (end.bound - start.bound);
    const kept = moved === start.bound ? recording : { ...recording, ...shifted(recording, moved) };
    this.statements.set(chunk, kept);
  }
}

function shifted({ start, end }: Recording, bound: number): Pick<Recording, "start" | "end"> {
  return { start: { ...start, bound }, end: { ...end, bound: bound + end.bound - start.bound } };
}

function markOf({ ops, tensors, instances, bound, choices, complaints }: Elaboration): Mark {
  return {
    ops: ops.length,
    tensors: tensors.length,
    instances: instances.length,
    bound: bound.length,
    choices: choices.length,
    complaints,
  };
}

function namesIn({ chunk }: SourceChunk): readonly string[] {
  const names = new Set<string>();
  for (const { tokenType, image } of chunk.tokens) if (tokenType === Name) names.add(image);
  return [...names];
}

/** Blocks, fns and operators of one's own may change without the statement that calls them. */
function isDeclaredHere({ scope, module }: Context, name: string): boolean {
  return scope.callables.has(name) || module.declarations.has(name) || module.imports.has(name);
}

function hasAnnotations({ elaboration }: Context, start: Mark): boolean {
  for (let i = start.ops; i < elaboration.ops.length; i++) {
    if ((elaboration.ops[i]?.annotations.length ?? 0) > 0) return true;
  }
  return false;
}
