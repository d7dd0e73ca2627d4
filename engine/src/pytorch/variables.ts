/** Names for the tensors in one `forward`: those of the text, where it has some, used again once their tensor is done with. */
import { equalDims, symbolDim } from "../base/dim.ts";
import type { Graph } from "../graph/graph.ts";
import { safeName } from "./names.ts";
import { type BoundTensors, type BoundValues, type Item, push, type Scope } from "./structure.ts";

interface Names {
  readonly graph: Graph;
  readonly bound: BoundTensors;
  readonly values: BoundValues;
}

export class Variables {
  private readonly scope: Scope;
  private readonly net: Names;
  private readonly captured: ReadonlySet<number>;
  private readonly wantedNames = new Map<number, string>();
  private readonly lastUses = new Map<number, number>();
  /** Who holds a name; undefined: for good. */
  private readonly holders = new Map<string, number | undefined>();
  private readonly taken = new Map<number, string>();

  constructor(net: Names, scope: Scope, captured: ReadonlySet<number>) {
    this.net = net;
    this.scope = scope;
    this.captured = captured;
    for (const { name } of net.graph.dims) this.holders.set(safeName(name), undefined);
    for (const [index, { inputs }] of scope.items.entries()) for (const id of inputs) this.lastUses.set(id, index);
    for (const id of scope.outputs) this.lastUses.set(id, Number.POSITIVE_INFINITY);
    this.wish();
  }

  /** Parameters of `forward`. */
  inputNames(): readonly string[] {
    return this.scope.inputs.map((id) => {
      const name = this.free(this.inputName(id), () => false);
      this.holders.set(name, id);
      return name;
    });
  }

  wanted(id: number): string {
    return this.wantedNames.get(id) ?? "x";
  }

  /** The name for a tensor that the item at `index` makes. */
  take(id: number, index: number): string {
    const known = this.taken.get(id);
    if (known !== undefined) return known;
    const item = this.scope.items[index];
    const name = this.free(this.wanted(id), (holder) => {
      const last = this.lastUses.get(holder) ?? -1;
      return last < index || (last === index && item !== undefined && readsFirst(item, holder));
    });
    this.holders.set(name, id);
    this.taken.set(id, name);
    return name;
  }

  /** The variable of a dim: called as the block calls it, where it does. */
  symbol(dim: string): string {
    const { kind, instance } = this.scope;
    const values = kind === "net" ? [] : [...(this.net.values.get(instance) ?? [])];
    const own = values.find(([, value]) => value.kind === "number" && equalDims(value.value, symbolDim(dim)));
    return own === undefined ? safeName(dim) : this.fresh(own[0]);
  }

  /** A name that nothing else has before or after. */
  fresh(wanted: string): string {
    const name = this.free(safeName(wanted), () => false);
    this.holders.set(name, undefined);
    return name;
  }

  private free(wanted: string, isDone: (holder: number) => boolean): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? wanted : `${wanted}_${count}`;
      if (!this.holders.has(name)) return name;
      const holder = this.holders.get(name);
      if (holder !== undefined && isDone(holder)) return name;
    }
  }

  private inputName(id: number): string {
    const { instance, kind } = this.scope;
    const { graph, bound } = this.net;
    if (kind === "net") {
      const port = [...graph.inputs, ...graph.states].find(({ tensor }) => tensor === id);
      return safeName(port?.name ?? "x");
    }
    const own = bound.get(instance)?.get(id);
    if (own !== undefined) return safeName(own);
    if (!this.captured.has(id)) return "x";
    let at = graph.instances[instance]?.parent;
    while (at !== undefined) {
      const name = bound.get(at)?.get(id);
      if (name !== undefined) return safeName(name);
      at = graph.instances[at]?.parent;
    }
    return "x";
  }

  /** What is made on the way to something with a name is called like that, from the last item to the first. */
  private wish(): void {
    const { items, outputs, instance } = this.scope;
    const bound = this.net.bound.get(instance);
    const readers = new Map<number, Item[]>();
    for (const item of items) {
      for (const id of item.inputs) push(readers, id, item);
    }
    for (const item of items.toReversed()) {
      for (const [index, id] of item.outputs.entries()) {
        const [reader, ...others] = readers.get(id) ?? [];
        // Values after each instance of a list belong to nothing behind it.
        const isOne = item.kind !== "list" || item.outputs.length === 1;
        const heir = isOne && others.length === 0 && !outputs.includes(id) ? reader?.outputs[0] : undefined;
        const inherited = heir === undefined ? undefined : this.wantedNames.get(heir);
        this.wantedNames.set(id, safeName(bound?.get(id) ?? inherited ?? this.nameOf(item, index)));
      }
    }
  }

  private nameOf(item: Item, index: number): string {
    if (this.scope.kind === "step") return "x";
    if (item.kind === "op" && index > 0) return item.op.operator.results?.[index] ?? "x";
    const own = item.path.slice(this.scope.path === "" ? 0 : this.scope.path.length + 1).split(/[.[]/)[0] ?? "";
    return own === "return" || own === "" ? "out" : own;
  }
}

/** Whether a tensor is read before anything in an item is written: then its name can be that of the result. */
function readsFirst(item: Item, id: number): boolean {
  if (item.kind !== "list") return true;
  return item.items.every((inner, index) => (index === 0 ? readsFirst(inner, id) : !inner.inputs.includes(id)));
}
