/** Every action that is offered anywhere in the examples and the library, and in examples whose ops are called by their paths. */
import { describe, expect, it } from "vitest";
import { alignChannels } from "../../server/src/actions/alignChannels.ts";
import { extractBlock } from "../../server/src/actions/extractBlock.ts";
import { foldRepeat } from "../../server/src/actions/foldRepeat.ts";
import { inlineBlock } from "../../server/src/actions/inlineBlock.ts";
import { keepFloat } from "../../server/src/actions/keepFloat.ts";
import { labelOp } from "../../server/src/actions/labelOp.ts";
import { storeOnBoard } from "../../server/src/actions/storeOnBoard.ts";
import { shippedFiles, type Tally, tryActions, tryFixes, withPolicy, withTarget } from "../kit/everyAction.ts";
import { readText } from "../kit/files.ts";

/** So many offers of one action are tried in one file. */
const perAction = 6;

describe("actions everywhere", { timeout: 60_000 }, () => {
  const tried: Tally = new Map();
  const fixed: Tally = new Map();

  it.each(shippedFiles)("%s", (file) => {
    tryActions(file, readText(file), tried, { perAction });
  });

  it.each(shippedFiles)("put right what is broken in %s", (file) => tryFixes(file, fixed));

  it("are tried", () => {
    for (const name of refactorings) expect(tried.get(name) ?? 0, name).toBeGreaterThan(0);
    for (const name of quickFixes) expect(fixed.get(name) ?? 0, name).toBeGreaterThan(0);
  });
});

describe("actions that give ops other paths", { timeout: 60_000 }, () => {
  const list = [labelOp, inlineBlock, extractBlock, foldRepeat];
  const tried: Tally = new Map();
  let refused = 0;

  it.each(shippedFiles)("take a policy along in %s", (file) => {
    const text = withPolicy(file);
    if (text !== undefined) refused += tryActions(file, text, tried, { perAction: 3, everyPlace: 11, list });
  });

  it("are tried, and seldom refused", () => {
    for (const { name } of [labelOp, inlineBlock, extractBlock]) expect(tried.get(name) ?? 0, name).toBeGreaterThan(0);
    const done = [...tried.values()].reduce((sum, count) => sum + count, 0);
    expect(refused).toBeLessThan(done);
  });
});

describe("actions that make a net faster on its targets", { timeout: 60_000 }, () => {
  const list = [alignChannels, keepFloat, storeOnBoard];
  const tried: Tally = new Map();

  it.each(shippedFiles)("make no errors in %s", (file) => {
    for (const line of ["  target odd, stm32f746", '  target odd\n  policy { "**": @int8 }']) {
      const text = withTarget(file, line);
      if (text !== undefined) tryActions(file, text, tried, { perAction: 3, everyPlace: 7, list });
    }
  });

  it("are tried", () => {
    for (const { name } of list) expect(tried.get(name) ?? 0, name).toBeGreaterThan(0);
  });
});

/** Actions that the examples have a use for. */
const refactorings = ["extractBlock", "inlineBlock", "labelOp", "literalToParameter", "assertType", "addBudget"];
const quickFixes = ["nearestName", "declareDim", "addImport", "addOutput"];
