/** Actions everywhere in a few of the files that ship; `test/fuzz` tries them in all. */
import { describe, expect, it } from "vitest";
import {
  listingTimes,
  shippedFiles,
  type Tally,
  tryActions,
  tryFixes,
  withPolicy,
} from "../../../test/kit/everyAction.ts";
import { readText } from "../../../test/kit/files.ts";
import { extractBlock } from "./extractBlock.ts";
import { foldRepeat } from "./foldRepeat.ts";
import { inlineBlock } from "./inlineBlock.ts";
import { labelOp } from "./labelOp.ts";

const few = shippedFiles.filter((_, index) => index % 12 === 0);

describe("actions everywhere", { timeout: 60_000 }, () => {
  const tried: Tally = new Map();
  const fixed: Tally = new Map();

  it.each(few)("%s", (file) => {
    tryActions(file, readText(file), tried, { perAction: 2 });
  });

  it.each(few)("put right what is broken in %s", (file) => tryFixes(file, fixed));

  it("keep what a policy says of ops by their paths", () => {
    const text = withPolicy("examples/resnet.net") ?? "";
    const list = [labelOp, inlineBlock, extractBlock, foldRepeat];
    tryActions("examples/resnet.net", text, tried, { perAction: 2, everyPlace: 7, list });
  });

  it("are listed at once on ResNet-50", () => {
    const times = [...listingTimes("examples/resnet.net")].sort((a, b) => a - b);
    // Half of the places answer much faster than this; machines that run tests are slow now and then.
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(20);
  });

  it("are tried", () => {
    for (const { name } of [labelOp, extractBlock, inlineBlock]) expect(tried.get(name) ?? 0, name).toBeGreaterThan(0);
    expect(fixed.get("nearestName") ?? 0).toBeGreaterThan(0);
  });
});
