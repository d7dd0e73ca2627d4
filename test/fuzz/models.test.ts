/** A thousand spoiled models; `LATHE_FUZZ_MODELS` says how many instead. */
import { beforeAll, describe, expect, it } from "vitest";
import { type ModelCase, modelCase, seedModels } from "./models.ts";

const cases = Number(process.env.LATHE_FUZZ_MODELS ?? 1000);
/** The same cases every time: a test that fails now and then is no test. */
const seed = 1;
const portion = 250;

describe("spoiled models", () => {
  let seeds: readonly Uint8Array[] = [];
  const done: ModelCase[] = [];
  beforeAll(async () => {
    seeds = await seedModels();
  });

  for (let first = 0; first < cases; first += portion) {
    it(`from ${first} on are a net or a refusal that says why, at once`, () => {
      for (let number = first; number < Math.min(cases, first + portion); number++) {
        const one = modelCase(seeds, seed, number);
        done.push(one);
        expect(`${number}, ${one.change}: ${one.result === "threw" ? one.message : "well"}`).toMatch(/well$/);
        expect(one.milliseconds).toBeLessThan(10_000);
        if (one.result === "refused") expect(one.message).toMatch(/^\S[\s\S]{5,}/);
      }
    }, 120_000);
  }

  it("are both: some can still be read, and some cannot", () => {
    expect(done.filter(({ result }) => result === "net").length).toBeGreaterThan(cases / 20);
    expect(done.filter(({ result }) => result === "refused").length).toBeGreaterThan(cases / 20);
  });
});
