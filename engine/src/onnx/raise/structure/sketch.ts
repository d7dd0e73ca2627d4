/** The tree as it is going to be written: regions that are no blocks of their own dissolved into statements. */
import type { Value } from "../../../base/value.ts";
import type { Draft, DraftCall } from "../draft.ts";
import { commonModule, type ModulePath, moduleOf, modulePath, pathsOf } from "./names.ts";
import { plainDefault, resultOf } from "./shapes.ts";
import { at, type Body, callsOf, type Element, lastCall, lastOf } from "./tree.ts";

export interface Sketch {
  readonly entry: number | undefined;
  readonly statements: readonly SketchStatement[];
}

export interface SketchStatement {
  /** The value that flows in. */
  readonly head: number | undefined;
  stages: Stage[];
  /** Values that it gives. */
  readonly results: readonly number[];
  /** Which statement of the body it was made of. */
  readonly origin: number;
}

export type Stage = CallStage | BlockStage | RepeatStage;

interface Common {
  /** Where the model has it (of several instances the first); undefined where it does not say. */
  module: ModulePath | undefined;
  /** Instances differ in what they call it, within what is around it. */
  differs: boolean;
  label: string | undefined;
  /** The calls that it stands for, in order. */
  readonly calls: readonly number[];
}

export interface CallStage extends Common {
  readonly kind: "call";
  readonly call: DraftCall;
  readonly operands: readonly Operand[];
  readonly arguments: readonly Slot[];
}

export interface BlockStage extends Common {
  readonly kind: "block";
  readonly block: CalledBlock;
  /** Whether what flows in is its first argument. */
  readonly takesFlow: boolean;
  readonly arguments: readonly Slot[];
}

export interface RepeatStage extends Common {
  readonly kind: "repeat";
  readonly count: Slot;
  /** What stands for the elements of a list, and that list. */
  binder: string | undefined;
  readonly stages: readonly Stage[];
}

/** What a stage needs to know of the block that it calls. */
export interface CalledBlock {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly default: string | undefined }[];
  /** Where all that has weights stands in one block or repeat: what that is called if nothing else is known, and so on. */
  readonly wrappers: readonly string[];
  /** What an instance gives for each parameter; undefined where it does not matter. */
  given(body: Body): readonly (Given | undefined)[];
}

export type Operand = "before" | "none" | Slot;

/** A place that differs between instances, or may. */
export interface Slot {
  /** The argument's name; empty of an operand. */
  readonly name: string;
  readonly given: Given | undefined;
  /** As it is written; a name of the net's, or a literal, if nothing is said. */
  text: string | undefined;
}

export type Given =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "tensor"; readonly id: number };

export interface Sketched {
  readonly sketch: Sketch;
  /** All places, by the statement of the body that they stand in. */
  readonly slots: readonly (readonly Slot[])[];
}

/** Draws a body; `blockOf` says which regions are calls of blocks. */
export function sketchOf(draft: Draft, body: Body, blockOf: (body: Body) => CalledBlock | undefined): Sketched {
  const slots: Slot[][] = body.statements.map(() => []);
  const statements = flatten(draft, body, blockOf).map(({ head, elements, origin }): SketchStatement => {
    const into = at(slots, origin);
    const drawer = new Drawer(draft, blockOf, into);
    const { results } = at(draft.calls, lastCall(lastOf(elements)));
    return { head, stages: drawer.stages(elements, head), results: results.map(({ id }) => id), origin };
  });
  return { sketch: { entry: body.entry, statements }, slots };
}

interface Flat {
  readonly head: number | undefined;
  readonly elements: readonly Element[];
  readonly origin: number;
}

function flatten(draft: Draft, body: Body, blockOf: (body: Body) => CalledBlock | undefined): readonly Flat[] {
  const flat: Flat[] = [];
  const add = (statements: Body["statements"], origin: number | undefined): void => {
    for (const [index, statement] of statements.entries()) {
      const own = origin ?? index;
      let { head } = statement;
      let elements: Element[] = [];
      const end = () => {
        if (elements.length > 0) flat.push({ head, elements, origin: own });
        head = elements.length > 0 ? resultOf(draft, lastOf(elements)) : head;
        elements = [];
      };
      for (const element of statement.elements) {
        if (element.kind !== "region" || blockOf(element.body) !== undefined) {
          elements.push(element);
          continue;
        }
        const inner = element.body.statements;
        const isChain = inner.length === 1 && inner[0]?.head === element.body.entry;
        if (!isChain) end();
        add(inner.slice(0, -1), own);
        const result = lastOf(inner);
        // What flows on from the region's last statement goes on in that statement.
        const nested: Flat[] = [];
        const before = flat.length;
        add([{ head: isChain ? head : result.head, elements: [...elements, ...result.elements] }], own);
        nested.push(...flat.splice(before));
        const last = lastOf(nested);
        flat.push(...nested.slice(0, -1));
        head = last.head;
        elements = [...last.elements];
      }
      end();
    }
  };
  add(body.statements, undefined);
  return flat;
}

class Drawer {
  private readonly draft: Draft;
  private readonly blockOf: (body: Body) => CalledBlock | undefined;
  private readonly slots: Slot[];

