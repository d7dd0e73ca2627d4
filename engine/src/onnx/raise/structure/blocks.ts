/** Makes blocks of families of regions: what all instances share is written, what differs becomes a parameter. */
import type { Dim } from "../../../base/dim.ts";
import type { Value } from "../../../base/value.ts";
import type { Draft } from "../draft.ts";
import { freshName, identifier } from "../identifiers.ts";
import { valueText } from "../valueText.ts";
import type { Family, Instance } from "./choose.ts";
import { fallbackLabel, isWeighted, labelStages, wordFor } from "./labels.ts";
import { moduleOf } from "./names.ts";
import { resultOf } from "./shapes.ts";
import {
  agree,
  type CalledBlock,
  type Given,
  type Sketch,
  type Sketched,
  type Slot,
  type Stage,
  sketchOf,
  slotsOf,
} from "./sketch.ts";
import { at, type Body, callsOfBody, lastOf } from "./tree.ts";

export interface Block extends CalledBlock {
  readonly sketch: Sketch;
  /** The instance that it is written after. */
  readonly template: Body;
  readonly entry: string | undefined;
  readonly parameters: readonly BlockParameter[];
  /** The statement that not all instances have, and when it is missing. */
  readonly optional: { readonly origin: number; readonly condition: string } | undefined;
}

export interface BlockParameter {
  readonly name: string;
  /** `int`, `bool`; undefined of a tensor. */
  readonly type: string | undefined;
  readonly default: string | undefined;
}

/** What an instance's entry tells: `x.channels`. */
type Types = (value: number | undefined) => readonly Dim[] | undefined;

interface Column {
  readonly name: string;
  readonly given: (Given | undefined)[];
}

/**
 * Undefined where instances read each other's insides in different ways, so that no text says all of them.
 */
export function blockOf(
  draft: Draft,
  { instances, optional }: Family,
  name: string,
  inner: (body: Body) => CalledBlock | undefined,
  types: Types,
): Block | undefined {
  const template = instances.findIndex(({ lacks }) => !lacks);
  const drawn = instances.map(({ body }) => sketchOf(draft, body, inner));
  const { sketch, slots } = at(drawn, template);
  const aligned = instances.map(({ lacks }, i) => withGap(at(drawn, i), lacks ? optional : undefined));
  const calls = instances.map(({ body }) => callsOfBody(body));
  for (const [index, { stages }] of sketch.statements.entries()) {
    agree(
      draft,
      stages,
      aligned.map(({ statements }) => statements[index] ?? []),
      calls,
    );
  }
  const isSame = aligned.every(({ slots: own }) =>
    slots.every((places, i) => own[i] === undefined || own[i]?.length === places.length),
  );
  if (!isSame) return undefined;
  const stages = sketch.statements.flatMap((statement) => statement.stages);
  labelStages(draft, stages, moduleOf(draft, callsOfBody(at(instances, template).body)) ?? []);
  const maker = new Maker(
    draft,
    instances,
    types,
    aligned.map(({ locals }) => locals),
  );
  maker.enter(sketch);
  // What not all instances have comes last: it fits in with what the others need.
  const origins = [...slots.keys()].sort((a, b) => Number(a === optional) - Number(b === optional));
  for (const origin of origins) {
    for (const [index, slot] of (slots[origin] ?? []).entries()) {
      const row = aligned.map(({ slots: all }) => all[origin]?.[index]);
      if (!maker.settle(slot, row, optional)) return undefined;
    }
  }
  const condition = optional === undefined ? undefined : maker.condition();
  const { columns } = maker;
  const parameters = columns.map(({ name: own, given }): BlockParameter => describe(own, given));
  const order = columns
    .map((_, index) => index)
    .sort((a, b) => rank(at(parameters, a)) - rank(at(parameters, b)) || a - b);
  const numbers = new Map(instances.map(({ body }, index) => [body, index]));
  return {
    name,
    sketch,
    template: at(instances, template).body,
    entry: sketch.entry === undefined ? undefined : "x",
    wrappers: wrappersOf(draft, sketch),
    parameters: order.map((index) => at(parameters, index)),
    optional: condition === undefined || optional === undefined ? undefined : { origin: optional, condition },
    given: (body) => order.map((index) => columns[index]?.given[numbers.get(body) ?? 0]),
  };
}

function wrappersOf(draft: Draft, { statements }: Sketch): readonly string[] {
  const weighted = statements.flatMap(({ stages }) => stages.filter((stage) => isWeighted(draft, stage)));
  const [only, ...others] = weighted;
  if (only === undefined || only.kind === "call" || others.length > 0) return [];
  return [fallbackLabel(draft, only), ...(only.kind === "block" ? only.block.wrappers : [])];
}

