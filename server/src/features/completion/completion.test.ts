// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the places of snippets.

import { describe, expect, it } from "vitest";
import type { CompletionItem } from "vscode-languageserver";
import { analyseText } from "../../../../test/kit/analyse.ts";
import { analyseMarked, marked } from "../../../../test/kit/marked.ts";
import { neighboursOf } from "../../../../test/kit/neighbours.ts";
import { completion, resolveItem } from "./index.ts";

const library = {
  "std/mobile.net":
    "## Excites.\nblock excite(x, to: int) {\n  return x\n}\nblock widen(x) { return x }\nfn half(x) = x // 2\n",
  "other.net": "block mine(x) { return x }\n",
  "parts/more.net": "",
  "w.safetensors": "",
  "c.npz": "",
};
const neighbours = neighboursOf(library);

/** A net of which one line is being written. */
function net(line: string, input = "f32[1, 3, 16, 16]"): string {
  return `block b(x, out: int, act: op = relu) {
  return x -> linear(out)
}
net n {
  dim N = 2
  input x: ${input}
  y = x -> c1: conv(8, kernel=3)
${line}
  output y
}
`;
}

/** In the order in which an editor shows them. */
function items(text: string): readonly CompletionItem[] {
  const { text: whole, offset } = marked(text);
  const found = completion(analyseText(whole, library), offset, neighbours);
  return [...found].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
}

function labels(text: string): readonly string[] {
  return items(text).map(({ label }) => label);
}

function item(text: string, label: string): CompletionItem {
  const found = items(text).find((each) => each.label === label);
  if (found === undefined) throw new Error(`${label} is not offered`);
  return found;
}

describe("stages", () => {
  it("begin with what fits an image", () => {
    const offered = labels(net("  z = y -> $0"));
    expect(offered.slice(0, 4)).toEqual(["conv", "bn", "relu", "maxpool"]);
    expect(offered).toEqual(expect.arrayContaining(["b", "repeat", "add"]));
    expect(offered.indexOf("b")).toBeLessThan(offered.indexOf("add"));
  });

  it("begin with what fits a sequence, features, and integers", () => {
    const tokens = "net n {\n  input x: f32[1, 12, 64]\n  z = x -> $0\n}\n";
    expect(labels(tokens).slice(0, 3)).toEqual(["linear", "layernorm", "attention"]);
    // Where the net convolves rank 3, that is a signal.
    expect(labels(net("  z = x -> $0", "f32[N, 12, 64]"))[0]).toBe("conv");
    expect(labels(net("  z = x -> flatten -> $0")).slice(0, 2)).toEqual(["linear", "relu"]);
    expect(labels(net("  z = x -> $0", "i64[N, 12]")).slice(0, 2)).toEqual(["embedding", "cast"]);
  });

  it("end with what refuses the tensor", () => {
    const offered = labels(net("  z = x -> $0", "f32[1, 8]"));
    expect(offered.indexOf("maxpool")).toBeGreaterThan(offered.indexOf("identity"));
    expect(offered.indexOf("maxpool")).toBeGreaterThan(offered.indexOf("repeat"));
  });

  it("follow what the line has given so far, also half typed", () => {
    for (const line of [
      "  z = y -> conv(4, kernel=3) -> flatten -> $0",
      "  z = y -> flatten -> li$0",
      "  z = y -> flatten\n    -> $0",
      "  z = y -> flatten -> head: $0",
      "  z = y -> flatten -> (if true then $0",
      "  z = y -> flatten -> repeat 2 { $0",
      "  z = y -> flatten -> repeat 2 as i { first: $0 }",
    ]) {
      expect(labels(net(line))[0], line).toBe("linear");
    }
  });

  it("are written with a place for each argument that must be given", () => {
    expect(item(net("  z = y -> $0"), "conv").insertText).toBe("conv(${1:out}, kernel=${2:kernel})$0");
    expect(item(net("  z = y -> $0"), "relu").insertText).toBe("relu");
    expect(item(net("  z = y -> $0"), "b").insertText).toBe("b(${1:out})$0");
    expect(item(net("  z = y -> $0"), "add").insertText).toBe("add(${1:b})$0");
  });

  it("offer blocks of the library, and import them", () => {
    const { detail, additionalTextEdits } = item(net("  z = y -> $0"), "excite");
    expect(detail).toBe("block from std/mobile.net");
    expect(additionalTextEdits).toEqual([
      {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        newText: 'import "std/mobile.net" { excite }\n\n',
      },
    ]);
    expect(labels(net("  z = y -> $0"))).not.toContain("half");
  });

  it("add to an import that is there, or put one below it", () => {
    const after = (line: number, character: number) => ({
      start: { line, character },
      end: { line, character },
    });
    const same = `import "std/mobile.net" { widen }\n${net("  z = y -> $0")}`;
    expect(item(same, "excite").additionalTextEdits).toEqual([{ range: after(0, 31), newText: ", excite" }]);
    expect(labels(same).filter((label) => label === "widen")).toEqual(["widen"]);
    const other = `import "other.net" { mine }\n${net("  z = y -> $0")}`;
    expect(item(other, "excite").additionalTextEdits).toEqual([
      { range: after(0, 27), newText: '\nimport "std/mobile.net" { excite }' },
    ]);
    const head = `lathe 1\n# A comment.\n\n## Documented.\n${net("  z = y -> $0")}`;
    expect(item(head, "excite").additionalTextEdits?.[0]?.range).toEqual(after(3, 0));
  });

  it("are documented when somebody looks", () => {
    const conv = item(net("  z = y -> $0"), "conv");
    expect(conv.documentation).toBeUndefined();
    expect(JSON.stringify(resolveItem(conv, neighbours).documentation)).toContain("output channels");
    expect(JSON.stringify(resolveItem(item(net("  z = y -> $0"), "excite"), neighbours))).toContain("Excites.");
    expect(resolveItem({ label: "x", data: { kind: "declaration" } }, neighbours)).toEqual({
      label: "x",
      data: { kind: "declaration" },
    });
  });
});

