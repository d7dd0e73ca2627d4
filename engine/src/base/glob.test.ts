import { describe, expect, it } from "vitest";
import { fill, glob } from "./glob.ts";

describe("glob", () => {
  it.each([
    ["**", "layer1[0].conv1", ["layer1.0.conv1"]],
    ["layer1.**", "layer1[0].conv1", ["0.conv1"]],
    ["layer1.**", "layer1", [""]],
    ["**.bn", "bn", [""]],
    ["**.bn", "stem.bn", ["stem"]],
    ["layer*.*.conv?", "layer1.0.conv?", ["1", "0"]],
    ["body.repeat[6].**", "body.repeat[6].expand", ["expand"]],
    ["**.conv*.**", "a.b.conv1.c.conv2", ["a.b", "1", "c.conv2"]],
    ["a*b*c", "a1b2b3c", ["1", "2b3"]],
  ])("%s matches %s", (pattern, path, stars) => {
    expect(glob(pattern).match(path)).toEqual(stars);
  });

  it.each([
    ["layer1.*", "layer1[0].conv1"],
    ["layer1.**", "layer10.conv"],
    ["*.bn", "bn"],
    ["conv", "conv1"],
    ["", "conv"],
  ])("%s does not match %s", (pattern, path) => {
    expect(glob(pattern).match(path)).toBeUndefined();
  });

  it("takes no time over many stars", () => {
    const pattern = glob(`${"**.a*a*.".repeat(50)}x`);
    const path = Array.from({ length: 200 }, () => "aaaaaaaaaaaaaaaaaaaa").join(".");
    const start = performance.now();
    expect(pattern.match(path)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("fill", () => {
  it.each([
    ["ours.**", ["0.conv"], "ours.0.conv"],
    ["ours.**", [""], "ours"],
    ["layer*.*.x", ["1", "0"], "layer1.0.x"],
    ["a[0].*", ["b"], "a.0.b"],
  ])("%s with %j is %s", (pattern, stars, filled) => {
    expect(fill(pattern, stars)).toBe(filled);
  });
});