/** Tensors first, then what every call states, then what has a default. */
function rank({ type, default: value }: BlockParameter): number {
  return type === undefined ? 0 : value === undefined ? 1 : 2;
}

class Maker {
  readonly columns: Column[] = [];
  private readonly draft: Draft;
  private readonly instances: readonly Instance[];
  private readonly types: Types;
  private readonly taken = new Set(["x"]);
  private readonly locals: readonly ReadonlyMap<number, string>[];
  private readonly owners = new Map<Slot, Stage>();

  constructor(
    draft: Draft,
    instances: readonly Instance[],
    types: Types,
    locals: readonly ReadonlyMap<number, string>[],
  ) {
    this.draft = draft;
    this.instances = instances;
    this.types = types;
    this.locals = locals;
  }

  /** Notes which stage each place belongs to. */
  enter({ statements }: Sketch): void {
    const visit = (stages: readonly Stage[]): void => {
      for (const stage of stages) {
        if (stage.kind === "repeat") visit(stage.stages);
        for (const slot of slotsOf(stage)) this.owners.set(slot, stage);
      }
    };
    for (const { stages } of statements) visit(stages);
  }

  /** Says how a place is written; false where no text says it for all instances. */
  settle(slot: Slot, row: readonly (Slot | undefined)[], optional: number | undefined): boolean {
    const owner = this.owners.get(slot);
    const given = row.map((other) => other?.given);
    const isTensor = given.some((one) => one?.kind === "tensor");
    if (isTensor) return this.settleTensor(slot, given, optional);
    const texts = given.map((one) => (one === undefined ? undefined : textOf(one)));
    const [first, ...others] = texts.filter((text) => text !== undefined);
    if (first === undefined) return true;
    const value = given.find((one) => one !== undefined);
    if (others.every((text) => text === first) && value?.kind === "value" && isPlain(value.value)) {
      slot.text = first;
      return true;
    }
    slot.text = this.written(given, slot, owner);
    return true;
  }

  /** When the optional statement is missing: told by the channels where they tell it, by a parameter otherwise. */
  condition(): string {
    const there = this.instances.map(({ lacks }) => !lacks);
    const before = this.extents((instance) => this.types(instance.body.entry)?.[1]);
    const after = this.extents((instance) => this.types(this.result(instance.body))?.[1]);
    const out = this.columns.find(
      ({ given }) => after !== undefined && given.every((one, i) => one === undefined || numberOf(one) === after[i]),
    );
    const exit = out?.name ?? this.multiple(after);
    if (before !== undefined && after !== undefined && exit !== undefined) {
      if (there.every((is, i) => is === (before[i] !== after[i]))) return `x.channels == ${exit}`;
      const stride = this.columns.find(({ name }) => name === "stride");
      const steps = stride?.given.map((one) => (one === undefined ? 1 : numberOf(one)));
      if (steps !== undefined && there.every((is, i) => is === (before[i] !== after[i] || steps[i] !== 1))) {
        return `stride == 1 and x.channels == ${exit}`;
      }
    }
    const name = freshName("project", this.taken);
    const given = there.map((value): Given => ({ kind: "value", value: { kind: "bool", value } }));
    this.columns.push({ name, given });
    return `not ${name}`;
  }

  private multiple(wanted: readonly number[] | undefined): string | undefined {
    return wanted === undefined ? undefined : this.formula(wanted, undefined);
  }

  private settleTensor(slot: Slot, given: readonly (Given | undefined)[], optional: number | undefined): boolean {
    const names = given.map((one, i) => (one?.kind === "tensor" ? this.locals[i]?.get(one.id) : undefined));
    const skipped = optional === undefined ? undefined : `s${optional}.`;
    const there = names.filter((_, i) => given[i] !== undefined);
    if (there.some((name) => name !== undefined)) {
      // Where the optional statement is missing, its readers read the entry.
      const full = names.find((name, i) => this.instances[i]?.lacks === false && name !== undefined);
      return names.every(
        (name, i) =>
          given[i] === undefined ||
          name === full ||
          (this.instances[i]?.lacks === true &&
            name === "x" &&
            skipped !== undefined &&
            full?.startsWith(skipped) === true),
      );
    }
    if (given.some((one) => one !== undefined && one.kind !== "tensor")) return false;
    const ids = given.map((one) => (one?.kind === "tensor" ? one.id : undefined));
    const same = this.columns.find(({ given: own }) =>
      own.every((one, i) => ids[i] === undefined || (one?.kind === "tensor" && one.id === ids[i])),
    );
    slot.text = same?.name ?? this.add(slot.name === "" || slot.name === "x" ? "y" : slot.name, given);
    return true;
  }