describe("documentation", () => {
  it("does not say again what the item says", () => {
    const conv = item(net("  z = y -> $0"), "conv");
    expect(conv.detail).toContain("conv(out, kernel");
    expect(JSON.stringify(resolveItem(conv, neighbours).documentation)).not.toContain("conv(out, kernel");
    const int8 = item(net("  z = y -> relu @$0"), "int8");
    const { documentation } = resolveItem(int8, neighbours);
    expect(JSON.stringify(documentation)).toContain("@int8");
    expect(JSON.stringify(documentation)).not.toContain(int8.detail);
  });
});

describe("arguments", () => {
  it("begin with those that must be given, without those that are", () => {
    const offered = items(net("  z = y -> conv($0"));
    expect(offered.slice(0, 3).map(({ label, detail }) => `${label} ${detail}`)).toEqual([
      "out= int, required",
      "kernel= int or list, required",
      "stride= int or list, default 1",
    ]);
    expect(labels(net("  z = y -> conv(8, $0)"))[0]).toBe("kernel=");
    expect(labels(net("  z = y -> conv(8, kernel=3, $0)"))).not.toContain("kernel=");
    // Nothing flows in, so the first argument is the data.
    expect(labels(net("  z = conv(x, 8, $0)"))[0]).toBe("kernel=");
  });

  it("are those of blocks and imported ones too", () => {
    expect(labels(net("  z = y -> b($0)")).slice(0, 2)).toEqual(["out=", "act="]);
    expect(labels(`import "std/mobile.net" { excite as sq }\n${net("  z = y -> sq($0)")}`)[0]).toBe("to=");
  });

  it("offer words, with quotes where there are none yet", () => {
    expect(item(net("  z = y -> gelu(approximate=$0)"), "tanh").insertText).toBe('"tanh"');
    expect(item(net('  z = y -> gelu(approximate="$0")'), "tanh").insertText).toBeUndefined();
    expect(labels(net('  z = y -> conv(8, kernel=3, pad="s$0'))).toEqual(["same", "valid"]);
    expect(labels(net("  z = y -> cast($0")).slice(0, 2)).toEqual(["f64", "f32"]);
    expect(labels(net("  z = y -> conv(8, kernel=3, bias=$0")).slice(0, 2)).toEqual(["true", "false"]);
    expect(labels(net("  z = y -> b(8, act=$0")).slice(0, 2)).toEqual(["relu", "relu6"]);
  });

  it("offer values that fit first", () => {
    expect(labels(net("  k = 3\n  z = y -> conv($0")).filter((label) => ["k", "y"].includes(label))).toEqual([
      "k",
      "y",
    ]);
    expect(labels(net("  k = 3\n  z = add($0")).filter((label) => ["k", "y"].includes(label))).toEqual(["y", "k"]);
  });
});

