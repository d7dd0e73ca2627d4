import { describe, expect, it } from "vitest";
import { afterwards, elsewhere, offersAt } from "../../../../test/kit/actions.ts";
import { extractBlock } from "../extractBlock.ts";
import { foldRepeat } from "../foldRepeat.ts";
import { inlineBlock } from "../inlineBlock.ts";
import { labelOp } from "../labelOp.ts";

const net = (lines: string) => `net n {\n  input x: f32[1, 8, 8, 8]\n  ${lines}\n  output y\n}\n`;

describe("policies", () => {
  it("call an op by its new label, and the others by their new numbers", () => {
    const before = net(`policy {
    "y.conv": @int8
    "y.conv_2": @fp16
  }
  y = x -> $0conv(8, kernel=3) -> conv(8, kernel=3)`);
    // What was the second `conv` is the first now.
    expect(afterwards(labelOp, before)).toContain(`policy {
    "conv1": @int8
    "y.conv": @fp16
  }
  y = x -> conv1: conv`);
  });

  it("keep a glob that still speaks of the same ops, and say the rest beside it", () => {
    const line = (policy: string) =>
      afterwards(labelOp, net(`policy { ${policy} }\n  y = x -> conv(8, kernel=3) -> $0conv(8, kernel=3)`)).split(
        "\n",
      )[2];
    expect(line('"**": @int8')).toBe('  policy { "**": @int8 }');
    expect(line('"y.conv*": @int8')).toBe('  policy { "y.conv*": @int8, "conv1": @int8 }');
    expect(line('"y.*": @int8')).toBe('  policy { "y.*": @int8, "conv1": @int8 }');
  });

  it("speak of the insides of a block by the paths that they have in its place", () => {
    const before = `${net('policy { "y.b": @int8 }\n  y = x -> $0b -> conv(8, kernel=1)')}
block b(x) {
  a = x -> first: conv(8, kernel=3) -> relu
  return a -> conv(8, kernel=3)
}
`;
    const after = afterwards(inlineBlock, before);
    expect(after).toContain("y = a -> conv(8, kernel=3) -> conv(8, kernel=1)");
    // `relu` stores its result as the convolution before it does, with or without a line of its own.
    expect(after.split("\n")[2]).toBe('  policy { "first": @int8, "a.relu": @int8, "y.conv": @int8 }');
  });

  it("keep their stars, where these stand for the same names", () => {
    const before = net(`policy { "y.repeat[*].conv": @int8 }
  $0y = x -> repeat 3 { conv(8, kernel=3) -> relu }$0`);
    expect(afterwards(extractBlock, before).split("\n")[2]).toBe('  policy { "y.part.y.repeat.*.conv": @int8 }');
  });

  it("of a target are kept too, though it is not shown", () => {
    const before = net('target board\n  policy board { "y.conv": @int8 }\n  y = x -> $0conv(8, kernel=3)');
    expect(afterwards(labelOp, before)).toContain('policy board { "conv1": @int8 }');
  });

  it("that fold into a repeat speak of its elements", () => {
    const before = net('policy { "y.conv_2": @int8 }\n  y = x -> $0conv(8, kernel=3) -> conv(8, kernel=3)');
    expect(afterwards(foldRepeat, before)).toContain('policy { "y.repeat[1]": @int8 }\n  y = x -> repeat 2 {');
  });

  it("of files that import this one are rewritten there", () => {
    const block = "block b(x) {\n  return x -> $0conv(8, kernel=3) -> conv(8, kernel=3)\n}\n\n";
    const own = `${block}${net("y = x -> b")}`;
    const open = {
      "net.net": `import "main.net" { b }\n\n${net('policy { "y.b.*.conv_2": @int8 }\n  y = x -> b')}`,
      "other.net": `${net('policy { "y.conv": @int8 }\n  y = x -> conv(8, kernel=3)')}`,
    };
    expect(elsewhere(labelOp, own, { open })).toEqual({
      "net.net": open["net.net"].replace("y.b.*.conv_2", "y.b.*.conv"),
    });
  });

  it("refuse where no few globs would do", () => {
    const stages = Array.from({ length: 8 }, () => "conv(8, kernel=3) -> relu").join(" -> ");
    const labels = Array.from({ length: 8 }, (_, i) => `c${"abcdefgh"[i]}: conv(8, kernel=3) -> relu`).join(" -> ");
    const before = (inside: string) =>
      `${net('policy { "y.b": @int8 }\n  y = x -> $0b -> conv(8, kernel=1)')}\nblock b(x) {\n  a = x -> ${inside}\n  return a\n}\n`;
    expect(afterwards(inlineBlock, before(stages))).toContain('policy { "a.**": @int8 }');
    expect(offersAt(inlineBlock, before(labels))[0]?.refusal).toContain('"y.b"');
  });
});