  private written(given: readonly (Given | undefined)[], slot: Slot, owner: Stage | undefined): string {
    const texts = given.map((one) => (one === undefined ? undefined : textOf(one)));
    const same = this.columns.find(({ given: own }) =>
      own.every((one, i) => texts[i] === undefined || (one !== undefined && textOf(one) === texts[i])),
    );
    if (same !== undefined) return same.name;
    const list = this.list(given, owner);
    if (list !== undefined) return list;
    const numbers = given.map((one) => (one === undefined ? undefined : numberOf(one)));
    const wanted =
      !isOption(slot.name) && numbers.every((number, i) => number !== undefined || given[i] === undefined)
        ? this.formula(numbers, owner)
        : undefined;
    return wanted ?? this.add(this.nameFor(slot, owner, numbers), given);
  }

  /** A list whose entries are each written for themselves; undefined where one of them needs a parameter. */
  private list(given: readonly (Given | undefined)[], owner: Stage | undefined): string | undefined {
    const rows = given.map((one) => (one?.kind === "value" && one.value.kind === "list" ? one.value.items : undefined));
    const [first] = rows.filter((row) => row !== undefined);
    if (
      first === undefined ||
      rows.some((row, i) => (row === undefined ? given[i] !== undefined : row.length !== first.length))
    ) {
      return undefined;
    }
    const items = first.map((_, place) => {
      const numbers = rows.map((row) => {
        const item = row?.[place];
        return item === undefined ? undefined : numberOf({ kind: "value", value: item });
      });
      if (numbers.some((number, i) => number === undefined && rows[i] !== undefined)) return undefined;
      const [one, ...others] = numbers.filter((number) => number !== undefined);
      if (one !== undefined && others.every((number) => number === one)) return String(one);
      return this.formula(numbers, owner);
    });
    return items.every((item) => item !== undefined) ? `[${items.join(", ")}]` : undefined;
  }

  /** The entry's extents, or a multiple or part of them or of a parameter, if they say the same in all instances. */
  private formula(wanted: readonly (number | undefined)[], owner: Stage | undefined): string | undefined {
    const bases = [...this.extentsOfEntry(owner)];
    for (const { name, given } of this.columns) {
      if (isOption(name)) continue;
      bases.push([name, given.map((one) => (one === undefined ? undefined : numberOf(one)))]);
    }
    const holds = (values: readonly (number | undefined)[], of: (value: number) => number) =>
      values.every((value, i) => wanted[i] === undefined || (value !== undefined && of(value) === wanted[i]));
    for (const [name, values] of bases) if (holds(values, (value) => value)) return name;
    for (const [name, values] of bases) {
      const i = wanted.findIndex((number) => number !== undefined);
      const [one, base] = [wanted[i] ?? 0, values[i] ?? 0];
      if (base === 0 || one === 0) continue;
      const times = one / base;
      const part = base / one;
      if (Number.isInteger(times) && times <= 16 && holds(values, (value) => value * times))
        return `${times} * ${name}`;
      if (Number.isInteger(part) && part <= 64 && holds(values, (value) => value / part)) return `${name} // ${part}`;
    }
    return undefined;
  }

  /** What the entry tells that an argument may be: its channels or features, of a call that moves axes all extents. */
  private extentsOfEntry(
    owner: Stage | undefined,
  ): readonly (readonly [name: string, values: readonly (number | undefined)[]])[] {
    const shapes = this.instances.map(({ body }) => this.types(body.entry));
    const [first] = shapes;
    if (first === undefined || shapes.some((shape) => shape?.length !== first.length)) return [];
    const column = (axis: number) => shapes.map((shape) => plain(shape?.at(axis)));
    const callee =
      owner?.kind === "call" && owner.call.callee.kind === "operator" ? owner.call.callee.operator : undefined;
    const features = ["x.features", column(-1)] as const;
    const channels = ["x.channels", column(1)] as const;
    if (first.length < 4) return [features];
    if (callee?.family === "linear" || callee?.family === "attention") return [features, channels];
    if (callee?.family !== "shape") return [channels];
    const others = first.slice(1, -1).map((_, index) => [`x.shape[${index + 1}]`, column(index + 1)] as const);
    return [features, ...others];
  }

