/** One part of a net as the text of a class, with its literals still open. */
import { equalDims, symbolDim } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import type { Op } from "../graph/graph.ts";
import { type Code, call, py, textOf } from "./code.ts";
import type { PyTorchForm } from "./facet.ts";
import { type Constructed, formOf, type Net } from "./form.ts";
import { carriedBy, isSame, listCode } from "./lists.ts";
import { Places } from "./places.ts";
import type { Item, Scope } from "./structure.ts";
import { Variables } from "./variables.ts";

export interface Template {
  readonly scope: Scope;
  /** Parameters of `forward`: first the tensors, then the symbolic dims that no tensor tells. */
  readonly inputs: readonly string[];
  readonly symbols: readonly { readonly dim: string; readonly variable: string }[];
  readonly init: readonly Code[];
  readonly forward: readonly Code[];
}

/** Writes one part. The parts inside it are classes already. Refusals were found before, but for dims that nobody knows. */
export class TemplateWriter {
  private readonly net: Net;
  private readonly scope: Scope;
  private readonly variables: Variables;
  private readonly places: Places;
  private init: readonly Code[] = [];
  private readonly lines: Code[] = [];
  private readonly asked = new Map<string, string>();
  /** Loop variables, by how deep their loop stands in others. */
  private readonly steps: string[] = [];
  private depth = 0;
  /** What holds a tensor: mostly a variable. */
  private readonly values = new Map<number, string>();

  constructor(net: Net, scope: Scope, captured: ReadonlySet<number>) {
    this.net = net;
    this.scope = scope;
    this.variables = new Variables(net, scope, captured);
    this.places = new Places(
      scope.path,
      scope.items.filter(isKept).map(({ path }) => path),
    );
  }

  write(): Template {
    const { scope, variables } = this;
    const inputs = variables.inputNames();
    for (const [index, id] of scope.inputs.entries()) this.values.set(id, inputs[index] ?? "x");
    this.build();
    for (const [index, item] of scope.items.entries()) {
      const name = (id: number) => variables.take(id, index);
      this.run(item, this.places.access(item.path), this.values, name, this.lines);
    }
    const known = new Map<string, string>();
    for (const [index, id] of scope.inputs.entries()) {
      for (const [axis, dim] of (this.net.graph.tensors[id]?.type.shape ?? []).entries()) {
        for (const [symbol, variable] of this.asked) {
          if (!known.has(symbol) && equalDims(dim, symbolDim(symbol)))
            known.set(symbol, `${variable} = ${inputs[index]}.size(${axis})`);
        }
      }
    }
    return {
      scope,
      inputs,
      symbols: [...this.asked].flatMap(([dim, variable]) => (known.has(dim) ? [] : [{ dim, variable }])),
      init: this.init,
      forward: [...[...known.values()].map((line): Code => [line]), ...this.returning()],
    };
  }

  /** The lines with what they return; the last result needs no name. */
  private returning(): readonly Code[] {
    const values = this.scope.outputs.map((id) => this.valueOf(id, this.values));
    if (values.length === 0) return this.lines;
    const [only] = values;
    const [start, ...rest] = this.lines.at(-1) ?? [];
    const last = values.length === 1 ? `${only} = ` : "";
    if (last !== "" && typeof start === "string" && start.startsWith(last)) {
      return [...this.lines.slice(0, -1), [`return ${start.slice(last.length)}`, ...rest]];
    }
    return [...this.lines, [`return ${values.join(", ")}`]];
  }

  /** The variable of a dim: called as the block calls it, where it does. */
  private readonly symbol = (name: string): string => {
    const known = this.asked.get(name);
    if (known !== undefined) return known;
    const variable = this.variables.symbol(name);
    this.asked.set(name, variable);
    return variable;
  };

  private form(op: Op, self: string, text: (tensor: number) => string): PyTorchForm {
    const form = formOf(this.net, op, self, text, this.symbol);
    if (isRefusal(form)) throw new Error(`${op.path} was refused late: ${form.message}`);
    return form;
  }

