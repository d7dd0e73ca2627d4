/** Repetition in lists of numbers: runs of a unit, and stretches that occur more than once. */

/** `count` times the same `period` entries, from `from` on. */
export interface Run {
  readonly from: number;
  readonly period: number;
  readonly count: number;
}

export interface RunOptions {
  readonly longest: number;
  readonly shortest?: number;
  isWanted(from: number, period: number, count: number): boolean;
  /** Of runs that could begin here or there the better one has more of this; 0 if it is left out. */
  quality?(from: number, period: number, count: number): number;
}

/** Runs of at least two units that do not overlap, short units first; where a unit may begin later, `isWanted` chooses. */
export function runsOf(keys: readonly number[], options: RunOptions): readonly Run[] {
  const { longest, shortest = 1 } = options;
  const taken = keys.map(() => false);
  const runs: Run[] = [];
  for (let period = shortest; period <= Math.min(longest, keys.length >> 1); period++) {
    for (let start = 0; start + 2 * period <= keys.length; ) {
      let end = start;
      while (end + period < keys.length && keys[end] === keys[end + period] && !taken[end] && !taken[end + period])
        end++;
      const run = end - start < period ? undefined : bestRun(keys, start, end + period, period, options);
      if (run !== undefined) {
        runs.push(run);
        taken.fill(true, run.from, run.from + run.count * run.period);
      }
      start = end + 1;
    }
  }
  return runs.sort((a, b) => a.from - b.from);
}

/** The run with most units; of equally good ones the one that begins last, so that what is left over stands before it. */
function bestRun(
  keys: readonly number[],
  start: number,
  end: number,
  period: number,
  { isWanted, quality = () => 0 }: RunOptions,
): Run | undefined {
  if (isPeriodic(keys, start, period)) return undefined;
  let best: (Run & { readonly quality: number }) | undefined;
  for (let from = start; from < start + period; from++) {
    const count = Math.floor((end - from) / period);
    if (count < 2 || (best !== undefined && count < best.count) || !isWanted(from, period, count)) continue;
    const own = quality(from, period, count);
    if (best === undefined || own >= best.quality) best = { from, period, count, quality: own };
  }
  return best;
}

/** Whether a unit is itself a run of a shorter one. */
function isPeriodic(keys: readonly number[], start: number, period: number): boolean {
  for (let shorter = 1; shorter <= period >> 1; shorter++) {
    if (period % shorter !== 0) continue;
    let same = true;
    for (let i = start; i + shorter < start + period; i++) same &&= keys[i] === keys[i + shorter];
    if (same) return true;
  }
  return false;
}

export interface Stretch {
  readonly length: number;
  readonly places: readonly { readonly text: number; readonly from: number }[];
}

const longestStretch = 40;
/** Calls that a stretch must hold to be worth a name. */
const smallest = 4;

export interface Texts {
  /** Equal numbers for equal entries; -1 for those that no stretch may hold. */
  readonly words: readonly (readonly number[])[];
  /** How many calls stand in each entry. */
  readonly sizes: readonly (readonly number[])[];
  /** Where a stretch begins well. */
  readonly starts: readonly (readonly boolean[])[];
  /** How much the entries of a place have in common otherwise; places with less than most are left out, where that is known. */
  depth(place: Stretch["places"][number], length: number): number | undefined;
}

/** The stretch that saves most when all of its places are written as calls of one block; undefined where nothing is saved. */
export function commonStretch({ words, sizes, starts, depth }: Texts): Stretch | undefined {
  let windows = words.map((text) => [...text]);
  let best: { readonly saved: number; readonly begins: number; readonly stretch: Stretch } | undefined;
  for (let length = 2; length <= longestStretch; length++) {
    const ids = new Map<string, number>();
    const places = new Map<number, { readonly text: number; readonly from: number }[]>();
    windows = windows.map((window, text) =>
      window.slice(0, -1).map((id, from) => {
        // A window that is unique is -1, and so is every longer one.
        const next = window[from + 1] ?? -1;
        if (id < 0 || next < 0) return -1;
        const key = `${id} ${next}`;
        const known = ids.get(key) ?? ids.size;
        ids.set(key, known);
        const found = places.get(known);
        if (found === undefined) places.set(known, [{ text, from }]);
        else found.push({ text, from });
        return known;
      }),
    );
    let isAny = false;
    const single = new Set<number>();
    for (const [id, all] of places) {
      const apart = withoutOverlaps(all, length);
      if (apart.length < 2) {
        single.add(id);
        continue;
      }
      isAny = true;
      const [first] = apart;
      if (first === undefined) continue;
      const size = (sizes[first.text] ?? [])
        .slice(first.from, first.from + length)
        .reduce((sum, part) => sum + part, 0);
      const saved = (apart.length - 1) * size - 2 * apart.length - 3;
      if (size < smallest || saved <= 0) continue;
      const begins = apart.filter(({ text, from }) => starts[text]?.[from] === true).length;
      const isBetter = best === undefined || saved > best.saved || (saved === best.saved && begins > best.begins);
      if (isBetter) best = { saved, begins, stretch: { length, places: apart } };
    }
    if (!isAny) break;
    windows = windows.map((window) => window.map((id) => (single.has(id) ? -1 : id)));
  }
  return best === undefined ? undefined : related(best.stretch, depth);
}

/** Without the places that mix what the others keep together, such as the stem of a net with its first block. */
function related({ length, places }: Stretch, depth: Texts["depth"]): Stretch {
  const depths = places.map((place) => depth(place, length));
  const known = depths.filter((one) => one !== undefined).sort((a, b) => a - b);
  const usual = known[known.length >> 1] ?? 0;
  const kept = places.filter((_, index) => (depths[index] ?? usual) >= usual);
  return { length, places: kept.length > 1 ? kept : places };
}

function withoutOverlaps(places: Stretch["places"], length: number): Stretch["places"] {
  const apart: { readonly text: number; readonly from: number }[] = [];
  for (const place of places) {
    const last = apart.at(-1);
    if (last === undefined || last.text !== place.text || place.from >= last.from + length) apart.push(place);
  }
  return apart;
}
