/**
 * A net's graph as the nested parts that become Python: classes for the net, its blocks and the steps of its repeats, and
 * in them ops, other parts and lists, in program order, each with the tensors that go in and come out.
 */
import type { Value } from "../base/value.ts";
import type { Graph, Op } from "../graph/graph.ts";

/** What becomes a class: the net, one call of a block, or one step of a `repeat` that is more than one op or block. */
export interface Scope {
  readonly instance: number;
  readonly kind: "net" | "block" | "step";
  /** The block's own name; of a step, that of its `repeat`. */
  readonly name: string;
  readonly path: string;
  readonly items: readonly Item[];
  /** In the order of the block's parameters where they are among them, else of their first use. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export type Item = {
  readonly path: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
} & (
  | { readonly kind: "op"; readonly op: Op }
  | { readonly kind: "scope"; readonly scope: Scope }
  /** One item for each instance. */
  | { readonly kind: "list"; readonly items: readonly Item[] }
  /** An instance in which nothing happens: it keeps the numbers of the others right. */
  | { readonly kind: "nothing" }
);

/** The tensors that names stand for, by instance: in the order in which they were bound. */
export type BoundTensors = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** Everything that names stand for, by instance and name. */
export type BoundValues = ReadonlyMap<number, ReadonlyMap<string, Value>>;

export function structureOf(graph: Graph, bound: BoundTensors): Scope {
  return new Builder(graph, bound).net();
}

class Builder {
  private readonly graph: Graph;
  private readonly bound: BoundTensors;
  private readonly children = new Map<number, number[]>();
  private readonly ops = new Map<number, number[]>();
  /** Index of the first op that stands in an instance, however deep. */
  private readonly first = new Map<number, number>();
  /** By tensor the ops that read it; −1 stands for the outside. */
  private readonly readers = new Map<number, number[]>();

  constructor(graph: Graph, bound: BoundTensors) {
    this.graph = graph;
    this.bound = bound;
    for (const [index, { parent }] of graph.instances.entries()) {
      if (parent !== undefined) push(this.children, parent, index);
    }
    for (const [index, op] of graph.ops.entries()) {
      push(this.ops, op.instance, index);
      for (const id of op.inputs) push(this.readers, id, index);
      for (let at: number | undefined = op.instance; at !== undefined; at = graph.instances[at]?.parent) {
        if (this.first.has(at)) break;
        this.first.set(at, index);
      }
    }
    for (const { tensor } of graph.outputs) push(this.readers, tensor, -1);
    for (const { next } of graph.states) if (next !== undefined) push(this.readers, next, -1);
  }

  net(): Scope {
    const { inputs, states, outputs, name } = this.graph;
    const next = states.flatMap((state) => state.next ?? []);
    return {
      instance: 0,
      kind: "net",
      name,
      path: "",
      items: this.itemsIn(0),
      inputs: [...inputs, ...states].map(({ tensor }) => tensor),
      outputs: [...outputs.map(({ tensor }) => tensor), ...next],
    };
  }

  private itemsIn(instance: number): readonly Item[] {
    const own = (this.ops.get(instance) ?? []).map((index) => ({ at: index, item: () => this.op(index) }));
    const nested = (this.children.get(instance) ?? []).flatMap((child) => {
      const at = this.first.get(child);
      return at === undefined ? [] : [{ at, item: () => this.child(child) }];
    });
    return [...own, ...nested].sort((a, b) => a.at - b.at).map(({ item }) => item());
  }

  private op(index: number): Item {
    const op = this.graph.ops[index];
    if (op === undefined) throw new Error(`there is no op ${index}`);
    const inputs = unique(op.inputs).filter((id) => this.graph.tensors[id]?.source.kind !== "literal");
    return { kind: "op", op, path: op.path, inputs, outputs: op.outputs };
  }

  private child(index: number): Item {
    const instance = this.graph.instances[index];
    if (instance?.kind !== "repeat") return this.part(index, "block", instance?.name ?? "");
    const elements = (this.children.get(index) ?? []).map((element) =>
      this.element(element, nameOfRepeat(instance.path)),
    );
    return {
      kind: "list",
      path: instance.path,
      items: elements,
      ...this.flow(elements, elements.at(-1)?.outputs ?? [], this.outside(index)),
    };
  }

  /** One step of a repeat: what fills it alone, or a class of its own. */
  private element(index: number, name: string): Item {
    const instance = this.graph.instances[index];
    const path = instance?.path ?? "";
    if (!this.first.has(index)) return { kind: "nothing", path, inputs: [], outputs: [] };
    const items = this.itemsIn(index);
    const [only] = items;
    if (items.length === 1 && only !== undefined && only.path === path && standsAlone(only)) return only;
    return this.part(index, "step", name, items);
  }

  private part(index: number, kind: "block" | "step", name: string, items = this.itemsIn(index)): Item {
    const instance = this.graph.instances[index];
    const path = instance?.path ?? "";
    const results = instance?.results ?? [];
    const flow = this.flow(items, results, this.outside(index));
    const names = [...(this.bound.get(index)?.keys() ?? [])];
    const place = (id: number) => (names.includes(id) ? names.indexOf(id) : names.length);
    const inputs = flow.inputs.toSorted((a, b) => place(a) - place(b));
    return {
      kind: "scope",
      path,
      inputs,
      outputs: flow.outputs,
      scope: { instance: index, kind, name, path, items, inputs, outputs: flow.outputs },
    };
  }

  /** What goes in and out: all that is read and not made inside; the results, and whatever else is read outside. */
  private flow(items: readonly Item[], results: readonly number[], isOutside: (id: number) => boolean) {
    const made = new Set(items.flatMap(({ outputs }) => outputs));
    const inputs = unique(items.flatMap(({ inputs }) => inputs)).filter((id) => !made.has(id));
    const escaping = [...made].filter(isOutside);
    return { inputs, outputs: unique([...results.filter((id) => made.has(id)), ...escaping]) };
  }

  /** Whether anything outside an instance reads a tensor. */
  private outside(instance: number): (id: number) => boolean {
    return (id) => (this.readers.get(id) ?? []).some((reader) => reader < 0 || !this.isIn(reader, instance));
  }

  private isIn(op: number, instance: number): boolean {
    let at = this.graph.ops[op]?.instance;
    while (at !== undefined && at !== instance) at = this.graph.instances[at]?.parent;
    return at === instance;
  }
}

/** An op without weights is no module, so it cannot be an entry of a list. */
function standsAlone(item: Item): boolean {
  return item.kind !== "op" || (item.op.call.weights ?? []).some(({ name }) => name !== "");
}

/** `body.repeat` → `body`, `stages[0].deep` → `deep`. */
function nameOfRepeat(path: string): string {
  const segments = path.split(/[.[\]]+/).filter((segment) => !/^(?:\d*|repeat|collect)(?:_\d+)?$/.test(segment));
  return segments.at(-1) ?? "repeat";
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/** Adds to the list of a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
