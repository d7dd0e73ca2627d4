/** The zoo, and the examples of the same names, against the figures that torchvision publishes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyseFile } from "../kit/analyseFile.ts";
import { root } from "../kit/files.ts";

interface Published {
  readonly params: number;
  /** Multiply-adds in 1e9, rounded to three decimals. */
  readonly gmacs: number;
}

const data = process.env.LATHE_DATA ?? "";
const { nets } = JSON.parse(readFileSync(join(data, "reference/torchvision.json"), "utf8")) as {
  nets: Record<string, Published>;
};

/** Every net of the examples that is published under the same name: its file and its name. */
const ours = ["examples", "examples/zoo"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".net"))
    .flatMap((file) => {
      const text = readFileSync(join(root, folder, file), "utf8");
      const names = [...text.matchAll(/^net (\w+)/gm)].flatMap(([, name]) => name ?? []);
      return names.filter((name) => nets[name] !== undefined).map((name) => ({ file: `${folder}/${file}`, name }));
    }),
);

describe("torchvision's figures", () => {
  it("are published for nets that are all in the zoo", () => {
    const zoo = new Set(ours.filter(({ file }) => file.startsWith("examples/zoo/")).map(({ name }) => name));
    expect(Object.keys(nets).filter((name) => !zoo.has(name))).toEqual([]);
  });

  for (const { file, name } of ours) {
    it(`${file}, ${name}: params to the unit, MACs at three decimals of 1e9`, () => {
      const analysis = analyseFile(file, { net: name });
      const totals = analysis.shown[0]?.cost.totals;
      // What is slow on a target that an example declares is a hint.
      expect(analysis.reports.filter(({ severity }) => severity !== "hint")).toEqual([]);
      expect(totals?.params).toBe(nets[name]?.params);
      expect(Number(((totals?.macs ?? 0) / 1e9).toFixed(3))).toBe(nets[name]?.gmacs);
    });
  }
});
