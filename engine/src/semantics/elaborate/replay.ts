/**
 * Statements that an edit did not touch. A binding of a net that calls operators only, stands where it stood and reads what
 * it read gives what it gave: its ops are taken over as they are. So a key stroke in a long net costs what it changes.
 *
 * Up to the first statement that has another effect than before, everything is as it was, and runs of statements are taken
 * over unseen. Behind it each statement is held against what the names in its text stand for: names are bound once, so
 * that is what they stood for in the end.
 */
import type { Value } from "../../base/value.ts";
import type { GraphTensor, Op } from "../../graph/graph.ts";
import type { Statement } from "../../syntax/ast.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import { Name } from "../../syntax/tokens.ts";
import { lookUp } from "../scope.ts";
import { sameValue } from "./memory.ts";
import type { Bound, Context, DimBinding, Elaboration, Unlabelled } from "./state.ts";

/** What an elaboration leaves for the next one of the same net. */
export interface Recorded {
  /** The net's statements in order. */
  readonly steps: readonly Step[];
  /** What was bound before the first statement: the net's parameters. */
  readonly given: ReadonlyMap<string, Value>;
  /** What was set from outside, and the names that the file declares or imports, which come before the catalogue. */
  readonly situation: string;
  /** What every name of the net stood for in the end. */
  readonly values: ReadonlyMap<string, Value>;
  readonly dims: readonly DimBinding[];
  readonly ops: readonly Op[];
  readonly tensors: readonly GraphTensor[];
  readonly bound: readonly Bound[];
}

/** A statement that was run, and how far the arrays had grown before and after it. */
interface Step {
  readonly chunk: SourceChunk;
  readonly start: Mark;
  readonly end: Mark;
  readonly writes: readonly (readonly [name: string, value: Value])[];
  readonly labels: readonly string[];
  /** Names of ops without a label; undefined where the statement has to run every time. */
  readonly unlabelled: Unlabelled | undefined;
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
  private readonly steps: Step[] = [];
  private readonly previous: Recorded | undefined;
  private readonly situation: string;
  private given: ReadonlyMap<string, Value> = new Map();
  private values: ReadonlyMap<string, Value> = new Map();
  /** Everything is as it was after as many statements before. */
  private isAsBefore = false;
  private byChunk: ReadonlyMap<SourceChunk, Step> | undefined;

  constructor(previous: Recorded | undefined, situation: string) {
    this.situation = situation;
    this.previous = previous?.situation === situation ? previous : undefined;
  }

  /** What this elaboration leaves for the next one. */
  recorded({ dims, ops, tensors, bound }: Elaboration): Recorded {
    const { steps, given, values, situation } = this;
    return { steps, given, values, situation, dims, ops, tensors, bound };
  }

  /** To be told when the parameters are bound and the first statement is about to run. */
  begin({ scope }: Context): void {
    this.given = new Map(scope.values);
    this.values = scope.values;
    const before = this.previous?.given;
    this.isAsBefore =
      before?.size === this.given.size && [...before].every(([name, value]) => isSameNow(value, this.given.get(name)));
  }

  /** Takes over statements from `index` on; gives how many. */
  takeOver(context: Context, chunks: readonly SourceChunk[], index: number): number {
    return this.isAsBefore ? this.takeOverRun(context, chunks, index) : this.takeOverOne(context, chunks[index]);
  }