  /** What `__init__` builds. */
  private build(): void {
    for (const item of this.scope.items) {
      const built = this.built(item, true);
      if (built !== undefined) this.places.add(item.path, built);
    }
    this.init = this.places.statements();
  }

  private built(
    item: Item,
    mayBeSequence: boolean,
  ): { readonly kind: "module" | "parameter" | "buffer"; readonly code: Code } | undefined {
    switch (item.kind) {
      case "nothing":
        return { kind: "module", code: ["nn.Identity()"] };
      case "scope": {
        const constructed = this.constructed(item.scope);
        return { kind: "module", code: call(constructed.name, [], constructed.arguments) };
      }
      case "op": {
        const { module, tensor } = this.form(item.op, "self", () => "x");
        return module === undefined ? tensor : { kind: "module", code: module };
      }
      case "list": {
        const entries = item.items.map((inner): Code => this.built(inner, mayBeSequence)?.code ?? ["nn.Identity()"]);
        return { kind: "module", code: listCode(entries, mayBeSequence && this.isSequence(item)) };
      }
    }
  }

  private constructed(scope: Scope): Constructed {
    const constructed = this.net.classes.get(scope);
    if (constructed === undefined) throw new Error(`${scope.path} has no class yet`);
    return constructed;
  }

  /** Whether one tensor goes through all of a list, so that `nn.Sequential` runs it. */
  private isSequence(item: Item & { readonly kind: "list" }): boolean {
    const { items, outputs } = item;
    if (items.length === 0 || outputs.length !== 1 || this.places.hasInside(item.path)) return false;
    return items.every((inner, index) => {
      const [input] = inner.inputs;
      const isChained = index === 0 || input === items[index - 1]?.outputs[0];
      return inner.inputs.length === 1 && inner.outputs.length === 1 && isChained && this.isPlain(inner);
    });
  }

  /** Whether it runs as `y = module(x)`. */
  private isPlain(item: Item): boolean {
    if (item.kind === "nothing") return false;
    if (item.kind === "list") return this.isSequence(item);
    if (item.kind === "scope") return this.constructed(item.scope).symbols.length === 0;
    const { forward, unpack } = this.form(item.op, "m", () => "x");
    return unpack === undefined && textOf(forward) === "m(x)";
  }

  private valueOf(id: number, values: ReadonlyMap<number, string>): string {
    const value = values.get(id);
    if (value === undefined) throw new Error(`${this.scope.path} reads tensor ${id}, which nothing gives`);
    return value;
  }

  /** Writes what runs an item, and notes what then holds its results. */
  private run(
    item: Item,
    access: string,
    values: Map<number, string>,
    name: (tensor: number) => string,
    lines: Code[],
  ): void {
    switch (item.kind) {
      case "nothing":
        return;
      case "op": {
        const form = this.form(item.op, access, (id) => this.valueOf(id, values));
        const names = this.named(item.outputs, values, name);
        lines.push(py`${targets(names, form.unpack)}${form.forward}`);
        return;
      }
      case "scope": {
        const given = [
          ...item.inputs.map((id) => this.valueOf(id, values)),
          ...this.constructed(item.scope).symbols.map(this.symbol),
        ];
        lines.push([`${targets(this.named(item.outputs, values, name))}${access}(${given.join(", ")})`]);
        return;
      }
      case "list":
        this.runList(item, access, values, name, lines);
    }
  }

  private named(
    outputs: readonly number[],
    values: Map<number, string>,
    name: (tensor: number) => string,
  ): readonly string[] {
    const names = outputs.map((id) => (outputs.length > 1 && !this.net.read.has(id) ? "_" : name(id)));
    for (const [index, id] of outputs.entries()) values.set(id, names[index] ?? "_");
    return names;
  }

  private runList(
    item: Item & { readonly kind: "list" },
    access: string,
    values: Map<number, string>,
    name: (tensor: number) => string,
    lines: Code[],
  ): void {
    if (this.isSequence(item)) {
      const input = item.items[0]?.inputs[0] ?? -1;
      const given = this.valueOf(input, values);
      lines.push([`${targets(this.named(item.outputs, values, name))}${access}(${given})`]);
      return;
    }
    if (!this.loop(item, access, values, name, lines)) this.unroll(item, access, values, name, lines);
  }