describe("ties", () => {
  it("lead to the same op under its new path", () => {
    const before = net('a = x -> $0conv(8, kernel=3)\n  y = a -> other: conv(8, kernel=3) @tied("a.conv")');
    expect(afterwards(labelOp, before)).toContain(
      'a = x -> conv1: conv(8, kernel=3)\n  y = a -> other: conv(8, kernel=3) @tied("conv1")',
    );
  });

  it("on a block lead to the other block as a whole", () => {
    const before = `${net('a = x -> $0p\n  y = a -> p @tied("a.p")')}
block p(x) {
  return x -> first: conv(8, kernel=3) -> second: conv(8, kernel=3)
}
`;
    expect(afterwards(labelOp, before)).toContain('a = x -> p1: p\n  y = a -> p @tied("p1")');
  });

  it("go along into a block, op by op", () => {
    const before = net(`$0a = x -> first: conv(8, kernel=3)
  b = a -> repeat 2 { conv(8, kernel=3) @tied("first") }$0
  y = b -> relu`);
    // Seen from the block, `first` is still called so.
    expect(afterwards(extractBlock, before)).toContain('@tied("first") }');
    const outside = net(`$0a = x -> first: conv(8, kernel=3)$0
  y = a -> conv(8, kernel=3) @tied("first")`);
    expect(afterwards(extractBlock, outside)).toContain('@tied("a.part.first")');
  });

  it("stay where they are seen from what is inlined along with them", () => {
    const before = `${net("a = x -> $0p\n  y = a -> p")}
block p(x) {
  f = x -> q1: q
  return f -> conv(8, kernel=3) @tied("q1.c")
}

block q(x) {
  return x -> c: conv(8, kernel=3)
}
`;
    expect(afterwards(inlineBlock, before)).toContain('@tied("q1.c")');
  });
});

describe("maps of weights", () => {
  const tensors = (names: readonly string[]) => ({
    "w.safetensors": Object.fromEntries(
      names.flatMap((name) => [
        [`${name}.weight`, [8, 8, 3, 3]],
        [`${name}.bias`, [8]],
      ]),
    ),
  });

  it("are written where names were the net's own", () => {
    const before = net('weights "w.safetensors"\n  y = x -> $0conv(8, kernel=3)');
    expect(afterwards(labelOp, before, undefined, { tensors: tensors(["y.conv"]) })).toContain(
      'weights "w.safetensors" { "y.conv.**": "conv1.**" }',
    );
  });

  it("get another right side, and lose lines that others say now", () => {
    const before = net(`weights "w.safetensors" {
    "stem.**": "x0.**"
    "layers.*.**": "y.repeat.*.**"
  }
  z = x -> x0: conv(8, kernel=3)
  $0y = z -> repeat 3 { conv(8, kernel=3) }$0`);
    const names = ["stem", "layers.0", "layers.1", "layers.2"];
    expect(
      afterwards(extractBlock, before, undefined, { tensors: tensors(names) }),
    ).toContain(`weights "w.safetensors" {
    "layers.**": "y.part.y.repeat.**"
    "stem.**": "x0.**"
  }
`);
  });

  it("do not touch what the net has no use for", () => {
    const before = net(
      'weights "w.safetensors" { "a.**": "y.conv.**" }\n  y = x -> conv(8, kernel=3) -> $0conv(8, kernel=3)',
    );
    const after = afterwards(labelOp, before, undefined, { tensors: tensors(["a", "y.conv_2", "y.conv_3"]) });
    expect(after).toContain('weights "w.safetensors" { "y.conv_2.**": "conv1.**", "a.**": "y.conv.**" }');
  });

  it("refuse a name that another tensor of the file has", () => {
    const before = net('weights "w.safetensors"\n  y = x -> $0conv(8, kernel=3)');
    const [offer] = offersAt(labelOp, before, { tensors: tensors(["y.conv", "conv1"]) });
    expect(offer?.edits).toEqual([]);
    expect(offer?.refusal).toContain("The map makes two tensors");
  });
});