describe("values", () => {
  it("are names bound above, dims, and what can be called; not what the line itself binds", () => {
    const offered = labels(net("  z = $0"));
    expect(offered.slice(0, 3)).toEqual(["y", "x", "N"]);
    expect(offered).toEqual(expect.arrayContaining(["if", "min", "concat", "b"]));
    expect(offered).not.toContain("z");
    expect(labels(net("  output $0")).slice(0, 2)).toEqual(["y", "x"]);
    expect(labels(net("  z = y -> repeat 2 as i { b(8 * $0) }"))[0]).toBe("i");
  });

  it("of a repeat are offered in its body only", () => {
    const own = (text: string) => labels(net(text)).filter((label) => ["i", "v", "w"].includes(label));
    const body = "  z = y -> repeat 2 as i, v {\n    w = v -> relu\n    return w\n  }";
    expect(own(body.replace("return w", "return $0"))).toEqual(["w", "v", "i"]);
    expect(own(`${body}\n  u = $0`)).toEqual([]);
    expect(own("  z = y -> repeat 2 as i { b(8 * $0")).toEqual(["i"]);
  });

  it("are known in blocks that nobody uses yet, and in fns", () => {
    const block = "block b(x, out: int) {\n  y = x -> relu\n  z = y -> conv($0\n";
    expect(labels(block).filter((label) => ["x", "out", "y", "z"].includes(label))).toEqual(["y", "x", "out"]);
    expect(labels("fn f(a, b = 2) = $0").slice(0, 2)).toEqual(["a", "b"]);
    expect(labels(net("  fn ch(c) = make_divisible($0, 8)"))).toContain("c");
  });

  it("have attributes", () => {
    expect(item(net("  c = y.$0"), "channels").detail).toBe("8");
    expect(item(net("  c = y.sh$0"), "shape").detail).toBe("[1, 8, 16, 16]");
    expect(labels(net("  c = y.$0", "f32[1, 3]"))).not.toContain("height");
  });

  it("have units behind a number", () => {
    const { textEdit } = item(net("  q = 4$0"), "4M");
    expect(textEdit).toEqual({
      newText: "4M",
      range: { start: { line: 7, character: 6 }, end: { line: 7, character: 7 } },
    });
    expect(labels(net("  budget { latency <= 25m$0 }"))).toEqual(["25us", "25ms", "25s"]);
    expect(labels(net("  budget { params <= 4$0 }"))).toEqual(["4k", "4M", "4G"]);
  });

  it("are followed by few words", () => {
    expect(labels(net("  z = y $0"))).toEqual([]);
    expect(labels(net("  z = if y.rank == 4 $0"))).toEqual(["then"]);
    expect(labels(net("  z = if y.rank == 4 then y $0"))).toEqual(["else"]);
    expect(labels(net("  z = y -> repeat 4 $0"))).toEqual(["as"]);
  });
});

