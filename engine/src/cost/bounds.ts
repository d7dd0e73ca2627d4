/**
 * What a net with open choices may cost at least and at most. Few nets are all tried; of many, each figure is driven down
 * and up by settling one choice after the other, which finds the ends wherever a choice's best option does not depend on
 * the others, as it is for figures that only grow with each of them.
 */
import type { Choice } from "../graph/graph.ts";
import { metrics } from "./metrics.ts";
import type { NetCost } from "./summary.ts";

/** Which option each choice takes, by its address and as it is written; the first where none is named. */
export type Picks = ReadonlyMap<string, string>;

export interface Bounds {
  /** By metric: `params`, `macs`, `flops`, `size`, `peak`. */
  readonly ranges: ReadonlyMap<string, { readonly min: number; readonly max: number }>;
  /** All nets were tried; else a net beyond the bounds may be there. */
  readonly isExact: boolean;
}

/** So many nets are all tried. */
const maximumNets = 64;

/** After so many nets it is no longer worth the wait. */
const maximumTrials = 4000;

const measured = metrics.filter((metric) => metric.of !== undefined);

/** Step by step, so that long work can be given up between steps. `costs` elaborates the net with the choices picked. */
export function* boundsOf(
  choices: readonly Choice[],
  costs: (picks: Picks) => NetCost,
): Generator<undefined, Bounds | undefined> {
  if (choices.length === 0) return undefined;
  const trials = new Trials(costs);
  const isExact = yield* everyNet(trials);
  if (!isExact) {
    for (const { name } of measured) {
      yield* settle(trials, name, (a, b) => a < b);
      yield* settle(trials, name, (a, b) => a > b);
    }
  }
  return { ranges: trials.ranges, isExact };
}

class Trials {
  readonly ranges = new Map<string, { min: number; max: number }>();
  private readonly known = new Map<string, Trial>();
  private readonly costs: (picks: Picks) => NetCost;

  constructor(costs: (picks: Picks) => NetCost) {
    this.costs = costs;
  }

  get count(): number {
    return this.known.size;
  }

  at(picks: Picks): Trial {
    const key = [...picks]
      .map(([address, option]) => `${address}=${option}`)
      .sort()
      .join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const cost = this.costs(picks);
    const figures = new Map(measured.map(({ name, of }) => [name, of?.(cost) ?? 0]));
    for (const [name, value] of figures) {
      const range = this.ranges.get(name) ?? { min: value, max: value };
      this.ranges.set(name, { min: Math.min(range.min, value), max: Math.max(range.max, value) });
    }
    const trial = { choices: cost.graph.choices, figures };
    this.known.set(key, trial);
    return trial;
  }
}

interface Trial {
  readonly choices: readonly Choice[];
  readonly figures: ReadonlyMap<string, number>;
}

/** Tries every net; false, and some of them tried, where there are too many. What is picked may open further choices. */
function* everyNet(trials: Trials): Generator<undefined, boolean> {
  const open: Picks[] = [new Map()];
  for (let picks = open.pop(); picks !== undefined; picks = open.pop()) {
    const { choices } = trials.at(picks);
    const next = choices.find(({ address }) => !picks?.has(address));
    yield;
    if (next === undefined) continue;
    for (const option of next.options) open.push(new Map([...picks, [next.address, option]]));
    if (trials.count + open.length > maximumNets) return false;
  }
  return true;
}

/** Settles one choice after the other on the option that makes the figure best while the others stay. */
function* settle(
  trials: Trials,
  metric: string,
  isBetter: (a: number, b: number) => boolean,
): Generator<undefined, void> {
  let picks: Picks = new Map();
  for (;;) {
    const next = trials.at(picks).choices.find(({ address }) => !picks.has(address));
    if (next === undefined || trials.count > maximumTrials) return;
    let best: { readonly picks: Picks; readonly value: number } | undefined;
    for (const option of next.options) {
      const tried = new Map([...picks, [next.address, option]]);
      const value = trials.at(tried).figures.get(metric) ?? 0;
      if (best === undefined || isBetter(value, best.value)) best = { picks: tried, value };
      yield;
    }
    if (best === undefined) return;
    picks = best.picks;
  }
}
