/** Two versions of a net held against each other: layers matched by their paths, figures subtracted. */
import { type Dim, formatDim, tooLarge } from "../base/dim.ts";
import { formatTensor, type TensorType } from "../base/tensor.ts";
import type { Op } from "../graph/graph.ts";
import { samplesOf, storedType, tensorBytes } from "./figures.ts";
import type { NetCost } from "./summary.ts";

export const totalNames = ["params", "macs", "flops", "weightBytes", "sizeBytes", "peakBytes"] as const;
export type TotalName = (typeof totalNames)[number];

export const layerAmountNames = [
  "macs",
  "flops",
  "params",
  "weightBytes",
  "sizeBytes",
  "outputBytes",
  "liveBytes",
] as const;
export type LayerAmountName = (typeof layerAmountNames)[number];
/** Undefined is not known. */
export type LayerAmounts = Readonly<Record<LayerAmountName, number | undefined>>;

/** One op of one version. */
export interface Layer {
  readonly path: string;
  readonly operator: string;
  /** Its first result as it is stored; undefined where it has none. */
  readonly output: TensorType | undefined;
  /** As they are written: `@prune(share=0.25)`. */
  readonly annotations: readonly string[];
  /** Of these, `liveBytes` says less of the op than of its surroundings: all that is alive while it runs. */
  readonly amounts: LayerAmounts;
}

/**
 * `moved`: the same op at the same place in the order, under another path. `changed`: something of the op itself differs;
 * what is alive around it may differ in ops that are the `same`, too.
 */
export type LayerStatus = "added" | "removed" | "changed" | "moved" | "same";

/** One op in both versions, or in the one that has it. */
export interface LayerDiff {
  readonly status: LayerStatus;
  readonly before: Layer | undefined;
  readonly after: Layer | undefined;
  /** After minus before; an op that is not there costs nothing. */
  readonly delta: LayerAmounts;
  /** Arguments that differ, where both versions have the op and it has the same operator. */
  readonly parameters: readonly ParameterDiff[];
}

