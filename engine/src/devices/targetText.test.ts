import { describe, expect, it } from "vitest";
import { isRefusal } from "../base/report.ts";
import { targetText } from "./target.ts";
import { readTarget, splitTargets } from "./targetText.ts";

describe("targets of a command line", () => {
  it("are apart at commas, but not at those in parentheses and quotes", () => {
    expect(splitTargets('pixel4(threads=4, precision=int8), host,,a(runtime="x,)y")')).toEqual([
      "pixel4(threads=4, precision=int8)",
      "host",
      'a(runtime="x,)y")',
    ]);
  });

  it.each(["pixel4", "./table.json", "pixel4(threads=4, precision=int8)", 'pixel4(runtime="tflite-2.1")'])(
    "%s is read and written as it was",
    (text) => {
      const target = readTarget(text);
      expect(isRefusal(target) ? target.message : targetText(target.name, target.settings)).toBe(text);
    },
  );

  it.each(["", "(threads=4)", "pixel4(threads=4", "pixel4(4)", "pixel4(threads)"])("%j is refused", (text) => {
    expect(isRefusal(readTarget(text))).toBe(true);
  });
});
