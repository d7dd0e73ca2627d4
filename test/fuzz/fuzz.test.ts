/** A thousand of the edits that `npm run fuzz` makes, and proof that its measure can fail. */
import { readSource } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { followLines, independentLines, originsOf } from "./dependence.ts";
import { spliced } from "./edits.ts";
import { session, sessionLength } from "./session.ts";
import { Tally } from "./tally.ts";

const cases = 1000;
/** The same cases every time: a test that fails now and then is no test. `npm run fuzz` looks for new ones. */
const seed = 20_000;

describe("a thousand edits", () => {
  const tally = new Tally();
  const failures: string[] = [];
  for (let number = 0; number * sessionLength < cases; number++) {
    it(`session ${number}: nothing throws, nothing is slow, formatting settles, reading on is reading anew`, () => {
      for (const one of session(seed, number)) {
        tally.add(one);
        failures.push(...one.failures.map((failure) => `${one.number}, ${one.edit} in ${one.file}: ${failure}`));
      }
      expect(failures).toEqual([]);
    }, 60_000);
  }

  it("keep the costs of 99 % of the lines that do not depend on them", () => {
    expect(tally.all.independent).toBeGreaterThan(cases);
    expect(tally.keptShare).toBeGreaterThanOrEqual(0.99);
  });
});

describe("what must keep its costs", () => {
  const text = [
    "block double(x, out: int) {", // 0
    "  wide = x -> conv(out, kernel=1)",
    "  return wide -> relu",
    "}",
    "net first(classes: int = 10) {", // 4
    "  input a: f32[1, 3, 8, 8]",
    "  b = a -> conv(4, kernel=3) -> relu",
    "  c = b",
    "    -> conv(8, kernel=3)", // 8
    "    -> relu",
    "  d = a -> relu",
    "  e = c -> double(16)",
    "  f = d -> flatten -> linear(classes)", // 12
    "  output e, f",
    "}",
    "net second {",
    "  input a: f32[1, 3, 8, 8]", // 16
    "  b = a -> relu",
    "  output b",
    "}",
  ].join("\n");

  /** Lines that must keep their costs after a stretch of the text gave way to another. */
  function kept(stretch: string, insert: string): readonly number[] {
    const start = text.indexOf(stretch);
    const splice = { start, end: start + stretch.length, insert };
    const after = spliced(text, splice);
    const origins = followLines(originsOf(text), text, splice, after);
    return [...independentLines(readSource(text), readSource(after), origins).keys()].filter(
      (line) => !/^(?:\}|)$/.test(text.split("\n")[line] ?? ""),
    );
  }

  it("is everything but the line, what is below it in its statement, and what uses its name", () => {
    expect(kept("    -> conv(8, kernel=3)", "    -> conv(8, ker")).toEqual([4, 5, 6, 7, 10, 12, 15, 16, 17, 18]);
  });

  it("is everything else where a line is added that names nothing", () => {
    expect(kept("  d = a", "  }}} ((\n  d = a")).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18]);
  });

  it("is the body of a net whose first line is broken but still names it", () => {
    expect(kept("(classes: int = 10) {", "(classes: int = ")).toEqual(
      [5, 6, 7, 8, 9, 10, 11, 15, 16, 17, 18, 0, 1, 2].sort((a, b) => a - b),
    );
  });

  it("is nothing of a net that is no longer named, and of what only it calls", () => {
    expect(kept("net first", "first")).toEqual([15, 16, 17, 18]);
  });

  it("is not a block that was edited, nor what calls it", () => {
    expect(kept("x -> conv(out", "x -> conv(out + 1")).toEqual([4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 18]);
  });
});
