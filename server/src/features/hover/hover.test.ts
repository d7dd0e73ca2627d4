import { type Bounds, refuse } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../../../test/kit/analyse.ts";
import { marked } from "../../../../test/kit/marked.ts";
import { neighboursOf } from "../../../../test/kit/neighbours.ts";
import type { Neighbours } from "../../neighbours.ts";
import { hover } from "./index.ts";

const library = {
  "std/mobile.net":
    "## Widens. It does more.\nblock widen(x, to: int) {\n  return x -> conv(to, kernel=1, bias=false)\n}\n",
};

function at(source: string, more: Partial<Neighbours> = {}, bounds?: Bounds): string {
  const { text, offset } = marked(source);
  const neighbours = { ...neighboursOf(library), ...more };
  const contents = hover(analyseText(text, library), offset, neighbours, () => bounds)?.contents;
  return contents !== undefined && typeof contents === "object" && "value" in contents ? contents.value : "";
}

/** A 3×3 convolution, 3 → 8 channels on 16×16: 8·16·16 outputs × 27 = 55,296 MACs, 8·27 = 216 weights. */
const net = `net n {
  input x: f32[1, 3, 16, 16]
  y = x -> conv(8, kernel=3, bias=false)  # a conv
  z = y -> relu
  output z
}
`;

/** Three instances of a block of another file, of 8·8, 8·16 and 16·24 weights. */
const wide = `import "std/mobile.net" { widen }
net n(classes: int = 10) {
  dim N = 2 in [1, 8]
  input x: f32[N, 8, 4, 4]
  y = x -> part: repeat 3 as i { widen(8 + 8 * i) }
  output y
}
`;

function within(text: string, piece: string, index = 1): string {
  const offset = text.indexOf(piece) + index;
  return `${text.slice(0, offset)}$0${text.slice(offset)}`;
}

describe("hover over a call", () => {
  it("puts the numbers into the formula", () => {
    const text = at(net.replace("conv(8", "co$0nv(8"));
    expect(text).toContain("MACs = 2,048 outputs × 3 channels per group × 9 kernel = **55,296**");
    expect(text).toContain("`f32[1, 8, 16, 16]`");
    expect(text).toContain("output channels");
  });

  it("has both counts and says how they are counted", () => {
    const text = at(net.replace("conv(8", "co$0nv(8"));
    expect(text).toContain("55.3 k MACs (100.0 %) · 111 k FLOPs · 216 params (100.0 %) · 864 B stored");
    expect(text).toContain("FLOPs = 2 × MACs + other arithmetic");
  });

  it("names the live set at the peak", () => {
    expect(at(net.replace("conv(8", "co$0nv(8"))).toContain(
      "**The peak is here**, 11.3 KB: `x` 3.07 KB + `y.conv` 8.19 KB",
    );
  });

  it("gives the cost for all sizes of a symbolic dim, of a block too", () => {
    const text = net.replace("  input x: f32[1,", "  dim N = 2\n  input x: f32[N,").replace("conv(8", "co$0nv(8");
    expect(at(text)).toContain("for all sizes: `55296*N` MACs, `110592*N` FLOPs");
    expect(at(text)).toContain("**110,592**");
    // (8·8 + 8·16 + 16·24)·16 positions.
    expect(at(within(wide, "widen(8"))).toContain("for all sizes: `9216*N` MACs");
  });

  it("lists the instances of a block, and documents it from its file", () => {
    const text = at(within(wide, "widen(8"));
    expect(text).toContain("| `part[2]` | N×24×4×4 | 12.3 k | 384 |");
    expect(text).toContain("Widens.");
  });

  it("says which annotations hold, and from where", () => {
    const own = net.replace("conv(8, kernel=3, bias=false)", "co$0nv(8, kernel=3, bias=false) @int8");
    expect(at(own)).toContain("held by `@int8` (on the call)");
    const policy = net.replace("conv(8", "co$0nv(8").replace("  output z", '  output z\n  policy { "**": @fp16 }');
    expect(at(policy)).toContain("held by `@fp16` (policy, line 6)");
    const around = net.replace("x -> conv(8", "x -> repeat 2 { co$0nv(3").replace("bias=false)", "bias=false) } @int8");
    expect(at(around)).toContain("held by `@int8` (around it, line 3)");
  });
});

