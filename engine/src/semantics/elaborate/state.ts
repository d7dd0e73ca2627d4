/** What grows while a net is elaborated: the graph, the reports, and the limits that keep hostile texts cheap. */
import type { FileReport, Refusal, Severity } from "../../base/report.ts";
import type { TensorType } from "../../base/tensor.ts";
import type { TensorValue, Value } from "../../base/value.ts";
import type { Applied, Choice, GraphTensor, InputPort, Instance, Op, Place, Port, Site } from "../../graph/graph.ts";
import type { Callee, FunctionDeclaration, Identifier, Range } from "../../syntax/ast.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import type { Program } from "../callable.ts";
import type { Budget, DeclaredData, DeclaredTarget, DeclaredWeights } from "../declared.ts";
import { type Declaration, type Module, reportAt } from "../module.ts";
import type { Scope } from "../scope.ts";
import type { Policy } from "./policy.ts";

/** Limits of one net. Beyond its ops and steps elaboration stops with an error; further reports are not kept. */
export const limits = { ops: 200_000, steps: 10_000_000, reports: 2000 } as const;

/** A name bound while elaborating, for hovers and completion. */
export interface Bound {
  readonly name: string;
  readonly place: Site;
  readonly value: Value;
  readonly instance: number;
}

export interface DimBinding {
  readonly name: string;
  sample: number;
  readonly low: number;
  readonly high: number;
}

export class Elaboration {
  readonly program: Program;
  readonly tensors: GraphTensor[] = [];
  readonly ops: Op[] = [];
  readonly instances: (Instance & { results: readonly number[] })[] = [];
  readonly inputs: InputPort[] = [];
  readonly outputs: Port[] = [];
  readonly states: { name: string; tensor: number; place: Place; initial: number; next: number | undefined }[] = [];
  readonly dims: DimBinding[] = [];
  readonly choices: Choice[] = [];
  /** What is picked, by the choice's address. */
  readonly picks = new Map<string, Value>();
  readonly bound: Bound[] = [];
  readonly reports: FileReport[] = [];
  readonly policies: Policy[] = [];
  /** Some annotation is written in what has been run. */
  isAnnotated = false;
  readonly targets: DeclaredTarget[] = [];
  readonly budgets: Budget[] = [];
  readonly policyTargets: string[] = [];
  readonly namedTargets: DeclaredTarget[] = [];
  readonly weights: DeclaredWeights[] = [];
  readonly data: DeclaredData[] = [];
  opset: number | undefined;
  countsPaper = false;
  /** fns being evaluated: a call of one of them is recursion. */
  readonly openFunctions = new Set<FunctionDeclaration>();
  /** Declarations being expanded: meeting one again is recursion. */
  readonly open: Declaration[] = [];
  private readonly reported = new Set<string>();
  private steps = 0;
  private stopped = false;
  private hasLost = false;

  /** The device that figures are shown for, by the name that policies and budgets use. */
  readonly target: string | undefined;

  /** Where only names are checked: what has been entered so far. Nothing is entered twice. */
  private readonly entered: Set<Declaration> | undefined;

  constructor(
    program: Program,
    { target, entered }: { readonly target?: string; readonly entered?: Set<Declaration> } = {},
  ) {
    this.program = program;
    this.target = target;
    this.entered = entered;
  }

  /** Whether the statements of a declaration are to be run where it is called. */
  enters(declaration: Declaration): boolean {
    if (this.entered?.has(declaration) === true) return false;
    this.entered?.add(declaration);
    return true;
  }