  /** Runs a statement, and keeps what it gives. */
  run(context: Context, run: () => void): void {
    const { elaboration, scope, chunk, names } = context;
    const last = this.steps.at(-1)?.end;
    const now = markOf(elaboration);
    // Where one statement ends the next begins: one object serves both.
    const start = last !== undefined && sameMark(last, now) && last.complaints === now.complaints ? last : now;
    const targets = namesBoundBy(chunk.statement);
    const canBePlain = chunk.statement.kind === "binding" && targets.every((name) => !scope.values.has(name));
    const labelled = names.labels.length;
    run();
    const end = markOf(elaboration);
    const writes = targets.flatMap((name) => {
      const value = scope.values.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    const isPlain =
      canBePlain &&
      start.complaints === end.complaints &&
      start.instances === end.instances &&
      start.choices === end.choices &&
      !namesIn(chunk).some((name) => isDeclaredHere(context, name)) &&
      !hasAnnotations(elaboration, start);
    const labels = names.labels.length === labelled ? noLabels : names.labels.slice(labelled);
    const step: Step = { chunk, start, end, writes, labels, unlabelled: isPlain ? names.unlabelled : undefined };
    this.isAsBefore &&= this.hasSameEffect(elaboration, step);
    this.steps.push(step);
  }

  /** Whether a statement that was run leaves everything as the one in its place did before. */
  private hasSameEffect(elaboration: Elaboration, { chunk, start, end, writes, labels }: Step): boolean {
    const { previous } = this;
    const before = previous?.steps[this.steps.length];
    if (previous === undefined || before === undefined) return false;
    if (!sameMark(before.start, start) || !sameMark(before.end, end)) return false;
    if (before.writes.length !== writes.length || before.labels.join() !== labels.join()) return false;
    if (!before.writes.every(([name, value], i) => name === writes[i]?.[0] && isSameNow(value, writes[i]?.[1])))
      return false;
    for (let i = start.tensors; i < end.tensors; i++) {
      if (previous.tensors[i]?.isGuess !== elaboration.tensors[i]?.isGuess) return false;
    }
    // A binding may be written in another way; another declaration is another net.
    const isBinding = chunk.statement.kind === "binding" && before.chunk.statement.kind === "binding";
    return isBinding || (sameTree(before.chunk, chunk) && this.hasSameDims(elaboration));
  }

  /** What holds for all values of a dim depends on its bounds. */
  private hasSameDims({ dims }: Elaboration): boolean {
    const before = this.previous?.dims ?? [];
    return dims.every(({ low, high }, i) => low === before[i]?.low && high === before[i]?.high);
  }

  private takeOverRun(context: Context, chunks: readonly SourceChunk[], index: number): number {
    const { previous } = this;
    if (previous === undefined) return 0;
    const first = this.steps.length;
    let count = 0;
    let last: Step | undefined;
    for (; ; count++) {
      const step = previous.steps[first + count];
      if (step?.unlabelled === undefined || step.chunk !== chunks[index + count]) break;
      last = step;
      this.steps.push(step);
      for (const [name, value] of step.writes) context.scope.values.set(name, value);
    }
    const start = previous.steps[first]?.start;
    if (start !== undefined && last !== undefined) this.copy(context, start, last.end, this.steps.slice(first));
    return count;
  }

  private takeOverOne(context: Context, chunk: SourceChunk | undefined): number {
    this.byChunk ??= new Map((this.previous?.steps ?? []).map((step) => [step.chunk, step]));
    const step = chunk === undefined ? undefined : this.byChunk.get(chunk);
    if (step?.unlabelled === undefined || !this.canTakeOver(context, step)) return 0;
    const { start, end } = step;
    const { elaboration, scope } = context;
    const bound = elaboration.bound.length;
    for (const [name, value] of step.writes) scope.values.set(name, value);
    this.copy(context, start, end, [step]);
    // Ops and tensors stand where they stood; names that are bound may have moved.
    const moved = { start: { ...start, bound }, end: { ...end, bound: bound + end.bound - start.bound } };
    this.steps.push(bound === start.bound ? step : { ...step, ...moved });
    return 1;
  }

  private canTakeOver(context: Context, { chunk, start, writes, labels }: Step): boolean {
    const { elaboration, scope, names } = context;
    // Ids are numbers of places in the arrays, so everything must stand where it stood.
    if (
      !this.hasSameDims(elaboration) ||
      elaboration.ops.length !== start.ops ||
      elaboration.tensors.length !== start.tensors
    )
      return false;
    if (writes.some(([name]) => scope.values.has(name)) || labels.some((label) => names.has(label))) return false;
    return namesIn(chunk).every((name) => {
      if (scope.callables.has(name)) return false;
      if (writes.some(([own]) => own === name)) return true;
      const before = this.previous?.values.get(name);
      const now = lookUp(scope, name);
      if (!isSameNow(before, now)) return false;
      if (before?.kind !== "tensor" || now?.kind !== "tensor") return true;
      return this.previous?.tensors[before.id]?.isGuess === elaboration.tensors[now.id]?.isGuess;
    });
  }

  /** Copies what the steps gave, and takes the names that they gave to their ops. */
  private copy(context: Context, start: Mark, end: Mark, steps: readonly Step[]): void {
    const { previous } = this;
    const { elaboration, names } = context;
    if (previous === undefined) return;
    elaboration.spend(10 * (end.ops - start.ops) + steps.length);
    for (let i = start.ops; i < end.ops; i++) push(elaboration.ops, previous.ops[i]);
    for (let i = start.tensors; i < end.tensors; i++) push(elaboration.tensors, previous.tensors[i]);
    for (let i = start.bound; i < end.bound; i++) push(elaboration.bound, previous.bound[i]);
    for (const { labels } of steps) for (const label of labels) names.label(label);
    const last = steps.at(-1);
    if (last?.unlabelled !== undefined) names.resume(last.writes[0]?.[0], last.unlabelled);
  }
}

/** The names that a statement binds in its net. */
function namesBoundBy(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case "binding":
      return statement.targets.map(({ name }) => name.name);
    case "input":
    case "state":
    case "dim":
      return [statement.name.name];
    case "output":
      return statement.names.map(({ name }) => name);
    default:
      return [];
  }
}

function push<T>(all: T[], one: T | undefined): void {
  if (one !== undefined) all.push(one);
}

/** Whether two values are the same also as tensors of their graphs. */
function isSameNow(before: Value | undefined, now: Value | undefined): boolean {
  if (before === now) return true;
  if (before === undefined || now === undefined || !sameValue(before, now)) return false;
  return before.kind !== "tensor" || now.kind !== "tensor" || before.id === now.id;
}

function sameTree(a: SourceChunk, b: SourceChunk): boolean {
  return (
    a === b ||
    (a.statement === b.statement &&
      a.bodies.length === b.bodies.length &&
      a.bodies.every(({ chunks }, i) => {
        const others = b.bodies[i]?.chunks ?? [];
        return chunks.length === others.length && chunks.every((chunk, j) => isTreeAt(others, j, chunk));
      }))
  );
}

function isTreeAt(chunks: readonly SourceChunk[], index: number, other: SourceChunk): boolean {
  const chunk = chunks[index];
  return chunk !== undefined && sameTree(chunk, other);
}

function sameMark(a: Mark, b: Mark): boolean {
  return (
    a.ops === b.ops &&
    a.tensors === b.tensors &&
    a.instances === b.instances &&
    a.bound === b.bound &&
    a.choices === b.choices
  );
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

const noLabels: readonly string[] = [];

/** The names in a statement's text. */
function namesIn({ chunk }: SourceChunk): readonly string[] {
  const names: string[] = [];
  for (const { tokenType, image } of chunk.tokens) if (tokenType === Name) names.push(image);
  return names;
}

/** Blocks, fns and operators of one's own may change without the statement that calls them. */
function isDeclaredHere({ scope, module }: Context, name: string): boolean {
  return scope.callables.has(name) || module.declarations.has(name) || module.imports.has(name);
}

function hasAnnotations({ ops }: Elaboration, start: Mark): boolean {
  for (let i = start.ops; i < ops.length; i++) if ((ops[i]?.annotations.length ?? 0) > 0) return true;
  return false;
}