  /** Writes a `for` loop, where every step does the same; false where they do not. */
  private loop(
    item: Item & { readonly kind: "list" },
    access: string,
    values: Map<number, string>,
    name: (tensor: number) => string,
    lines: Code[],
  ): boolean {
    const { items } = item;
    const last = items.at(-1);
    const carried = carriedBy(items);
    if (last === undefined || items.length < 2 || carried === undefined) return false;
    const early = items.slice(0, -1).flatMap(({ outputs }) => outputs.filter((id) => item.outputs.includes(id)));
    if (early.length > 0 && last.outputs.length !== 1) return false;
    const names = last.outputs.map(name);
    const step = this.steps[this.depth] ?? this.variables.fresh("layer");
    this.steps[this.depth] = step;
    this.depth++;
    const bodies = items.map((inner) => {
      const body: Code[] = [];
      const inside = new Map(values);
      for (const [place, id] of inner.inputs.entries()) {
        const from = carried[place];
        if (from !== undefined) inside.set(id, names[from] ?? "x");
      }
      this.run(inner, step, inside, (id) => names[inner.outputs.indexOf(id)] ?? this.variables.fresh("x"), body);
      return body;
    });
    this.depth--;
    const [first] = bodies;
    if (first === undefined || !bodies.every((body) => isSame(body, first))) return false;
    const starts = carried.flatMap((from, place) => {
      const id = items[0]?.inputs[place];
      if (from === undefined || id === undefined) return [];
      return [{ name: names[from] ?? "x", value: this.valueOf(id, values) }];
    });
    const moved = starts.filter((start) => start.name !== start.value);
    if (moved.length > 0)
      lines.push([`${moved.map((start) => start.name).join(", ")} = ${moved.map(({ value }) => value).join(", ")}`]);
    const collected = early.length > 0 ? this.variables.fresh(`${names[0]}_each`) : undefined;
    if (collected !== undefined) lines.push([`${collected} = []`]);
    const list = this.places.hasInside(item.path) ? `${access}[:${items.length}]` : access;
    lines.push([`for ${step} in ${list}:`], ...first.map((line): Code => ["    ", ...line]));
    if (collected !== undefined) {
      lines.push([`    ${collected}.append(${names[0]})`]);
      for (const [index, { outputs }] of items.entries()) {
        for (const id of outputs) if (item.outputs.includes(id)) values.set(id, `${collected}[${index}]`);
      }
    }
    for (const [index, id] of last.outputs.entries()) values.set(id, names[index] ?? "_");
    return true;
  }

  /** Writes the steps one after the other. */
  private unroll(
    item: Item & { readonly kind: "list" },
    access: string,
    values: Map<number, string>,
    name: (tensor: number) => string,
    lines: Code[],
  ): void {
    const { items } = item;
    for (const [index, inner] of items.entries()) {
      const chosen = (id: number): string => {
        if (items.at(-1)?.outputs.includes(id) === true) return name(id);
        const readers = items.filter(({ inputs }) => inputs.includes(id));
        const isPassedOn = readers.length === 1 && readers[0] === items[index + 1] && !item.outputs.includes(id);
        const heir = items.at(-1)?.outputs[inner.outputs.indexOf(id)];
        return isPassedOn && heir !== undefined && inner.outputs.length === items.at(-1)?.outputs.length
          ? name(heir)
          : this.variables.fresh(this.variables.wanted(id));
      };
      this.run(inner, `${access}[${index}]`, values, chosen, lines);
    }
  }
}

/** Whether an item has something that is kept between runs: a module or a tensor. */
function isKept(item: Item): boolean {
  return item.kind !== "op" || (item.op.call.weights ?? []).length > 0;
}

function targets(names: readonly string[], unpack?: (names: readonly string[]) => string): string {
  if (unpack !== undefined) return `${unpack(names)} = `;
  if (names.length === 0) return "";
  return `${names.length === 1 ? names[0] : names.join(", ")} = `;
}
