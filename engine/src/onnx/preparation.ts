/** How images become the inputs of a model, in its metadata: `{ "image": { "range": [0, 1], "mean": [0.5] } }`. */
import type { Dim } from "../base/dim.ts";
import type { Graph, Preparation } from "../graph/graph.ts";

/** Where a model says it. */
export const preparationKey = "lathe.preparation";

/** The entry of a model's metadata; nothing where the net states no preparation. */
export function preparationEntry({ inputs }: Pick<Graph, "inputs">): readonly (readonly [string, string])[] {
  const stated = inputs.flatMap(({ name, preparation }) => (preparation === undefined ? [] : [[name, preparation]]));
  return stated.length === 0 ? [] : [[preparationKey, JSON.stringify(Object.fromEntries(stated))]];
}

/** Reads what the entry says of one input of this shape; whatever Lathe would not have written is left out. */
export function readPreparation(
  metadata: ReadonlyMap<string, string>,
  name: string,
  shape: readonly Dim[],
): Preparation | undefined {
  const stated = parsed(metadata.get(preparationKey) ?? "{}");
  const entry = isRecord(stated) && Object.hasOwn(stated, name) ? stated[name] : undefined;
  if (!isRecord(entry)) return undefined;
  const { range, mean, std, channels } = entry;
  const isPerChannel = (value: unknown) => isNumbers(value) && (value.length === 1 || value.length === shape[1]);
  const [low, high] = isNumbers(range) ? range : [];
  return {
    ...(low !== undefined && high !== undefined && low < high && { range: [low, high] as const }),
    ...(isNumbers(mean) && isPerChannel(mean) && { mean }),
    ...(isNumbers(std) && isPerChannel(std) && std.every((number) => number > 0) && { std }),
    ...((channels === "rgb" || channels === "bgr") && { channels }),
  };
}

/** The braces of an input in a text, with a blank in front; nothing where there is nothing to say. */
export function preparationText(preparation: Preparation | undefined): string {
  const { range, mean, std, channels } = preparation ?? {};
  const list = (numbers: readonly number[]) => (numbers.length === 1 ? `${numbers[0]}` : `[${numbers.join(", ")}]`);
  const ends = range?.every(Number.isInteger) === true ? range.join("..") : `[${range?.join(", ")}]`;
  const settings = [
    ...(range === undefined ? [] : [`range ${ends}`]),
    ...(mean === undefined ? [] : [`mean ${list(mean)}`]),
    ...(std === undefined ? [] : [`std ${list(std)}`]),
    ...(channels === undefined ? [] : [`channels ${channels}`]),
  ];
  return settings.length === 0 ? "" : ` { ${settings.join(", ")} }`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => Number.isFinite(entry));
}