  constructor(draft: Draft, blockOf: (body: Body) => CalledBlock | undefined, slots: Slot[]) {
    this.draft = draft;
    this.blockOf = blockOf;
    this.slots = slots;
  }

  stages(elements: readonly Element[], head: number | undefined): Stage[] {
    let before = head;
    return elements.map((element) => {
      const stage = this.stage(element, before);
      before = resultOf(this.draft, element);
      return stage;
    });
  }

  private stage(element: Element, before: number | undefined): Stage {
    const calls = callsOf(element);
    switch (element.kind) {
      case "call": {
        const call = at(this.draft.calls, element.call);
        const operands = call.inputs.map((operand): Operand => {
          if (operand.kind === "none") return "none";
          if (operand.kind === "value") {
            return operand.id === before ? "before" : this.slot("", { kind: "tensor", id: operand.id });
          }
          const value: Value = { kind: "number", value: operand.value, isFloat: !Number.isInteger(operand.value) };
          return this.slot("", { kind: "value", value });
        });
        const given = argumentsOf(call).map(([name, value]) =>
          this.slot(name, value.kind === "tensor" ? { kind: "tensor", id: value.id } : { kind: "value", value }),
        );
        const named = { module: modulePath(call), differs: false, label: undefined };
        return { kind: "call", ...named, calls, call, operands, arguments: given };
      }
      case "region": {
        const block = this.blockOf(element.body);
        if (block === undefined) throw new Error("a region that is no block stands in a statement");
        const given = block.given(element.body);
        const places = block.parameters.map(({ name }, index) => this.slot(name, given[index]));
        const takesFlow = element.body.entry !== undefined;
        const module = unwrapped(moduleOf(this.draft, calls), block.wrappers);
        return { kind: "block", module, differs: false, label: undefined, calls, block, takesFlow, arguments: places };
      }
      case "repeat": {
        const count: Value = { kind: "number", value: element.items.length, isFloat: false };
        const slot = this.slot("count", { kind: "value", value: count });
        const items = element.items.map((item, index) =>
          new Drawer(this.draft, this.blockOf, index === 0 ? this.slots : []).stages(item, before),
        );
        const stages = items[0] ?? [];
        agree(
          this.draft,
          stages,
          items,
          element.items.map((item) => item.flatMap(callsOf)),
        );
        const paths = pathsOf(this.draft, calls);
        const module = paths.length === 0 ? undefined : commonModule(paths);
        return {
          kind: "repeat",
          module,
          differs: false,
          label: undefined,
          calls,
          count: slot,
          binder: undefined,
          stages,
        };
      }
    }
  }

  private slot(name: string, given: Given | undefined): Slot {
    const slot: Slot = { name, given, text: undefined };
    this.slots.push(slot);
    return slot;
  }
}

/** Without the names that blocks around the only thing in a block have from nowhere but the block. */
function unwrapped(module: ModulePath | undefined, wrappers: readonly string[]): ModulePath | undefined {
  if (module === undefined) return undefined;
  for (let count = wrappers.length; count > 0; count--) {
    const kept = module.slice(0, -count);
    if (kept.length > 0 && wrappers.slice(0, count).every((word, i) => module[kept.length + i] === word)) return kept;
  }
  return module;
}

/** Notes which stages instances call differently; `calls` are those of each instance. */
export function agree(
  draft: Draft,
  stages: readonly Stage[],
  instances: readonly (readonly (Stage | undefined)[])[],
  calls: readonly (readonly number[])[],
): void {
  const modules = calls.map((own) => moduleOf(draft, own) ?? []);
  for (const [index, stage] of stages.entries()) {
    const names = instances.flatMap((instance, i) => {
      const other = instance[index];
      return other === undefined ? [] : [within(at(modules, i), other.module)?.join(".")];
    });
    if (names.some((name) => name !== names[0])) stage.differs = true;
    if (stage.kind !== "repeat") continue;
    if (instances.some((instance) => instance[index]?.kind === "repeat" && innerDiffers(instance[index]))) {
      for (const inner of stage.stages) inner.differs = true;
    }
  }
}

function innerDiffers(stage: Stage): boolean {
  return stage.kind === "repeat" && stage.stages.some(({ differs }) => differs);
}

/** A module as it is told from one around it; undefined where it is none inside. */
export function within(around: ModulePath, module: ModulePath | undefined): ModulePath | undefined {
  if (module === undefined || module.length <= around.length) return undefined;
  return around.every((part, i) => part === module[i]) ? module.slice(around.length) : undefined;
}

/**
 * Arguments in the operator's order, with those that have a plain default even where they are left out: so the places of
 * all instances pair up.
 */
function argumentsOf(call: DraftCall): readonly (readonly [name: string, value: Value])[] {
  const { callee } = call;
  if (callee.kind === "foreign") return [...call.arguments].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.keys(callee.operator.parameters).flatMap((name) => {
    const value = call.arguments.get(name) ?? plainDefault(call, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

/** The places of a stage itself, those of stages inside a repeat left out. */
export function slotsOf(stage: Stage): readonly Slot[] {
  switch (stage.kind) {
    case "call":
      return [...stage.operands.filter((operand) => typeof operand !== "string"), ...stage.arguments];
    case "block":
      return stage.arguments;
    case "repeat":
      return [stage.count];
  }
}