describe("declarations", () => {
  it("are offered where statements start, by what surrounds them", () => {
    expect(labels("ne$0")).toEqual(["net", "block", "fn", "import", "op", "lathe"]);
    expect(labels(net("  $0"))).toEqual(expect.arrayContaining(["input", "budget", "policy"]));
    expect(labels(net("  in$0"))).toContain("input");
    expect(labels("block b(x) {\n  $0")).toEqual(["return", "fn"]);
    expect(labels(net("  z = y -> repeat 2 as i, v {\n    $0\n  }"))).toEqual(["return", "fn"]);
  });

  it("leave new names to the author", () => {
    for (const line of ["  dim $0", "  input im$0", "  z = y -> repeat 3 as $0"])
      expect(labels(net(line)), line).toEqual([]);
    expect(labels("block b(x, $0")).toEqual([]);
  });

  it("of variants offer the nets of the file", () => {
    expect(labels(`${net("")}net small = $0`)).toEqual(["n"]);
  });

  it("have types", () => {
    expect(labels(net("  input q: $0"))[0]).toBe("f32");
    expect(labels("block b(x, w: $0").slice(0, 2)).toEqual(["tensor", "int"]);
  });

  it("have their words and settings", () => {
    expect(labels(net("  data $0"))).toEqual(["calibration", "test"]);
    expect(labels(net("  counting $0"))).toEqual(["paper"]);
    expect(labels(net("  input q: f32[1, 3] { range 0..1, $0 }"))).toEqual(["range", "mean", "std", "channels"]);
  });
});

describe("budgets", () => {
  it("offer metrics with today's figure and a limit above it", () => {
    // 8·3·9 weights and 8 biases.
    const { detail, insertText } = item(net("  budget { $0 }"), "params");
    expect(detail).toBe("today 224");
    expect(insertText).toBe("params <= ${1:230}");
    // 8·16·16 outputs × 27.
    expect(item(net("  budget {\n    params <= 4M\n    $0\n  }"), "macs").insertText).toBe("macs <= ${1:56k}");
    expect(item(net("  budget pixel4 { la$0 }"), "latency").insertText).toBe("latency <= ${1:25ms}");
    expect(item(net("  budget { s$0 }"), "sqnr").insertText).toBe("sqnr >= ${1:20dB}");
  });

  it("offer the sign and then the limit", () => {
    expect(labels(net("  budget { params $0 }"))).toEqual(["<="]);
    expect(labels(net("  budget { params <= $0 }"))).toEqual(["230"]);
  });
});

