import { pickInstanceCommand } from "@lathe/protocol";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { codeLenses } from "./codeLens.ts";
import { diagnostics } from "./diagnostics.ts";
import { documentSymbols } from "./documentSymbols.ts";
import { inlayHints } from "./inlayHints.ts";
import { peak } from "./peak.ts";
import { status } from "./status.ts";

const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

/** A 3×3 convolution, 3 → 8 channels on 16×16: 8·16·16 outputs × 27 = 55,296 MACs, 8·27 = 216 weights. */
const net = `net n {
  input x: f32[1, 3, 16, 16]
  y = x -> conv(8, kernel=3, bias=false)  # a comment
  z = y -> relu
  output z
}
`;

function hints(text: string, figure: Parameters<typeof inlayHints>[2] = "macs", length = 40): Record<number, unknown> {
  return Object.fromEntries(
    inlayHints(analyseText(text), whole, figure, length).map(({ position, label }) => [position.line + 1, label]),
  );
}

describe("inlay hints", () => {
  it("show what a line gives and what it costs", () => {
    // Input and result of the convolution are alive together: 3,072 + 8,192 bytes. `relu` writes over its operand.
    expect(hints(net)).toEqual({ 3: "8×16×16 · 55.3 k MACs · peak", 4: "8×16×16" });
  });

  it("stand behind the last token, before a comment", () => {
    const [hint] = inlayHints(analyseText(net), whole, "macs", 40);
    expect(hint?.position).toEqual({ line: 2, character: "  y = x -> conv(8, kernel=3, bias=false)".length });
  });

  it("show the figure that was chosen", () => {
    expect(hints(net, "params")[3]).toBe("8×16×16 · 216 params · peak");
    // 216 weights of 4 bytes; 8·16·16 results of 4 bytes; alive are input and result: 3,072 + 8,192 bytes.
    expect(hints(net, "weights")[3]).toBe("8×16×16 · 864 B weights · peak");
    expect(hints(net, "activations")[3]).toBe("8×16×16 · 8.19 KB out · peak");
    expect(hints(net, "memory")[3]).toBe("8×16×16 · 11.3 KB live · peak");
    expect(hints(net, "flops")[3]).toBe("8×16×16 · 111 k FLOPs · peak");
  });

  it("keep to the length asked for, and give up the shape first", () => {
    expect(hints(net, "macs", 15)[3]).toBe("55.3 k MACs");
    expect(hints(net, "macs", 6)[3]).toBe("55.3 …");
  });

  it("are totals over the instances of a block's line", () => {
    // Twice 8 → 8 channels: 8·16·16 outputs × 72 = 147,456 MACs each.
    const text = `block b(x) {
  return x -> conv(8, kernel=3, bias=false)
}
net n {
  input x: f32[1, 8, 16, 16]
  y = x -> repeat 2 { b }
  output y
}
`;
    // The peak is in one of the instances: their line says so, and the line that calls them.
    expect(hints(text)).toEqual({ 2: "8×16×16 · ×2 Σ 295 k MACs · peak", 6: "8×16×16 · 295 k MACs · peak" });
  });

  it("stay on the other lines when one breaks", () => {
    for (const broken of ["  w = y -> conv(", "  w = y -> nonsense(3)", "  w = ", "  w = y -> conv(16)", "  w = (y"]) {
      expect(hints(net.replace("  z = y", `${broken}\n  z = y`))).toMatchObject({
        // A line that cannot be read may move the peak.
        3: expect.stringMatching(/^8×16×16 · 55\.3 k MACs( · peak)?$/),
        5: "8×16×16",
      });
    }
  });
});

describe("code lenses", () => {
  it("carry the totals of nets and blocks", () => {
    const text = `block b(x) {\n  return x -> conv(8, kernel=3, bias=false)\n}\nnet n {\n  input x: f32[1, 8, 16, 16]\n  y = x -> repeat 2 { b }\n  output y\n}\n`;
    // 2·8·8·9 = 1,152 weights; at the peak two maps of 8·16·16·4 = 8,192 bytes.
    expect(codeLenses(analyseText(text)).map(({ range, command }) => [range.start.line, command?.title])).toEqual([
      [0, "×2 in n · 1.15 k params · 295 k MACs"],
      [3, "1.15 k params · 295 k MACs · peak 16.4 KB at y.repeat[0].return.conv · 4.61 KB stored"],
    ]);
  });

  it("say that an incomplete net costs at least so much", () => {
    const title = codeLenses(analyseText(net.replace("relu", "nonsense")))[0]?.command?.title;
    expect(title).toContain("≥ 55.3 k MACs");
  });
});

