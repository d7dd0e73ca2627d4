import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";

/** 8 · 8 weights and 8 biases are 72 params, 64 MACs, 288 bytes; 8 · 8 and 8 numbers alive are 64 bytes at the peak. */
const net = (budget: string) =>
  analyseText(`net n {\n  input x: f32[1, 8]\n  ${budget}\n  y = x -> first: linear(8)\n  output y\n}\n`);
const said = (budget: string) =>
  net(budget).reports.map(({ code, severity, message, help }) => [severity, code, message, help]);

describe("budgets", () => {
  it("are silent where they are kept, also exactly", () => {
    expect(said("budget { params <= 72, macs <= 64, size <= 288B, peak <= 64B }")).toEqual([]);
  });

  it("name the figure, the overshoot and what weighs most where they are broken", () => {
    expect(said("budget { params <= 60 }")).toEqual([
      ["error", "budget-broken", "`params` is 72, 20 % over; the limit is 60.", "Heaviest: `first` 72 (100 %)."],
    ]);
    expect(said("budget { peak <= 50B }")).toEqual([
      [
        "error",
        "budget-broken",
        "`peak` is 64 B, 28 % over; the limit is 50 B.",
        "Alive there: `x` 32 B (50 %), `first` 32 B (50 %).",
      ],
    ]);
  });

  it("are only information on the machine that one works at", () => {
    expect(said("budget host { params <= 60 }")[0]?.slice(0, 2)).toEqual(["information", "budget-broken"]);
    expect(said("budget board { params <= 60 }")[0]?.slice(0, 2)).toEqual(["error", "budget-broken"]);
  });

  it("say of figures that do not exist yet that they are not known", () => {
    const metrics = "accuracy_drop <= 1%, sqnr >= 20dB";
    const codes = said(`budget { ${metrics} }`).map(([severity, code]) => `${severity} ${code}`);
    expect(codes).toEqual(Array(2).fill("information not-known-yet"));
  });

  it("do not call kept what is not all counted", () => {
    const text =
      "net n {\n  input x: f32[1, 8]\n  budget { macs <= 64 }\n  y: f32[1, 8] = onnx.Foo(x)\n  output y\n}\n";
    expect(analyseText(text).reports.map(({ code }) => code)).toContain("budget-uncertain");
  });

  it.each([
    ["parms <= 4M", "unknown-metric", "Did you mean `params`?"],
    ["params <= 4MB", "wrong-unit", "Write `params <= 4M`."],
    ["peak <= 4M", "wrong-unit", "Write `peak <= 10MB`."],
    ["latency <= 25MB", "wrong-unit", "Write `latency <= 25ms`."],
    ["params >= 4M", "wrong-side", "Write `params <= …`."],
    ["sqnr <= 20dB", "wrong-side", "Write `sqnr >= …`."],
    ["params == 4M", "bad-limit", "Write `params <= …`."],
    ['params <= "4M"', "bad-limit", undefined],
  ])("refuse %s", (limit, code, help) => {
    expect(said(`budget { ${limit} }`).map(([, found, , hint]) => [found, hint])).toEqual([[code, help]]);
  });
});