describe("annotations", () => {
  it("are offered behind their sign, those that count now first", () => {
    const offered = labels(net("  z = y -> conv(8, kernel=3) @$0"));
    expect(offered[0]).toBe("int8");
    expect(offered.indexOf("tied")).toBeLessThan(offered.indexOf("prune"));
    expect(item(net("  z = y -> conv(8, kernel=3) @pr$0"), "prune").insertText).toBe("prune(${1:50%})");
  });

  it("have arguments and words of their own", () => {
    expect(labels(net("  z = y -> conv(8, kernel=3) @prune($0"))).toEqual(["amount=", "by=", "align="]);
    expect(labels(net("  z = y -> conv(8, kernel=3) @prune(50%, by=$0"))).toEqual(["l1", "l2", "activation", "taylor"]);
  });

  it("know the paths that can be tied, without what is tied itself", () => {
    const text = net('  z = y -> conv(8, kernel=3) @tied("c$0")');
    expect(labels(text)).toEqual(["c1"]);
    expect(item(text, "c1").textEdit).toMatchObject({ newText: "c1", range: { start: { character: 36 } } });
  });

  it("call what can be tied as it is called from there, what fits first", () => {
    const inBlock = (path: string) => `block twice(x) {
  return x -> narrow: conv(4, kernel=1) -> wide: conv(8, kernel=1) -> conv(4, kernel=1) -> conv(8, kernel=1) @tied(${path})
}
net n {
  input x: f32[1, 8, 16, 16]
  y = x -> p: repeat 2 { twice }
  z = y -> own: twice
  output z
}
`;
    // The op at hand is p[0].return.conv_2; p[0].return.conv has weights of another shape.
    const offered = labels(inBlock('"$0"'));
    expect(offered[0]).toBe("wide");
    expect(offered.slice(1, 5)).toEqual(["p[1].wide", "p[1].return.conv_2", "own.wide", "own.return.conv_2"]);
    expect(offered.indexOf("narrow")).toBeGreaterThan(4);
    expect(item(inBlock("$0"), "wide").textEdit).toMatchObject({ newText: '"wide"' });
    const ofBlock = labels(inBlock('"wide"').replace("own: twice", 'own: twice @tied("$0")'));
    expect(ofBlock.slice(0, 2)).toEqual(["p[0]", "p[1]"]);
  });

  it("stand in policies behind globs that say what they match", () => {
    const text = "  z = y -> part: repeat 3 { conv1: conv(8, kernel=3) -> bn1: bn }\n  policy { $0 }";
    const offered = items(net(text)).map(({ label, detail }) => `${label} ${detail}`);
    expect(offered[0]).toBe('"**" matches 7 ops');
    expect(offered).toEqual(
      expect.arrayContaining(['"part.**" matches 6 ops', '"part[1].**" matches 2 ops', '"**.bn1" matches 3 ops']),
    );
    expect(labels(net('  policy { "c$0" }'))).toEqual(["**", "c1"]);
    expect(labels(net('  policy { "c1": $0 }'))[0]).toBe("@int8");
    expect(labels(net('  policy { "c1": @$0 }'))[0]).toBe("int8");
    expect(labels(net('  policy {\n    "c1": @int8 @$0'))[0]).toBe("int8");
  });
});

describe("files", () => {
  it("are offered for imports, from the folder and the library", () => {
    expect(labels('import "$0"')).toEqual(["other.net", "parts/", "std/", "std/mobile.net"]);
    expect(labels('import "parts/$0')).toEqual(["parts/more.net"]);
    expect(labels('import "std/$0"')).toEqual(["std/mobile.net"]);
    expect(item('import "std/m$0"', "std/mobile.net").textEdit).toMatchObject({
      range: { start: { character: 8 }, end: { character: 13 } },
    });
    expect(labels('import "../$0"')).toEqual([]);
  });

  it("are offered for weights and data", () => {
    expect(labels(net('  weights "$0"'))).toEqual(["c.npz", "w.safetensors", "parts/", "std/"]);
    expect(labels(net('  data calibration "$0"'))).toEqual(["c.npz", "parts/", "std/"]);
  });

  it("say what can be imported from them", () => {
    expect(labels('import "std/mobile.net" { $0 }')).toEqual(["excite", "widen", "half"]);
    expect(labels('import "std/mobile.net" { widen, $0 }')).toEqual(["excite", "half"]);
    expect(labels('import "std/mobile.net" { widen $0 }')).toEqual(["as"]);
  });
});

describe("completion", () => {
  it("is silent in a comment", () => {
    expect(labels(net("  z = y -> relu  # -> $0"))).toEqual([]);
  });

  it("never fails, wherever the cursor stands, with and without what follows", () => {
    const text = net(
      '  budget { params <= 4M }\n  policy { "**": @int8 }\n  z = y -> repeat 2 { b(8, act=relu) @fp16 }',
    );
    for (let offset = 0; offset <= text.length; offset++) {
      for (const whole of [text, text.slice(0, offset)]) {
        expect(Array.isArray(completion(analyseText(whole), offset, neighbours))).toBe(true);
      }
    }
  });

  it("works in nothing at all", () => {
    const { analysis, offset } = analyseMarked("$0");
    expect(completion(analysis, offset).map(({ label }) => label)).toContain("net");
  });
});