describe("hover over an annotation", () => {
  it("says what it does and for which ops it holds", () => {
    const text = at(net.replace("bias=false)", "bias=false) @in$0t8"));
    expect(text).toContain("8-bit integers");
    expect(text).toContain("Holds for **1 op** of n: `y.conv`");
    expect(at(net.replace("bias=false)", "bias=false) @pru$0ne(50%)"))).toContain("takes effect with compression");
  });

  it("says when it holds for nothing", () => {
    const text = net
      .replace("bias=false)", "bias=false) @in$0t8")
      .replace("  output z", '  output z\n  policy { "**": @fp16 }');
    expect(at(text)).toContain("Holds for no op here");
  });

  it("says what a policy's glob matches", () => {
    const text = at(net.replace("  output z", '  output z\n  policy { "y$0.*": @int8 @prune(50%) }'));
    expect(text).toContain('**"y.*"** matches 1 op of 2 in n');
    expect(text).toContain("`@int8` holds for 1 of 1");
    expect(at(net.replace("  output z", '  output z\n  policy { "w$0.*": @int8 }'))).toContain("matches 0 ops");
  });
});

describe("hover over a budget", () => {
  it("shows today's figure and its share of the limit", () => {
    const text = at(net.replace("  output z", "  output z\n  budget { par$0ams <= 400, macs <= 50k }"));
    expect(text).toContain("today **216**, the limit is 400: 54.0 % of it, 184 to spare");
    expect(text).toContain("heaviest: `y.conv` 216 (100.0 %)");
  });

  it("shows a broken limit, an unknown one, and all of them", () => {
    const over = at(net.replace("  output z", "  output z\n  budget { macs <= $0 50k }"));
    expect(over).toContain("110.6 % of it, **5.30 k too much**");
    expect(at(net.replace("  output z", "  output z\n  budget pixel4 { la$0tency <= 25ms }"))).toContain(
      "not known yet",
    );
    const all = at(net.replace("  output z", "  output z\n  bud$0get { params <= 400, macs <= 50k }"));
    expect(all).toContain("| params | 216 | 400 | 54.0 % of it, 184 to spare |");
    expect(all).toContain("| macs | 55.3 k | 50.0 k |");
  });
});

describe("hover over a name", () => {
  it("shows the value, of a tensor its bytes", () => {
    expect(at(net.replace("= y ->", "= $0y ->"))).toContain("y: f32[1, 8, 16, 16]\n```\n\n8.19 KB");
    expect(at(within(wide, "classes"))).toContain("classes: 10");
    expect(at(within(wide, "N = 2"))).toContain("dim N = 2 in [1, 8]");
    expect(at(within(wide, "N, 8"))).toContain("figures are shown at N = 2");
  });

  it("shows the value in each instance where they differ", () => {
    expect(at(within(wide, "i {", 0))).toContain("| `part[2]` | 2 |");
  });

  it("shows choices, what is picked, and what they may cost", () => {
    const text = net.replace("  y = ", "  ke$0rnel = choose(3, 5)\n  y = ").replace("kernel=3", "kernel=kernel");
    const ranges = new Map([["params", { min: 216, max: 600 }]]);
    for (const source of [text, text.replace("ke$0rnel = choose", "kernel = cho$0ose")]) {
      const shown = at(source, {}, { ranges, isExact: true });
      expect(shown).toContain("`kernel`: **3**, 5");
      expect(shown).toContain("params 216 … 600");
    }
  });

  it("explains arguments, operators, functions, nets and blocks", () => {
    expect(at(net.replace("kernel=3", "ker$0nel=3"))).toContain("kernel size");
    expect(at(within(wide, "n(classes", 0))).toContain("peak");
    expect(
      at("## Does nothing.\nblock id(x) { return x }\nnet n {\n  input x: f32[1]\n  y = x -> i$0d\n  output y\n}\n"),
    ).toContain("Does nothing.");
    expect(at("fn f(x) = mo$0d(x, 2)")).toContain("left after division");
  });

  it("is silent between words, in comments, and in strings that name nothing", () => {
    expect(at(net.replace("y = x -> conv", "y $0 = x -> conv"))).toBe("");
    expect(at(net.replace("# a conv", "# a co$0nv"))).toBe("");
    expect(at('op v(x: f32[P]) -> f32[P] {\n  macs = 0\n  onnx "re$0lu"\n}\n')).toBe("");
  });
});

