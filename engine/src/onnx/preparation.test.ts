import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { preparationEntry, preparationKey, preparationText, readPreparation } from "./preparation.ts";

const graphWith = (braces: string) => {
  const [shown] = analyseText(`net a {\n  input x: f32[1, 3, 4, 4]${braces}\n  y = x -> relu\n  output y\n}`).shown;
  if (shown === undefined) throw new Error("no net");
  return shown.cost.graph;
};
const read = (entry: unknown) => readPreparation(new Map([[preparationKey, JSON.stringify(entry)]]), "x", [1, 3, 4, 4]);

describe("how images become an input", () => {
  it.each([
    " { range 0..1, mean [0.4, 0.5, 0.6], std 0.25, channels bgr }",
    " { range -1..1 }",
    " { range [0.5, 1.5], mean 3 }",
    " { channels rgb }",
    "",
  ])("comes back from a model as it was written:%s", (braces) => {
    const metadata = new Map(preparationEntry(graphWith(braces)));
    expect(preparationText(readPreparation(metadata, "x", [1, 3, 4, 4]))).toBe(braces);
  });

  it("is left out where a model says what nobody could mean", () => {
    expect(read({ x: { range: [1, 0], mean: [1, 2], std: [0], channels: "hsv" } })).toEqual({});
    expect(read({ x: { range: "all", mean: [], std: ["1"] } })).toEqual({});
    for (const entry of [{ y: {} }, [], 3, null, { x: [1] }]) expect(read(entry)).toBeUndefined();
    expect(readPreparation(new Map([[preparationKey, "{"]]), "x", [])).toBeUndefined();
    expect(readPreparation(new Map([[preparationKey, '{"__proto__": {}}']]), "x", [])).toBeUndefined();
  });
});
