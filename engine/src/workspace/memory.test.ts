import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { Workspace } from "./workspace.ts";

it("keeps no analysis of a text that has been edited since", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const workspace = new Workspace({ library: "file:///std/", roots: [] });
  const analyses = [1, 2, 3, 4, 5, 6].map((features) => {
    workspace.open("file:///a.net", `net n {\n  input x: f32[1, 8]\n  y = x -> linear(${features})\n  output y\n}\n`);
    const analysis = workspace.analyse("file:///a.net");
    expect(analysis?.lines.get(2)?.cost.figures.macs).toBe(8 * features);
    return new WeakRef(analysis ?? {});
  });
  // What a turn has looked at through a weak reference lives until it ends.
  await new Promise((resolve) => setTimeout(resolve, 10));
  collectGarbage();
  expect(analyses.slice(0, -1).filter((analysis) => analysis.deref() !== undefined)).toHaveLength(0);
});