describe("hover over a word that declares", () => {
  it("says what it is for and how it is written", () => {
    const text = at(net.replace("  input", "  in$0put"));
    expect(text).toContain("A tensor that flows in");
    expect(text).toContain("input image: f32[1, 3, 224, 224]");
    expect(at(net.replace("net n", "n$0et n"))).toContain("A neural network with its inputs and outputs");
    expect(at(net.replace("  output z", '  output z\n  poli$0cy { "**": @int8 }'))).toContain("last word");
    expect(at(net.replace("  output z", "  output z\n  bud$0get { params <= 400 }"))).toContain("Limits that the net");
  });

  it("is silent where the word is a name", () => {
    const named = net.replace("y = x ->", "data = x ->").replace("= y ->", "= da$0ta ->");
    expect(at(named)).toContain("data: f32[1, 8, 16, 16]");
    expect(at(named.replace("da$0ta", "data").replace("data = x", "da$0ta = x"))).toContain("data: f32[1, 8, 16, 16]");
  });

  it("tells of a device what is asked of it", () => {
    const declared = "  output z\n  target board, host\n  budget { macs <= 60k }\n  budget board { params <= 400 }";
    const text = at(net.replace("  output z", declared.replace("budget board", "budget boa$0rd")));
    expect(text).toContain("**board**: a device that n is for");
    expect(text).toContain("| macs | 55.3 k | 60.0 k |");
    expect(text).toContain("| params | 216 | 400 |");
    expect(at(net.replace("  output z", declared.replace("target board", "target bo$0ard")))).toContain("| params |");
    expect(at(net.replace("  output z", declared.replace(", host", ", ho$0st")))).not.toContain("| params |");
  });

  it("tells of data what is in it", () => {
    const text = net.replace("  output z", '  output z\n  data test "d.n$0pz"');
    const tensors = new Map([["x", { dtype: "f32" as const, shape: [10, 3, 16, 16] }]]);
    expect(at(text, { contentOf: () => ({ kind: "tensors", tensors }) })).toContain("`x` f32[10, 3, 16, 16]");
    expect(at(text, { contentOf: () => ({ kind: "folder", entries: ["cats/", "dogs/"] }) })).toContain("`cats/`");
    expect(at(text)).toContain("not read yet");
  });
});

describe("hover over @tied", () => {
  // 3 → 3 channels of 3×3: 81 weights, and 3 biases.
  const shared = `net n {
  input x: f32[1, 3, 16, 16]
  y = x -> first: conv(3, kernel=3) -> conv(3, kernel=3) @tied("first")
  output y
}
`;

  it("says whose weights are taken, and how many params that saves, at the word and in the path", () => {
    for (const text of [shared.replace("@tied", "@ti$0ed"), shared.replace('"first"', '"fi$0rst"')]) {
      expect(at(text)).toContain("`y.conv` has the weights of `first`");
      expect(at(text)).toContain("That saves **84 params**.");
    }
    expect(at(shared.replace('"first"', '"fi$0st"'))).toBe("");
  });
});

describe("hover over a path", () => {
  it("says what an import offers", () => {
    expect(at(within(wide, "std/mobile"))).toContain("- block `widen`: Widens.");
    expect(at(within(wide, "std/mobile"))).not.toContain("It does more");
    expect(at(within(wide, "widen }"))).toContain("block widen(x, to: int)");
  });

  it("says how weights fit", () => {
    const text = net.replace("  output z", '  output z\n  weights "w.safe$0tensors"');
    expect(at(text)).toContain("random weights");
    const file = (names: readonly string[]): Partial<Neighbours> => ({
      contentOf: () => ({
        kind: "tensors",
        tensors: new Map(names.map((name) => [name, { dtype: "f32", shape: [8, 3, 3, 3] }])),
      }),
    });
    expect(at(text, file(["y.conv.weight", "other"]))).toContain("**1** of the 1 weight of n are there");
    expect(at(text, file(["y.conv.weight", "other"]))).toContain("of no use here: `other`");
    expect(at(text, file([]))).toContain("missing: `y.conv.weight`");
    expect(at(text, { contentOf: () => refuse("file-unreadable", "there is no such file") })).toContain("no such file");
  });
});

it("hover never fails, wherever the cursor stands", () => {
  const text = wide.replace(
    "  output y",
    '  budget { params <= 4M }\n  policy { "**": @int8 }\n  k = choose(1, 2)\n  output y',
  );
  for (let offset = 0; offset <= text.length; offset++) {
    expect(typeof at(`${text.slice(0, offset)}$0${text.slice(offset)}`)).toBe("string");
    expect(typeof at(`${text.slice(0, offset)}$0`)).toBe("string");
  }
});
