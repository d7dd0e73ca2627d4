import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import type { Bounds } from "./bounds.ts";

function boundsOf(body: string): Bounds | undefined {
  const [shown] = analyseText(`net n {\n  input x: f32[1, 8]\n${body}\n  output y\n}\n`).shown;
  const steps = shown?.bounds();
  for (;;) {
    const step = steps?.next();
    if (step === undefined || step.done === true) return step?.value;
  }
}

describe("bounds", () => {
  it("are none without choices", () => {
    expect(boundsOf("  y = x -> linear(8)")).toBeUndefined();
  });

  it("of few nets are those of all of them", () => {
    // 8 · (4 or 16) weights and as many more behind: the second layer's weights depend on the first choice.
    const bounds = boundsOf(
      "  a = choose(4, 16)\n  b = choose(2, 3)\n  y = x -> linear(a, bias=false) -> linear(b, bias=false)",
    );
    expect(bounds?.isExact).toBe(true);
    expect(bounds?.ranges.get("params")).toEqual({ min: 8 * 4 + 4 * 2, max: 8 * 16 + 16 * 3 });
    expect(bounds?.ranges.get("macs")).toEqual({ min: 40, max: 176 });
  });

  it("see choices that only another choice opens", () => {
    const text = "  deep = choose(1, 3)\n  y = x -> repeat deep { widened }";
    const [shown] = analyseText(
      `block widened(x) {\n  w = choose(8, 16)\n  return x -> linear(w) -> linear(8)\n}\nnet n {\n  input x: f32[1, 8]\n${text}\n  output y\n}\n`,
    ).shown;
    const steps = shown?.bounds();
    let step = steps?.next();
    while (step?.done === false) step = steps?.next();
    // One block of 8: 2 · (64 + 8); three of 16: 3 · (128 + 16 + 128 + 8).
    expect(step?.value?.ranges.get("params")).toEqual({ min: 144, max: 840 });
  });

  it("of many nets are found choice by choice, and say so", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const choices = names.map((name) => `  ${name} = choose(4, 8, 2)`).join("\n");
    const bounds = boundsOf(
      `${choices}\n  y = x -> ${names.map((name) => `linear(${name}, bias=false)`).join(" -> ")}`,
    );
    expect(bounds?.isExact).toBe(false);
    // 3⁷ nets; the widths multiply, so all smallest and all largest are the ends.
    expect(bounds?.ranges.get("params")).toEqual({ min: 8 * 2 + 6 * 4, max: 7 * 64 });
  });

  it("hold for numbers beyond lists of bare ints, and picks by address set the figures", () => {
    const text = "net n {\n  input x: f32[1, 8]\n  act = choose(relu, hardswish)\n  y = x -> act\n  output y\n}\n";
    const set = new Map([["act", { kind: "string", value: "hardswish" } as const]]);
    const [shown] = analyseText(text, {}, { set }).shown;
    expect(shown?.cost.graph.ops.map(({ operator }) => operator.name)).toEqual(["hardswish"]);
    expect(shown?.cost.graph.choices).toMatchObject([{ address: "act", options: ["relu", "hardswish"], picked: 1 }]);
    const wrong = new Map([["act", { kind: "string", value: "gelu" } as const]]);
    expect(analyseText(text, {}, { set: wrong }).reports.map(({ code }) => code)).toEqual(["bad-pick"]);
  });
});
