import { describe, expect, test } from "vitest";
import { classesIn, linesOf, pytorchOf } from "../../../test/kit/pytorch.ts";

describe("classes", () => {
  test("stand for blocks, with what differs between copies as parameters, and the net's stands last", () => {
    const text = `## Doubles twice.
net twice {
  dim N = 1
  input x: f32[N, 8]
  y = x -> body: repeat [16, 32] as width { layer(width) } -> fc: linear(4)
  output y
}

block layer(x, out: int, act: op = relu) {
  return x -> fc: linear(out) -> bn: bn -> act
}`;
    expect(classesIn(pytorchOf(text))).toBe(`class Layer(nn.Module):
    """The block \`layer\`: body[0] and 1 more."""

    def __init__(self, in_features, out):
        super().__init__()
        self.fc = nn.Linear(in_features, out)
        self.bn = nn.BatchNorm1d(out)

    def forward(self, x):
        out = self.fc(x)
        out = self.bn(out)
        return F.relu(out)


class twice(nn.Module):
    """x: f32[N, 8] → y: f32[N, 4]"""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            Layer(in_features=8, out=16),
            Layer(in_features=16, out=32),
        )
        self.fc = nn.Linear(32, 4)

    def forward(self, x):
        y = self.body(x)
        return self.fc(y)`);
  });

  test("take a function as a parameter where copies differ in it", () => {
    const text = `net a {
  input x: f32[1, 8]
  y = x -> a: layer -> b: layer(act=silu)
  output y
}
block layer(x, act: op = relu) {
  return x -> fc: linear(8) -> act
}`;
    const classes = classesIn(pytorchOf(text));
    expect(classes).toContain("def __init__(self, act):\n        super().__init__()\n        self.act = act\n");
    expect(classes).toContain("return self.act(out)");
    expect(classes).toContain("self.a = Layer(act=F.relu)\n        self.b = Layer(act=F.silu)");
  });

  test("are several for a block whose copies are built differently", () => {
    const text = `net a {
  input x: f32[1, 8]
  y = x -> a: layer -> b: layer(deep=true)
  output y
}
block layer(x, deep: bool = false) {
  y = x -> fc: linear(8)
  return if deep then y -> more: linear(8) else y
}`;
    const classes = classesIn(pytorchOf(text));
    expect(classes.match(/^class \w+/gm)).toEqual(["class Layer", "class Layer2", "class a"]);
  });

  test("never take the net's name from it", () => {
    const text = `net Layer {
  input x: f32[1, 8]
  y = x -> layer
  output y
}
block layer(x) { return x -> fc: linear(8) }`;
    expect(classesIn(pytorchOf(text)).match(/^class \w+/gm)).toEqual(["class Layer2", "class Layer"]);
  });
});

describe("repeats", () => {
  test("of equal parts are written once", () => {
    const { init, forward } = linesOf("input x: f32[1, 8]\noutput y = x -> deep: repeat 12 { linear(8) }");
    expect(init).toEqual(["self.deep = nn.Sequential(*(nn.Linear(8, 8) for _ in range(12)))"]);
    expect(forward).toEqual(["return self.deep(x)"]);
  });

  test("that read something else in every step are loops", () => {
    const body = `input x: f32[1, 8]
input z: f32[1, 8]
y = x -> deep: repeat 2 as i, v { return (v -> fc: linear(8)) * z }
output y`;
    const { init, forward } = linesOf(body);
    expect(init).toEqual(["self.deep = nn.ModuleList(DeepStep() for _ in range(2))"]);
    expect(forward).toEqual(["y = x", "for layer in self.deep:", "    y = layer(y, z)", "return y"]);
  });

  test("whose steps differ in what they read are written out", () => {
    const body = `input x: f32[1, 8]
levels = x -> collect 2 { linear(8) }
y = x -> deep: repeat 2 as i, v { return (v -> fc: linear(8)) * levels[i] }
output y`;
    expect(linesOf(body).forward).toEqual([
      "levels = x",
      "levels_each = []",
      "for layer in self.levels.collect:",
      "    levels = layer(levels)",
      "    levels_each.append(levels)",
      "y = self.deep[0](x, levels_each[0])",
      "return self.deep[1](y, levels)",
    ]);
  });
});