describe("instances of a block", () => {
  const text = `block b(x, out: int) {
  return x -> conv(out, kernel=3, bias=false)
}
net n {
  input x: f32[1, 8, 16, 16]
  y = x -> first: b(8) -> second: b(16)
  output y
}
`;
  const lensesWith = (instances: Readonly<Record<string, string>>) =>
    codeLenses(analyseText(text), undefined, new Map(Object.entries(instances))).flatMap(({ command }) =>
      command?.command === pickInstanceCommand ? [command] : [],
    );

  it("are picked by a lens that says which is shown", () => {
    expect(lensesWith({})).toEqual([
      {
        title: "shown for all 2",
        command: pickInstanceCommand,
        arguments: [{ uri: "file:///project/main.net", block: "b", net: "n", shown: null, paths: ["first", "second"] }],
      },
    ]);
    expect(lensesWith({ b: "second" })[0]?.title).toBe("shown for second of n");
    expect(lensesWith({ b: "gone" })[0]?.title).toBe("shown for all 2");
    expect(codeLenses(analyseText(text)).map(({ command }) => command?.command)).toEqual(["", ""]);
  });

  it("show their own figures on the block's lines, and the net's lines stay", () => {
    const shownFor = (path: string) => {
      const analysis = analyseText(text, {}, { instances: new Map([["b", path]]) });
      return inlayHints(analysis, whole, "macs", 40).map(({ label }) => label);
    };
    // 8·16·16 outputs × 72, and 16·16·16 × 72.
    expect(shownFor("first")).toEqual(["8×16×16 · 147 k MACs", "16×16×16 · 442 k MACs · peak"]);
    expect(shownFor("second")).toEqual(["16×16×16 · 295 k MACs · peak", "16×16×16 · 442 k MACs · peak"]);
  });
});

describe("a block that no net of its file uses", () => {
  const library = `## Widens.
## example: widen(16) on f32[1, 8, 16, 16]
block widen(x, out: int) {
  return x -> conv(out, kernel=1, bias=false)
}
`;

  it("shows what its example costs", () => {
    const analysis = analyseText(library);
    // 16·16·16 outputs × 8.
    expect(codeLenses(analysis)[0]?.command?.title).toBe("in its example · 128 params · 32.8 k MACs");
    expect(inlayHints(analysis, whole, "macs", 40).map(({ label }) => label)).toEqual([
      "16×16×16 · 32.8 k MACs · peak",
    ]);
  });
});

describe("the peak", () => {
  it("names the tensors alive there, the largest first, and where they are made", () => {
    const text = "net n {\n  input x: f32[1, 8]\n  y = x -> up: linear(32)\n  z = y -> linear(4)\n  output z\n}\n";
    // 8 · 4 bytes in, 32 · 4 out.
    expect(peak(analyseText(text))).toEqual({
      at: "up",
      total: "160 B",
      tensors: [
        { path: "up", size: "128 B", range: { start: { line: 2, character: 15 }, end: { line: 2, character: 21 } } },
        { path: "x", size: "32 B", range: { start: { line: 1, character: 8 }, end: { line: 1, character: 9 } } },
      ],
    });
    expect(peak(analyseText("net n {\n}\n"))).toBeUndefined();
  });
});

describe("the rest", () => {
  it("diagnostics point at the smallest guilty text", () => {
    const [diagnostic] = diagnostics(analyseText(net.replace("kernel=3", "kernle=3")));
    expect(diagnostic).toMatchObject({
      code: "unknown-argument",
      range: { start: { line: 2, character: 19 }, end: { line: 2, character: 25 } },
    });
    expect(diagnostic?.message).toContain("Did you mean `kernel`?");
  });

  it("symbols are the declarations and what they bind", () => {
    const symbols = documentSymbols(analyseText(net).module);
    expect(symbols.map(({ name, children }) => [name, children?.map((child) => child.name)])).toEqual([
      ["n", ["x", "y", "z", "z"]],
    ]);
  });

  it("the status bar names the net and its figure", () => {
    expect(status(analyseText(net), 1, "macs").text).toBe("n · 55.3 k MACs");
    expect(status(analyseText(""), 1, "macs").nets).toEqual([]);
  });

  it("files of other formats get no complaints", () => {
    for (const text of [
      '*Vertices 3\n1 "a"\n*Arcs\n1 2\n',
      "net {\n}\nnode x {\n}\n",
      "% made by hand\n*Network n\n",
    ]) {
      const analysis = analyseText(text);
      expect(analysis.foreign).toBeDefined();
      expect(analysis.reports).toEqual([]);
    }
  });
});
