import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { folding } from "./folding.ts";

/** `1-4 comment`: lines counted from 1. */
function folds(text: string): readonly string[] {
  return folding(analyseText(text).module).map(
    ({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind === undefined ? "" : ` ${kind}`}`,
  );
}

describe("folding", () => {
  it("folds bodies, and leaves their closing braces in sight", () => {
    expect(
      folds(`net n {
  input x: f32[1, 8] {
    range 0..1
  }
  y = x -> repeat 2 {
    linear(8)
  }
  output y
}
`),
    ).toEqual(["1-8", "2-3", "5-6"]);
  });

  it("folds lists and arguments over several lines, also where they end behind their last entry", () => {
    expect(
      folds(`net n {
  input x: f32[1, 8]
  a = [
    1,
    2
  ]
  y = x -> linear(8,
                  bias=false)
  output y
}
`),
    ).toEqual(["1-9", "3-5", "7-8"]);
  });

  it("folds parameters over several lines apart from the body", () => {
    expect(folds("block b(x,\n  out: int) {\n  return x -> linear(out)\n}\n")).toEqual(["1-2", "2-3"]);
  });

  it("folds comments in a row, and imports in a row", () => {
    expect(
      folds(`# One.
# Two.

import "a.net" { a }
# Between.
import "b.net" {
  b
}
import "c.net" { c }

block d(x) { return x }
# Alone.
import "d.net" {
  e
}
`),
    ).toEqual(["1-2 comment", "4-9 imports", "6-7", "13-14"]);
  });

  it("folds what is not closed yet, up to what comes next", () => {
    expect(
      folds("net n {\n  input x: f32[1]\n  y = x -> repeat 2 {\n    relu\nnet m {\n  input x: f32[1]\n}\n"),
    ).toEqual(["1-4", "3-4", "5-6"]);
    expect(folds("net n {\n")).toEqual([]);
    expect(folds("")).toEqual([]);
  });
});