  get isIncomplete(): boolean {
    return this.stopped || this.hasLost;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** Counts work; false once the limit is reached, which is reported where it happened. */
  step(context: Context, amount: number, at: Range): boolean {
    this.steps += amount;
    // Every instance of a block or repeat is kept like an op, also where there is no op in it.
    const kept = Math.max(this.ops.length, this.instances.length);
    if (this.steps <= limits.steps && kept < limits.ops) return !this.stopped;
    if (!this.stopped) {
      const what = kept >= limits.ops ? `${limits.ops} ops` : `${limits.steps} evaluation steps`;
      report(
        context,
        at,
        "too-large",
        `This net is too large: it needs more than ${what}.`,
        "Repeat less, or split the net.",
      );
      this.stopped = true;
    }
    return false;
  }

  /** Counts work that has no place of its own; false where there is too much of it. */
  spend(amount: number): boolean {
    this.steps += amount;
    return this.steps <= limits.steps;
  }

  /** How often something was complained of, also where it had been before. */
  complaints = 0;

  /**
   * Reports once per place and code: a line of a block stands for many instances. An error means that something is left out
   * of the figures, unless it says that it leaves them as they are.
   */
  report(entry: FileReport, { leavesFigures = false } = {}): void {
    this.complaints++;
    if (entry.severity === "error" && !leavesFigures) this.hasLost = true;
    if (this.reports.length >= limits.reports) return;
    const key = `${entry.code} ${entry.uri} ${entry.span.start} ${entry.span.end}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.reports.push(entry);
  }

  addTensor(type: TensorType, source: GraphTensor["source"], isGuess: boolean): TensorValue {
    const id = this.tensors.push({ type, source, isGuess }) - 1;
    return { kind: "tensor", type, id };
  }

  isGuess(tensor: TensorValue): boolean {
    return this.tensors[tensor.id]?.isGuess ?? true;
  }

  /** The tensor once more, as a stand-in for something that could not be understood. */
  guess(tensor: TensorValue): TensorValue {
    return this.addTensor(tensor.type, { kind: "guess", of: tensor.id }, true);
  }

  /** States what the author asserts of a tensor whose type was not known. */
  retype(tensor: TensorValue, type: TensorType): TensorValue {
    const known = this.tensors[tensor.id];
    if (known !== undefined) this.tensors[tensor.id] = { ...known, type };
    return { ...tensor, type };
  }

  addInstance(
    instance: Omit<Instance, "results" | "annotations"> & { readonly annotations?: readonly Applied[] },
  ): number {
    return this.instances.push({ annotations: [], ...instance, results: [] }) - 1;
  }

  finishInstance(index: number, results: readonly Value[]): void {
    const instance = this.instances[index];
    if (instance !== undefined)
      instance.results = results.flatMap((value) => (value.kind === "tensor" ? [value.id] : []));
  }
}

/** Names that are taken within one instance. */
export class Names {
  private readonly used = new Map<string, number>();
  /** Ops are met binding by binding, so only those of the one at hand need to be told apart. */
  private binding: string | undefined;
  private readonly inBinding = new Map<string, number>();
  /** Labels in the order in which they were given. */
  readonly labels: string[] = [];

  /** A label as it is; undefined where it is taken. */
  label(label: string): string | undefined {
    if (this.used.has(label)) return undefined;
    this.used.set(label, 1);
    this.labels.push(label);
    return label;
  }

  has(name: string): boolean {
    return this.used.has(name);
  }

  /** Names of the ops without a label in the binding at hand, and how many of each there are. */
  get unlabelled(): Unlabelled {
    return [...this.inBinding];
  }

  /** Goes on where a binding left off that has given such names to its ops. */
  resume(binding: string | undefined, unlabelled: Unlabelled): void {
    this.binding = binding;
    this.inBinding.clear();
    for (const [name, count] of unlabelled) this.inBinding.set(name, count);
  }

  /** The number of an op that has no label, among those of its name in its binding: 1, 2, … */
  number(binding: string | undefined, name: string): number {
    if (binding !== undefined && binding !== this.binding) {
      this.binding = binding;
      this.inBinding.clear();
    }
    const counts = binding === undefined ? this.used : this.inBinding;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count;
  }
}

export type Unlabelled = readonly (readonly [name: string, count: number])[];

/** Where elaboration stands. */
export interface Context {
  readonly elaboration: Elaboration;
  readonly module: Module;
  readonly chunk: SourceChunk;
  readonly scope: Scope;
  readonly instance: number;
  readonly names: Names;
  /** What ops without a label are named after; undefined directly inside a repeat of stages. */
  readonly binding: string | undefined;
  /** How many names a statement has for the results of its last call: nobody else knows how many a foreign one gives. */
  readonly asked?: { readonly callee: Callee; readonly results: number };
}

/** How the next op gets its own name: by a label, by the instance that it alone fills, or after its binding. */
export type Naming =
  | { readonly kind: "label"; readonly label: Identifier }
  | { readonly kind: "instance" }
  | { readonly kind: "binding" };

export const byBinding: Naming = { kind: "binding" };

export function naming(label: Identifier | undefined): Naming {
  return label === undefined ? byBinding : { kind: "label", label };
}

/** The path of a new op or instance called `name`. A label that is taken is reported. */
export function pathOf(context: Context, how: Naming, name: string): string {
  const { elaboration, names, binding } = context;
  const parent = elaboration.instances[context.instance]?.path ?? "";
  if (how.kind === "instance") return parent;
  if (how.kind === "label" && names.label(how.label.name) !== undefined) return inside(parent, how.label.name);
  if (how.kind === "label") {
    const message = `Two ops here are called \`${how.label.name}\`.`;
    report(context, how.label.at, "duplicate-path", message, "Give one of them another label.");
  }
  const group = how.kind === "label" ? undefined : binding;
  const own = how.kind === "label" ? how.label.name : name;
  const number = names.number(group, own);
  // `<binding>.<op>`, then `<binding>.<op>_2`, …
  const last = number === 1 ? own : `${own}_${number}`;
  return inside(parent, group === undefined ? last : `${group}.${last}`);
}

function inside(parent: string, own: string): string {
  return parent === "" ? own : `${parent}.${own}`;
}

/** Where something stands, for what is kept with the graph. */
export function siteAt(context: Context, at: Range): Site {
  return { uri: context.module.uri, chunk: context.chunk.chunk, at };
}

export function placeAt(context: Context, at: Range): Place {
  return { uri: context.module.uri, lines: context.module.file.lines, chunk: context.chunk.chunk, at };
}

export function report(
  context: Context,
  at: Range,
  code: string,
  message: string,
  help?: string,
  severity: Severity = "error",
): void {
  context.elaboration.report(reportAt(placeAt(context, at), code, message, help, severity));
}

/** Reports what is wrong with something that says how the net is to be used, and leaves its figures as they are. */
export function reportAside(
  context: Context,
  at: Range,
  code: string,
  message: string,
  help?: string,
  severity: Severity = "error",
): void {
  context.elaboration.report(reportAt(placeAt(context, at), code, message, help, severity), { leavesFigures: true });
}

/** Reports a refusal; one that echoes an earlier complaint is silent. */
export function reportRefusal(context: Context, at: Range, refusal: Refusal): void {
  if (refusal.code !== "silent") report(context, at, refusal.code, refusal.message, refusal.help);
}