  private nameFor(slot: Slot, owner: Stage | undefined, numbers: readonly (number | undefined)[]): string {
    const results = this.instances.map(({ body }) => this.types(this.result(body)));
    if (slot.name === "out") {
      const isResult = results.every(
        (shape, i) =>
          numbers[i] === undefined ||
          (shape !== undefined && (plain(shape[1]) === numbers[i] || plain(shape.at(-1)) === numbers[i])),
      );
      if (isResult && !this.taken.has("out")) return "out";
      if (!isResult && !this.taken.has("hidden")) return "hidden";
    } else if (slot.name !== "" && !this.taken.has(slot.name)) return slot.name;
    const label = owner === undefined ? "" : (owner.label ?? wordFor(owner));
    return identifier(`${label}_${slot.name === "" ? "value" : slot.name}`) || "value";
  }

  private add(wish: string, given: readonly (Given | undefined)[]): string {
    const name = freshName(identifier(wish) || "value", this.taken);
    const fallback = given.find((one) => one !== undefined);
    this.columns.push({ name, given: given.map((one) => one ?? fallback) });
    return name;
  }

  private result(body: Body): number | undefined {
    return resultOf(this.draft, lastOf(lastOf(body.statements).elements));
  }

  private extents(of: (instance: Instance) => Dim | undefined): readonly number[] | undefined {
    const found = this.instances.map((instance) => plain(of(instance)));
    const known = found.filter((extent) => extent !== undefined);
    return known.length === found.length ? known : undefined;
  }
}

interface Aligned {
  readonly statements: readonly (readonly Stage[] | undefined)[];
  readonly slots: readonly (readonly Slot[] | undefined)[];
  /** What values inside are called, the same in all instances: "x", "s3.0.0". */
  readonly locals: ReadonlyMap<number, string>;
}

/** An instance with a gap where the others have a statement that it lacks. */
function withGap({ sketch, slots }: Sketched, gap: number | undefined): Aligned {
  const locals = new Map<number, string>();
  if (sketch.entry !== undefined) locals.set(sketch.entry, "x");
  const statements: (readonly Stage[] | undefined)[] = [];
  let last = -1;
  let place = 0;
  for (const { origin, results, stages } of sketch.statements) {
    const own = gap !== undefined && origin >= gap ? origin + 1 : origin;
    if (gap !== undefined && last < gap && own > gap) statements.push(undefined);
    place = own === last ? place + 1 : 0;
    last = own;
    statements.push(stages);
    for (const [index, id] of results.entries()) locals.set(id, `s${own}.${place}.${index}`);
  }
  const all: (readonly Slot[] | undefined)[] = [...slots];
  if (gap !== undefined) all.splice(gap, 0, undefined);
  return { statements, slots: all, locals };
}

function plain(dim: Dim | undefined): number | undefined {
  return typeof dim === "number" ? dim : undefined;
}

function numberOf(given: Given): number | undefined {
  return given.kind === "value" && given.value.kind === "number" ? plain(given.value.value) : undefined;
}

function textOf(given: Given): string {
  return given.kind === "tensor" ? `#${given.id}` : valueText(given.value, (id) => `#${id}`, true);
}

/** Whether a value can stand in a block: no symbol of the net is in it. */
function isPlain(value: Value): boolean {
  if (value.kind === "list") return value.items.every(isPlain);
  return value.kind !== "number" || typeof value.value === "number";
}

/** What most instances give is the default, if it is more than half of them. */
function describe(name: string, given: readonly (Given | undefined)[]): BlockParameter {
  const [first] = given;
  if (first === undefined || first.kind === "tensor") return { name, type: undefined, default: undefined };
  const counts = new Map<string, number>();
  for (const one of given) if (one !== undefined) counts.set(textOf(one), (counts.get(textOf(one)) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  const isUsual = most !== undefined && 2 * most[1] > given.length && isUsually(name, first.value);
  return { name, type: typeOf(given), default: isUsual ? most[0] : undefined };
}

/** Widths are stated at every call; options such as a stride have a usual value. */
function isUsually(name: string, value: Value): boolean {
  return value.kind === "bool" || isOption(name);
}

/** Arguments that have nothing to do with how wide tensors are. */
function isOption(name: string): boolean {
  return /(^|_)(stride|kernel|pad|dilation|count|axis|scale|eps|p)$/.test(name);
}

function typeOf(given: readonly (Given | undefined)[]): string {
  const values = given.flatMap((one) => (one?.kind === "value" ? [one.value] : []));
  const [first] = values;
  switch (first?.kind) {
    case "bool":
      return "bool";
    case "string":
      return "string";
    case "list":
      return "list";
    default:
      return values.some((value) => value.kind === "number" && value.isFloat) ? "float" : "int";
  }
}