describe("names", () => {
  test("of the text are those of variables, and are used again when their tensor is done with", () => {
    const body = `input x: f32[1, 8]
main = x -> fc: linear(8) -> relu -> out: linear(8)
other = x -> linear(8)
y = main + other
output y`;
    expect(linesOf(body)).toEqual({
      init: [
        "self.fc = nn.Linear(8, 8)",
        "self.out = nn.Linear(8, 8)",
        "self.other = nn.Module()",
        "self.other.linear = nn.Linear(8, 8)",
      ],
      forward: [
        "main = self.fc(x)",
        "main = F.relu(main)",
        "main = self.out(main)",
        "other = self.other.linear(x)",
        "return main + other",
      ],
    });
  });

  test("that Python or PyTorch need for themselves are registered, but are no attributes", () => {
    const { init, forward } = linesOf("input x: f32[1, 8]\noutput y = x -> class: linear(8) -> type: linear(8)");
    expect(init).toEqual(['self._modules["class"] = nn.Linear(8, 8)', 'self._modules["type"] = nn.Linear(8, 8)']);
    expect(forward).toEqual(['y = self._modules["class"](x)', 'return self._modules["type"](y)']);
  });

  test("of tied weights are kept: `load` finds them under the other name", () => {
    const text = pytorchOf(`net a {
  input x: f32[1, 8]
  y = x -> a: linear(8) -> b: linear(8) @tied("a")
  output y
}`);
    expect(text).toContain('TIED = {\n    "b.weight": "a.weight",\n    "b.bias": "a.bias",\n}');
    expect(classesIn(text)).toContain('self.get_submodule("b").weight = self.get_submodule("a").weight');
  });

  test("of symbolic dims are read off the inputs", () => {
    const body = `dim N = 2
dim S = 4
input x: f32[N, S, 6]
y = x -> reshape([N, 2 * S, 3])
output y`;
    expect(linesOf(body).forward).toEqual(["N = x.size(0)", "S = x.size(1)", "return x.reshape(N, 2 * S, 3)"]);
  });

  test("of states are inputs, and their next values results behind the others", () => {
    const body = "input x: f32[1, 8]\nstate h: f32[1, 8] = 0\nh = x + h -> tanh\ny = h -> relu\noutput y";
    expect(linesOf(body).forward).toEqual(["h = x + h", "h = torch.tanh(h)", "y = F.relu(h)", "return y, h"]);
  });
});

describe("refusals", () => {
  const refusal = (body: string, more = "") => pytorchOf(`net a {\n${body}\n}\n${more}`);

  test("name the op that PyTorch has no words for", () => {
    expect(refusal("input x: f32[1, 8]\ny: f32[1, 8] = onnx.Foo(x)\noutput y")).toMatchObject({
      code: "not-in-pytorch",
      message: expect.stringContaining("`y.Foo`"),
    });
    const declared = "op foo(x: f32[N, C]) -> f32[N, C] {\n  macs = 0\n}";
    expect(refusal("input x: f32[1, 8]\ny = foo(x)\noutput y", declared)).toMatchObject({ code: "not-in-pytorch" });
    expect(refusal('input x: f32[1, 8]\ny = x -> pad([0, 1, 0, 1], mode="reflect")\noutput y')).toMatchObject({
      code: "not-in-pytorch",
    });
  });

  test("of a tensor that would have to hold others", () => {
    const body = "input x: f32[1, 8]\na = a: param([1, 8]) -> linear(8)\ny = a + x\noutput y";
    expect(refusal(body)).toMatchObject({ code: "clashing-names", message: expect.stringContaining("`a`") });
  });

  test("of a dim that no input has", () => {
    const body = "dim S = 4\ninput x: f32[1, 2 * S]\ny = x -> reshape([2, S])\noutput y";
    expect(refusal(body)).toMatchObject({ code: "unknown-extent", message: expect.stringContaining("`S`") });
  });
});

test("what annotations ask for is said, not done", () => {
  const text = pytorchOf("net a {\n  input x: f32[1, 8]\n  y = x -> fc: linear(8) @int8\n  output y\n}");
  expect(text).toContain("Without what annotations ask for:\n@int8 on 1 ops, the first of them fc");
});
