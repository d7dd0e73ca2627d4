/** Who gives and who reads the values of a draft, and which of them the data of the net flows through. */
import { type Draft, type DraftCall, valuesRead } from "../draft.ts";
import { at } from "./tree.ts";

export interface Flow {
  readonly draft: Draft;
  /** The call that gives a value; undefined for what comes from outside. */
  giver(value: number): number | undefined;
  /** Calls that read a value, one entry for each time; -1 stands for an output of the net. */
  readers(value: number): readonly number[];
  /**
   * Values that a call reads from the flow: not what rests on no input (weights, constants), nor what comes from beside (a
   * mask for every layer). Within what lies beside, everything flows.
   */
  flowing(call: number): readonly number[];
  /** Whether a call rests on no input, or on such as lie beside the flow. */
  isAside(call: number): boolean;
}

export function flowOf(draft: Draft): Flow {
  const givers = new Map<number, number>();
  const readers = new Map<number, number[]>();
  const read = (value: number, reader: number) => {
    const known = readers.get(value);
    if (known === undefined) readers.set(value, [reader]);
    else known.push(reader);
  };
  for (const [index, call] of draft.calls.entries()) {
    for (const { id } of call.results) givers.set(id, index);
    for (const value of valuesRead(call)) read(value, index);
  }
  for (const { value } of draft.outputs) read(value, -1);
  for (const { next } of draft.states) read(next, -1);
  const origins = originsOf(draft);
  const none: readonly number[] = [];
  const readersOf = (value: number) => readers.get(value) ?? none;
  const beside = besideOf(draft, origins, readersOf);
  /** 0: rests on no input; 1: lies beside; 2: is in the flow. */
  const rank = (value: number) => {
    const from = at(origins.sets, origins.of(value));
    return from.size === 0 ? 0 : [...from].every((input) => beside.has(input)) ? 1 : 2;
  };
  const ranks = new Map<number, number>();
  const rankOf = (value: number) => {
    const known = ranks.get(value) ?? rank(value);
    ranks.set(value, known);
    return known;
  };
  const rankOfCall = ({ results }: DraftCall) => Math.max(0, ...results.map(({ id }) => rankOf(id)));
  const flowing = draft.calls.map((call) => {
    const own = rankOfCall(call);
    return operands(call).filter((value) => rankOf(value) >= own);
  });
  return {
    draft,
    giver: (value) => givers.get(value),
    readers: readersOf,
    flowing: (call) => at(flowing, call),
    isAside: (call) => rankOfCall(at(draft.calls, call)) < 2,
  };
}

/** Values among the leading operands: what is given by name (`memory`, `mask`) is never what flows. */
export function operands(call: DraftCall): readonly number[] {
  return call.inputs.flatMap((operand) => (operand.kind === "value" ? [operand.id] : []));
}

interface Origins {
  /** The sets of inputs that occur; few, because a net has few inputs. */
  readonly sets: readonly ReadonlySet<number>[];
  /** Which set a value rests on. */
  of(value: number): number;
}

/** Of more inputs than this none is told from the others. */
const mostInputs = 64;

function originsOf(draft: Draft): Origins {
  const sets: Set<number>[] = [new Set()];
  const keys = new Map<string, number>([["", 0]]);
  const ofValue = new Map<number, number>();
  const intern = (set: Set<number>) => {
    const key = [...set].sort((a, b) => a - b).join(" ");
    const known = keys.get(key) ?? sets.push(set) - 1;
    keys.set(key, known);
    return known;
  };
  const ports = [...draft.inputs, ...draft.states];
  for (const [index, { value }] of ports.entries()) {
    ofValue.set(value, intern(new Set([ports.length > mostInputs ? 0 : index])));
  }
  for (const call of draft.calls) {
    const from = new Set(operands(call).map((value) => ofValue.get(value) ?? 0));
    const [only] = from;
    const set = from.size <= 1 ? (only ?? 0) : intern(new Set([...from].flatMap((origin) => [...at(sets, origin)])));
    for (const { id } of call.results) ofValue.set(id, set);
  }
  return { sets, of: (value) => ofValue.get(value) ?? 0 };
}

/**
 * The inputs that lie beside the flow: something that rests on one of them alone is read at several places that also read
 * the flow, as a mask or the encoding of a time step is. One input at least is none of them.
 */
function besideOf(draft: Draft, origins: Origins, readers: (value: number) => readonly number[]): ReadonlySet<number> {
  const ports = [...draft.inputs, ...draft.states];
  if (ports.length < 2 || ports.length > mostInputs) return new Set();
  const mixed = ports.map(() => 0);
  const look = (value: number) => {
    const [input, ...others] = at(origins.sets, origins.of(value));
    if (input === undefined || others.length > 0) return;
    const elsewhere = new Set(
      readers(value).filter((reader) => {
        const result = draft.calls[reader]?.results[0];
        return result !== undefined && at(origins.sets, origins.of(result.id)).size > 1;
      }),
    );
    mixed[input] = Math.max(mixed[input] ?? 0, elsewhere.size);
  };
  for (const { value } of ports) look(value);
  for (const { results } of draft.calls) for (const { id } of results) look(id);
  const least = Math.min(...mixed);
  return new Set(mixed.flatMap((count, input) => (count > least && count >= 2 ? [input] : [])));
}
