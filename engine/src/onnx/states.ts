/** States of a net in the metadata of a model, where they are inputs and outputs: `[["past", "past_next", 0]]`. */

/** Where a model says which of its inputs are states: a list of [input, output, first value]. */
export const stateKey = "lathe.states";

export interface StateNames {
  readonly input: string;
  /** The output that has its next value. */
  readonly output: string;
  readonly initial: number;
}

/** The entry of a model's metadata; nothing where the net has no states. */
export function statesEntry(states: readonly StateNames[]): readonly (readonly [string, string])[] {
  if (states.length === 0) return [];
  return [[stateKey, JSON.stringify(states.map(({ input, output, initial }) => [input, output, initial]))]];
}

/** Reads the entry; whatever Lathe would not have written is left out, and so is an input or output that has a state already. */
export function readStates(metadata: ReadonlyMap<string, string>): readonly StateNames[] {
  const stated = parsed(metadata.get(stateKey) ?? "[]");
  if (!Array.isArray(stated)) return [];
  const taken = new Set<string>();
  return stated.flatMap((entry: unknown): readonly StateNames[] => {
    if (!Array.isArray(entry) || entry.length !== 3) return [];
    const [input, output, initial] = entry as readonly unknown[];
    if (typeof input !== "string" || typeof output !== "string" || typeof initial !== "number") return [];
    if (taken.has(`in ${input}`) || taken.has(`out ${output}`)) return [];
    taken.add(`in ${input}`).add(`out ${output}`);
    return [{ input, output, initial }];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
