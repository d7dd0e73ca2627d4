/**
 * What two parts of a net have in common when they are the same but for numbers: their operators and who reads whom. A
 * shape is a number; equal ones can be one block with parameters.
 */
import { formatTensor } from "../../../base/tensor.ts";
import type { Value } from "../../../base/value.ts";
import type { Draft, DraftCall } from "../draft.ts";
import { at, type Body, callsOf, type Element, lastCall, lastOf } from "./tree.ts";

/** What a value is called where it is read: "x" the entry of a body, "s3" what its fourth statement gives. */
export type Locals = ReadonlyMap<number, string>;

const noLocals: Locals = new Map();

export class Shapes {
  private readonly draft: Draft;
  private readonly ids = new Map<string, number>();
  private readonly bodies = new Map<Body, number>();
  /** By shape, the one that it is a special case of. */
  private readonly general = new Map<number, number>();

  constructor(draft: Draft) {
    this.draft = draft;
  }

  /** From now on regions of a shape count as such of another. */
  generalize(shape: number, as: number): void {
    this.general.set(shape, as);
  }

  /** The shape of a whole body. Bodies must not change any more. */
  ofBody(body: Body): number {
    const known = this.bodies.get(body);
    if (known !== undefined) return known;
    const shape = this.intern(this.describe(body, localsOf(this.draft, body)));
    this.bodies.set(body, shape);
    return shape;
  }

  /** The shape that regions of one family share. */
  ofRegion(body: Body): number {
    const shape = this.ofBody(body);
    return this.general.get(shape) ?? shape;
  }

  /** The shape of a body as if one of its statements were not there and its readers read the entry. */
  ofReduced(body: Body, without: number): number {
    const statements = body.statements.filter((_, index) => index !== without);
    const left = { ...body, statements };
    const locals = new Map(localsOf(this.draft, left));
    const dropped = at(body.statements, without).elements;
    const result = at(this.draft.calls, lastCall(lastOf(dropped))).results[0];
    if (result !== undefined) locals.set(result.id, "x");
    return this.intern(this.describe(left, locals));
  }

  /** The shape of an element into which a value flows. What else it reads counts as one more argument. */
  ofElement(element: Element, before: number | undefined, locals: Locals = noLocals): number {
    return this.intern(this.element(element, before, locals));
  }

  /** The shapes of elements that follow each other. */
  ofElements(elements: readonly Element[], head: number | undefined): readonly number[] {
    let before = head;
    return elements.map((element) => {
      const shape = this.ofElement(element, before);
      before = resultOf(this.draft, element);
      return shape;
    });
  }

  private describe(body: Body, locals: Locals): string {
    const statements = body.statements.map(({ head, elements }) => {
      let before = head;
      const parts = elements.map((element) => {
        const part = this.element(element, before, locals);
        before = resultOf(this.draft, element);
        return part;
      });
      return `${head === undefined ? "" : (locals.get(head) ?? "o")}>${parts.join(">")}`;
    });
    return `{${statements.join(";")}}`;
  }

  private element(element: Element, before: number | undefined, locals: Locals): string {
    switch (element.kind) {
      case "call":
        return this.call(at(this.draft.calls, element.call), before, locals);
      case "region":
        return `R${this.ofRegion(element.body)}`;
      case "repeat":
        return `T${this.ofElements(element.items[0] ?? [], before).join(",")}`;
    }
  }

  private call(call: DraftCall, before: number | undefined, locals: Locals): string {
    const refer = (id: number) => (id === before ? "^" : (locals.get(id) ?? "o"));
    const inputs = call.inputs.map((operand) =>
      operand.kind === "value" ? refer(operand.id) : operand.kind === "number" ? "#" : "_",
    );
    const given = [...call.arguments].flatMap(([name, value]) => {
      if (value.kind === "tensor") return [`${name}=${refer(value.id)}`];
      const told = kindOf(call, name, value);
      return told === "" ? [] : [`${name}=${told}`];
    });
    const { callee } = call;
    const name =
      callee.kind === "operator"
        ? callee.operator.name
        : `onnx ${callee.domain} ${callee.name} ${call.results.map(({ type }) => (type === undefined ? "?" : formatTensor(type))).join(" ")}`;
    const stored = callee.kind === "operator" && call.weights.size > 0 ? "w" : "";
    return `${name}(${inputs.join(",")};${given.sort().join(",")};${call.results.length}${stored}${call.annotations.join("")})`;
  }

  private intern(key: string): number {
    const known = this.ids.get(key) ?? this.ids.size;
    this.ids.set(key, known);
    return known;
  }
}

/** What of an argument must be the same in all instances of a block; nothing of numbers that have a plain default. */
function kindOf(call: DraftCall, name: string, value: Value): string {
  const isPlain = value.kind === "number" || value.kind === "bool";
  if (call.callee.kind === "operator") {
    const parameter = call.callee.operator.parameters[name];
    const hasPlainDefault = parameter?.default.kind === "required" || plainDefault(call, name) !== undefined;
    if (isPlain && hasPlainDefault) return "";
  }
  return value.kind === "dtype" ? value.dtype : value.kind === "list" ? `list${value.items.length}` : value.kind;
}

/** The default of a parameter where it is a number or a truth value, so that a block can state it. */
export function plainDefault(call: DraftCall, name: string): Value | undefined {
  if (call.callee.kind !== "operator") return undefined;
  const parameter = call.callee.operator.parameters[name];
  if (parameter === undefined || parameter.default.kind !== "value") return undefined;
  const value: unknown = parameter.default.value;
  if (typeof value === "boolean") return { kind: "bool", value };
  if (typeof value === "number") return { kind: "number", value, isFloat: !Number.isInteger(value) };
  return undefined;
}

/** Names of the values that the statements of a body can refer to. */
export function localsOf(draft: Draft, body: Body): Locals {
  const locals = new Map<number, string>();
  if (body.entry !== undefined) locals.set(body.entry, "x");
  for (const [index, { elements }] of body.statements.entries()) {
    const { results } = at(draft.calls, lastCall(lastOf(elements)));
    for (const [place, { id }] of results.entries()) locals.set(id, place === 0 ? `s${index}` : `s${index}.${place}`);
  }
  return locals;
}

/** The value that an element hands on. */
export function resultOf(draft: Draft, element: Element): number | undefined {
  return at(draft.calls, lastCall(element)).results[0]?.id;
}

/** How many calls stand in an element. */
export function sizeOf(element: Element): number {
  return callsOf(element).length;
}
