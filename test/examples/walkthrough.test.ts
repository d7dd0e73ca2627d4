/** What the walkthrough tells a beginner to do does what it says. */
import { uncompressedCost } from "@lathe/engine";
import { figures } from "@lathe/protocol";
import { describe, expect, it } from "vitest";
import { matchNames } from "../../server/src/actions/matchNames.ts";
import { codeLenses } from "../../server/src/features/codeLens.ts";
import { peak } from "../../server/src/features/peak.ts";
import { analyseText } from "../kit/analyse.ts";
import { readText } from "../kit/files.ts";

const page = (name: string) => readText(`media/walkthrough/${name}.md`);
const code = (name: string) => /```lathe\n([\s\S]*?)```/.exec(page(name))?.[1] ?? "";
const replaced = (text: string, from: string, to: string) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};
const broken = (text: string) =>
  analyseText(text).reports.map(({ code: reported, message }) => `${reported} ${/`(\w+)`/.exec(message)?.[1]}`);

const first = code("new");
const [budget = ""] = /^ {2}budget .*$/m.exec(code("budget")) ?? [];
const limited = first.replace("\n  stem", `\n${budget}\n\n  stem`);
const halved = limited.replace("conv(16", "conv(8").replace("conv(32", "conv(16");

describe("the walkthrough", () => {
  it("begins with the net that a new file has, without a complaint", () => {
    expect(readText("client/src/commands.ts")).toContain(first);
    expect(analyseText(first).reports).toEqual([]);
    expect(analyseText(first).shown[0]?.kind).toBe("net");
  });

  it("sets a budget that the net breaks in all its limits", () => {
    expect(broken(limited)).toEqual(["budget-broken params", "budget-broken macs", "budget-broken peak"]);
  });

  it("mends it as it says: fewer channels for all, a stride for all but the params", () => {
    expect(page("budget")).toContain("16 to 8 in the stem and 32\nto 16 in the body");
    expect(broken(replaced(replaced(limited, "conv(16", "conv(8"), "conv(32", "conv(16"))).toEqual([]);
    const strided = replaced(limited, "conv(16, kernel=3", "conv(16, kernel=3, stride=2");
    expect(broken(strided)).toEqual(["budget-broken params"]);
  });

  it("names every figure, in the order in which they are shown", () => {
    const rows = [...page("figures").matchAll(/^\| (\w+) \| /gm)].map(([, name]) => name?.toLowerCase());
    expect(rows.slice(1)).toEqual(figures);
  });

  it("names the keys that the extension binds", () => {
    const { contributes } = JSON.parse(readText("package.json"));
    const keyOf = (command: string) =>
      contributes.keybindings.find((binding: { command: string }) => binding.command === command).key;
    expect(page("figures").toLowerCase()).toContain(`\`${keyOf("lathe.cycleFigure")}\``);
    expect(page("peak").toLowerCase()).toContain(`\`${keyOf("lathe.stepThroughPeak")}\``);
  });

  it("steps through the tensors at the peak from the largest on", () => {
    const sizes = peak(analyseText(first))?.tensors.map(({ size }) => Number.parseFloat(size)) ?? [];
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it("offers by name what it says of models of PyTorch", () => {
    const { contributes } = JSON.parse(readText("package.json"));
    const titleOf = (id: string) =>
      contributes.commands.find(({ command }: { command: string }) => command === id).title;
    expect(page("pytorch")).toContain(`*${titleOf("lathe.importOnnx")}*`);
    expect(matchNames.example.title).toContain("Match names by order and shape");
    expect(page("pytorch")).toContain("*Match names by order and shape*");
    expect(analyseText(first.replace("\n  stem", `\n${code("pytorch")}\n  stem`)).module.reports).toEqual([]);
  });

  it("turns the size down to less than a third and the peak to less than half, and the lens says what was stored before", () => {
    for (const text of [first, halved]) {
      const analysis = analyseText(replaced(text, "  output", `${code("smaller")}  output`));
      expect(analysis.reports).toEqual([]);
      const cost = analysis.shown[0]?.cost;
      if (cost === undefined) throw new Error("the net is shown");
      const before = uncompressedCost(cost);
      expect(cost.totals.sizeBytes).toBeLessThan(before.totals.sizeBytes / 3);
      expect(cost.liveness.peakBytes).toBeLessThan(before.liveness.peakBytes / 2);
      expect(codeLenses(analysis)[0]?.command?.title).toContain("without annotations");
    }
  });
});
