/** Gives the values of a draft names that the text can have, after what the model calls them. */
import type { Draft, DraftCall } from "./draft.ts";
import { freshName, identifier } from "./identifiers.ts";

/** What a call with weights would be labelled, if the name were free. */
export function labelWish({ hint, callee }: DraftCall): string {
  const wishes = [hint.weights, hint.scope.join("_")].map((name) => identifier(name ?? ""));
  return (
    wishes.find((name) => name !== "") ?? identifier(callee.kind === "operator" ? callee.operator.name : callee.name)
  );
}

export class NameGiver {
  private readonly values = new Map<number, string>();
  private readonly outputs = new Map<string, string>();
  private readonly taken: Set<string>;
  private readonly calls = new Map<number, DraftCall>();

  constructor(draft: Draft) {
    this.taken = new Set(draft.dims.map(({ name }) => name));
    for (const { name, value } of [...draft.inputs, ...draft.states]) {
      this.values.set(value, freshName(identifier(name) || "input_", this.taken));
    }
    const given = new Set(this.values.keys());
    for (const { name, value } of draft.outputs) {
      const own = freshName(identifier(name) || "output_", this.taken);
      this.outputs.set(name, own);
      // The first output of a value gives it its name; a further one, or one of an input, is a name of its own.
      if (given.has(value)) continue;
      given.add(value);
      this.values.set(value, own);
    }
    for (const call of draft.calls) for (const { id } of call.results) this.calls.set(id, call);
  }

  /** Names of inputs, states and outputs by value, and of whatever else has been asked for. */
  get ports(): ReadonlyMap<number, string> {
    return this.values;
  }

  get takenNames(): ReadonlySet<string> {
    return this.taken;
  }

  output(name: string): string {
    return this.outputs.get(name) ?? name;
  }

  /** The name of a value; it gets one when it is first asked for. */
  value(id: number): string {
    const known = this.values.get(id);
    if (known !== undefined) return known;
    const name = freshName(this.wish(id), this.taken);
    this.values.set(id, name);
    return name;
  }

  private wish(id: number): string {
    const call = this.calls.get(id);
    if (call === undefined) return "value";
    const own = call.callee.kind === "operator" ? call.callee.operator.name : call.callee.name.toLowerCase();
    const scope = identifier(call.hint.scope.join("_"));
    if (call.inputs.length === 0 && call.weights.size > 0) return labelWish(call);
    return scope === "" ? identifier(own) : scope;
  }
}
