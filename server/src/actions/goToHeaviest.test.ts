import { describe, expect, it } from "vitest";
import { itsExample, offersAt, requestAt, titlesAt } from "../../../test/kit/actions.ts";
import { codeActions } from "../features/codeActions.ts";
import { diagnostics } from "../features/diagnostics.ts";
import { pulledDiagnostics } from "../features/pullDiagnostics.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { goToHeaviest } from "./goToHeaviest.ts";

/** 3 · 3 · 3 · 8 + 8 = 224, 8 · 9 · 8 + 8 = 584 and 8 · 1024 · 10 + 10 = 81,930 params. */
const net = (budget: string) => `net n {
  input x: f32[1, 3, 32, 32]
  budget { $0${budget} }
  a = x -> conv(8, kernel=3)
  y = a -> b: conv(8, kernel=3) -> relu -> flatten -> linear(10)
  output y
}
`;

describe("going to the heaviest layers", () => {
  itsExample(goToHeaviest);

  it("offers three, the heaviest first, each where it stands", () => {
    const source = net("params <= 10");
    const { text } = requestAt(source).analysis;
    expect(
      offersAt(goToHeaviest, source).map(({ title, goTo }) => [title, text.slice(goTo?.start, goTo?.end)]),
    ).toEqual([
      ["Go to `y.linear`, 81.9 k of 82.7 k params", "linear"],
      ["Go to `b`, 584 of 82.7 k params", "conv"],
      ["Go to `a.conv`, 224 of 82.7 k params", "conv"],
    ]);
  });

  it("offers what is alive at the peak, inputs too", () => {
    // 3 · 1024 numbers of 4 bytes in, 8 · 1024 out of each convolution; the second runs over the results of the first.
    expect(titlesAt(goToHeaviest, net("peak <= 1KB"))).toEqual([
      "Go to `a.conv`, 32.8 KB of 65.5 KB at the peak",
      "Go to `b`, 32.8 KB of 65.5 KB at the peak",
    ]);
    expect(
      titlesAt(
        goToHeaviest,
        "net n {\n  input x: f32[1, 8]\n  budget { $0peak <= 1B }\n  y = x -> linear(4)\n  output y\n}\n",
      ),
    ).toEqual(["Go to `x`, 32 B of 48 B at the peak", "Go to `y.linear`, 16 B of 48 B at the peak"]);
  });

  it("goes to the call of what stands in another file", () => {
    const files = { "blocks.net": "block wide(x) {\n  return x -> big: linear(1000)\n}\n" };
    const source = `import "blocks.net" { wide }

net n {
  input x: f32[1, 8]
  budget { $0params <= 1k }
  y = x -> wide
  output y
}
`;
    const [offer] = offersAt(goToHeaviest, source, { files });
    expect(offer?.title).toBe("Go to `y.wide.big`, 9.00 k of 9.00 k params");
    expect(offer?.goTo?.start).toBe(source.replace("$0", "").lastIndexOf("wide"));
  });

  it("offers what takes longest on the target of the limit", () => {
    // 3 · 9 · 8 and 8 · 9 · 8 MACs at 1,024 places, and 8,192 · 10: 0.1 ms for a million, and the rectifier runs with its convolution.
    expect(
      titlesAt(goToHeaviest, net("latency <= 1us").replace("budget {", "budget board {"), { devices: [exampleBoard] }),
    ).toEqual([
      "Go to `b`, 59.0 µs of 89.3 µs latency",
      "Go to `a.conv`, 22.1 µs of 89.3 µs latency",
      "Go to `y.linear`, 8.19 µs of 89.3 µs latency",
    ]);
  });

  it("is not offered where a limit is kept, nor at other complaints", () => {
    expect(titlesAt(goToHeaviest, net("params <= 1M"))).toEqual([]);
    expect(titlesAt(goToHeaviest, net("parms <= 1"))).toEqual([]);
    expect(titlesAt(goToHeaviest, net("latency <= 1ms"))).toEqual([]);
  });

  it("needs a client with the command; the places stand in the complaint for all", () => {
    const { analysis, span, host } = requestAt(net("params <= 10"));
    const leading = (hasCommands: boolean) =>
      codeActions(analysis, span, host, { hasCommands }).flatMap(({ command }) => command ?? []);
    expect(leading(false)).toEqual([]);
    const range = { start: { line: 4, character: 54 }, end: { line: 4, character: 60 } };
    expect(leading(true)[0]).toMatchObject({ command: "lathe.goTo", arguments: [{ uri: analysis.uri, range }] });
    const related = [
      { location: { uri: analysis.uri, range }, message: "`y.linear`: 81.9 k" },
      { message: "`b`: 584" },
      { message: "`a.conv`: 224" },
    ];
    expect(diagnostics(analysis)).toMatchObject([{ code: "budget-broken", relatedInformation: related }]);
    expect(pulledDiagnostics(analysis)).toMatchObject({ items: [{ relatedInformation: related }] });
  });
});