export interface ParameterDiff {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A total in both versions; undefined where there is no such version. */
export interface TotalDiff {
  readonly name: TotalName;
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** After minus before; undefined where one of them is only known to be "at least" what it says. */
  readonly delta: number | undefined;
}

export interface NetDiff {
  readonly before: NetCost | undefined;
  readonly after: NetCost | undefined;
  readonly totals: readonly TotalDiff[];
  /** In the order of the later version; what it no longer has stands where it stood. */
  readonly layers: readonly LayerDiff[];
}

/** Compares two versions of a net, of which one may not exist. Never throws. */
export function diffOf(before: NetCost | undefined, after: NetCost | undefined): NetDiff {
  const earlier = sideOf(before);
  const later = sideOf(after);
  const layers = inOrder(earlier, later, matches(earlier, later));
  const isUnderstood = before?.graph.isIncomplete !== true && after?.graph.isIncomplete !== true;
  const isCounted = isUnderstood && isComparable(layers);
  const isSized = isUnderstood && before?.liveness.isPartial !== true && after?.liveness.isPartial !== true;
  const totals = totalNames.map((name): TotalDiff => {
    const [from, to] = [totalOf(before, name), totalOf(after, name)];
    const isExact = name === "peakBytes" ? isSized : isCounted;
    return { name, before: from, after: to, delta: isExact ? difference(from ?? 0, to ?? 0) : undefined };
  });
  return { before, after, totals, layers };
}

/** After minus before; undefined where one is unknown, or too large to be subtracted from. */
function difference(before: number | undefined, after: number | undefined): number | undefined {
  if (before === 0) return after;
  return before === undefined || after === undefined || before === tooLarge || after === tooLarge
    ? undefined
    : after - before;
}

function totalOf(cost: NetCost | undefined, name: TotalName): number | undefined {
  if (cost === undefined) return undefined;
  const amount = name === "peakBytes" ? cost.liveness.peakBytes : cost.totals[name];
  return amount > Number.MAX_SAFE_INTEGER ? tooLarge : amount;
}

/** Whether what cannot be counted is the same in both versions, so that it makes no difference between them. */
function isComparable(layers: readonly LayerDiff[]): boolean {
  const isKnown = (layer: Layer | undefined) => layer === undefined || layer.amounts.macs !== undefined;
  return layers.every(
    ({ status, before, after }) => status === "same" || status === "moved" || (isKnown(before) && isKnown(after)),
  );
}

/** An op with what is compared of it. */
interface Entry {
  readonly op: Op;
  readonly layer: Layer;
}

function sideOf(cost: NetCost | undefined): readonly Entry[] {
  if (cost === undefined) return [];
  const { graph, figures, liveness } = cost;
  const samples = samplesOf(graph);
  return graph.ops.map((op, index) => {
    const own = figures[index];
    const isCounted = own !== undefined && own.uncounted === 0;
    const [output] = op.outputs;
    const result = output === undefined ? undefined : graph.tensors[output];
    const layer: Layer = {
      path: op.path,
      operator: op.operator.name,
      output: result === undefined ? undefined : storedType(result),
      annotations: op.annotations.map(({ reading }) => annotationText(reading.name, reading.parameters)),
      amounts: {
        macs: isCounted ? own.macs : undefined,
        flops: isCounted ? own.flops : undefined,
        params: isCounted ? own.params : undefined,
        weightBytes: isCounted ? own.weightBytes : undefined,
        sizeBytes: isCounted ? own.sizeBytes : undefined,
        outputBytes: output === undefined ? 0 : tensorBytes(graph, output, samples),
        liveBytes: liveness.bytes[index],
      },
    };
    return { op, layer };
  });
}

function annotationText(name: string, parameters: Readonly<Record<string, unknown>>): string {
  const written = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const list = written.map(([key, value]) => `${key}=${valueText(value)}`).join(", ");
  return list === "" ? `@${name}` : `@${name}(${list})`;
}

/** Which op of the earlier version is which of the later one: by index, for all that have a partner. */
function matches(before: readonly Entry[], after: readonly Entry[]): ReadonlyMap<number, number> {
  const places = new Map(after.map(({ layer }, index) => [layer.path, index]));
  const found = new Map<number, number>();
  for (const [index, { layer }] of before.entries()) {
    const same = places.get(layer.path);
    if (same !== undefined) found.set(index, same);
  }
  return new Map([...found, ...moves(before, after, found)]);
}

/**
 * Ops that have another path now: between two ops that kept theirs, what was removed and what was added is held side by
 * side in order, and ops that are equal in all but the path are partners.
 */
function moves(
  before: readonly Entry[],
  after: readonly Entry[],
  found: ReadonlyMap<number, number>,
): readonly (readonly [number, number])[] {
  const removed = gaps(before, new Set(found.keys()));
  const added = gaps(after, new Set(found.values()));
  return [...removed].flatMap(([anchor, olds]) => {
    const news = added.get(anchor) ?? [];
    const signature = (side: readonly Entry[]) => (index: number) => signatureOf(side[index]);
    return commonInOrder(olds.map(signature(before)), news.map(signature(after))).flatMap(([from, to]) => {
      const [old, now] = [olds[from], news[to]];
      return old === undefined || now === undefined ? [] : [[old, now] as const];
    });
  });
}

/** The ops without a partner, by the path of the last op before them that has one. */
function gaps(side: readonly Entry[], matched: ReadonlySet<number>): ReadonlyMap<string, readonly number[]> {
  const result = new Map<string, number[]>();
  let anchor = "";
  for (const [index, { layer }] of side.entries()) {
    if (matched.has(index)) {
      anchor = layer.path;
      continue;
    }
    const gap = result.get(anchor);
    if (gap === undefined) result.set(anchor, [index]);
    else gap.push(index);
  }
  return result;
}

/** Equal for ops that differ in nothing but their path and what is alive around them. */
function signatureOf(entry: Entry | undefined): string {
  if (entry === undefined) return "";
  const { operator, output, annotations, amounts } = entry.layer;
  const type = output === undefined ? "" : formatTensor(output);
  const own = ownAmounts.map((name) => String(amounts[name]));
  const parameters = Object.entries(parametersOf(entry.op)).map(([name, value]) => `${name}=${value}`);
  return JSON.stringify([operator, type, annotations, own, parameters]);
}

const ownAmounts = layerAmountNames.filter((name) => name !== "liveBytes");

/** Longer stretches are not searched: the table of the search would have more cells than this. */
const maximumCells = 4_000_000;

/** A longest list of pairs of equal items, in the order of both. Equal beginnings and ends need no search. */
function commonInOrder(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const middle = longestCommon(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [
    ...Array.from({ length: start }, (_, index) => [index, index] as const),
    ...middle.map(([from, to]) => [from + start, to + start] as const),
    ...Array.from({ length: end }, (_, index) => [before.length - end + index, after.length - end + index] as const),
  ];
}

function longestCommon(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  const width = after.length + 1;
  if ((before.length + 1) * width > maximumCells) return [];
  // At [i, j]: how many pairs the items from i and from j on can form.
  const table = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      table[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (before[i] === after[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

function inOrder(
  before: readonly Entry[],
  after: readonly Entry[],
  partners: ReadonlyMap<number, number>,
): readonly LayerDiff[] {
  const backwards = new Map([...partners].map(([from, to]) => [to, from]));
  const result: LayerDiff[] = [];
  /** What was removed right behind this op of the earlier version; -1 is the beginning. */
  const addRemovedBehind = (index: number) => {
    for (let at = index + 1; at < before.length && !partners.has(at); at++)
      result.push(layerDiff(before[at], undefined));
  };
  addRemovedBehind(-1);
  for (const [index, entry] of after.entries()) {
    const from = backwards.get(index);
    result.push(layerDiff(from === undefined ? undefined : before[from], entry));
    if (from !== undefined) addRemovedBehind(from);
  }
  return result;
}

function layerDiff(before: Entry | undefined, after: Entry | undefined): LayerDiff {
  const parameters = parameterDiffs(before?.op, after?.op);
  const [from, to] = [before?.layer, after?.layer];
  return { status: statusOf(from, to, parameters), before: from, after: to, delta: deltaOf(from, to), parameters };
}

function statusOf(
  before: Layer | undefined,
  after: Layer | undefined,
  parameters: readonly ParameterDiff[],
): LayerStatus {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  if (before.path !== after.path) return "moved";
  const isSame =
    before.operator === after.operator &&
    parameters.length === 0 &&
    typeText(before.output) === typeText(after.output) &&
    before.annotations.join() === after.annotations.join() &&
    ownAmounts.every((name) => before.amounts[name] === after.amounts[name]);
  return isSame ? "same" : "changed";
}

function typeText(type: TensorType | undefined): string {
  return type === undefined ? "" : formatTensor(type);
}

function deltaOf(before: Layer | undefined, after: Layer | undefined): LayerAmounts {
  const of = (name: LayerAmountName) =>
    difference(before === undefined ? 0 : before.amounts[name], after === undefined ? 0 : after.amounts[name]);
  const isOnBothSides = before !== undefined && after !== undefined;
  return {
    macs: of("macs"),
    flops: of("flops"),
    params: of("params"),
    weightBytes: of("weightBytes"),
    sizeBytes: of("sizeBytes"),
    outputBytes: of("outputBytes"),
    // What is alive while an op runs is not the op's own, so an op alone adds and removes none.
    liveBytes: isOnBothSides ? of("liveBytes") : undefined,
  };
}

function parameterDiffs(before: Op | undefined, after: Op | undefined): readonly ParameterDiff[] {
  if (before === undefined || after === undefined || before.operator.name !== after.operator.name) return [];
  const from = parametersOf(before);
  const to = parametersOf(after);
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name) => {
    const [old = "none", now = "none"] = [from[name], to[name]];
    return old === now ? [] : [{ name, before: old, after: now }];
  });
}

/** The arguments as they are written, defaults included; tensors are wiring and no arguments. */
function parametersOf({ operator, call }: Op): Readonly<Record<string, string>> {
  const plain = Object.entries(call.parameters).filter(([name]) => operator.parameters[name]?.isTensor !== true);
  return Object.fromEntries(plain.map(([name, value]) => [name, valueText(value)]));
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return `"${value}"`;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (isSymbolic(value)) return formatDim(value);
  return "values" in value ? valueText(value.values) : JSON.stringify(value);
}

function isSymbolic(value: object): value is Exclude<Dim, number> {
  return "kind" in value && (value.kind === "polynomial" || value.kind === "unknown");
}
