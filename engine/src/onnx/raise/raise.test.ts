import { isRefusal } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { graphOf, type ModelParts, modelOf, node, tensor } from "../../../../test/kit/model.ts";
import { float, int } from "../attributes.ts";
import type { OnnxAttribute } from "../model.ts";
import { importModel } from "./importModel.ts";

/** The statements of the imported net, or the refusal's message. */
function imported(parts: ModelParts): readonly string[] | string {
  const result = importModel(modelOf(parts), { name: "test" });
  if (isRefusal(result)) return result.message;
  return result.text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && line !== "}" && !line.startsWith("net ") && !line.startsWith("output "));
}

const graph = (attribute: ModelParts): OnnxAttribute => ({ kind: "graph", graph: graphOf(attribute) });

describe("a graph", () => {
  it("may have its nodes in any order", () => {
    const nodes = [node("Sigmoid", ["a"], "y"), node("Relu", ["x"], "a")];
    const lines = imported({ inputs: { x: "f32[2]" }, outputs: { y: "f32[2]" }, nodes });
    expect(lines).toEqual(["input x: f32[2]", "y = x -> relu -> sigmoid"]);
  });

  it("that goes in a circle is refused, and so are names that are not there or there twice", () => {
    const io = { inputs: { x: "f32[2]" }, outputs: { y: "f32[2]" } };
    const circle = [node("Add", ["x", "y"], "a", {}, { name: "first" }), node("Relu", ["a"], "y")];
    expect(imported({ ...io, nodes: circle })).toBe(
      "the Add `first` waits for its own result: the graph goes in a circle",
    );
    const missing = [node("Relu", ["nowhere"], "y", {}, { name: "r" })];
    expect(imported({ ...io, nodes: missing })).toBe("the Relu `r` reads `nowhere`, which nothing is called by");
    const twice = [node("Relu", ["x"], "y"), node("Sigmoid", ["x"], "y")];
    expect(imported({ ...io, nodes: twice })).toMatch(/Sigmoid.*gives a value called `y`, and so does something else/);
    expect(imported({ ...io, nodes: [] })).toBe("the output `y` is given by no node");
  });

  it("loses what does nothing, and what nobody needs", () => {
    const nodes = [
      node("Identity", ["x"], "a"),
      node("Dropout", ["a"], "b mask"),
      node("Max", ["b"], "c"),
      node("Relu", ["c"], "y"),
      node("Tanh", ["b"], "unused"),
    ];
    const lines = imported({ inputs: { x: "f32[2]" }, outputs: { y: "f32[2]" }, nodes });
    expect(lines).toEqual(["input x: f32[2]", "y = x -> relu"]);
  });
});

describe("functions and branches", () => {
  const functions = [
    {
      name: "Leaky",
      domain: "local",
      inputs: ["a"],
      outputs: ["b"],
      attributes: ["slope"],
      defaults: new Map<string, OnnxAttribute>([["axis", int(1)]]),
      nodes: [
        node("Elu", ["a"], "t", { alpha: { kind: "reference", name: "slope" } }),
        node("ThresholdedRelu", ["t"], "b", { alpha: { kind: "reference", name: "slope" } }),
      ],
      opsets: new Map([["", 17]]),
    },
  ];

  it("are read as what they hold, with the caller's attributes", () => {
    const nodes = [
      node("local::Leaky", ["x"], "a", { slope: float(0.5) }, { name: "one" }),
      node("local::Leaky", ["a"], "y", { slope: float(2) }, { name: "two" }),
    ];
    const lines = imported({
      inputs: { x: "f32[2]" },
      outputs: { y: "f32[2]" },
      nodes,
      functions,
      domains: { local: 1 },
    });
    expect(Array.isArray(lines) && lines.join("\n")).toMatch(/ThresholdedRelu\(.*alpha=0\.5\)/);
    expect(Array.isArray(lines) && lines.join("\n")).toMatch(/ThresholdedRelu\(.*alpha=2\.0\)/);
  });

  it("that call themselves are refused", () => {
    const own = { ...functions[0], nodes: [node("local::Leaky", ["a"], "b")] } as (typeof functions)[number];
    const nodes = [node("local::Leaky", ["x"], "y", {}, { name: "n" })];
    expect(imported({ inputs: { x: "f32[2]" }, outputs: { y: "f32[2]" }, nodes, functions: [own] })).toMatch(
      /lies in a function that calls itself/,
    );
  });

  it("are taken where the condition is known: here it asks for the rank", () => {
    const nodes = [
      node("Shape", ["x"], "s"),
      node("Size", ["s"], "rank"),
      node("Equal", ["rank", "two"], "is2"),
      node("If", ["is2"], "y", {
        then_branch: graph({ outputs: { t: "f32[2, 3]" }, nodes: [node("Relu", ["x"], "t")] }),
        else_branch: graph({ outputs: { e: "f32[2, 3]" }, nodes: [node("Tanh", ["x"], "e")] }),
      }),
    ];
    const parts = { inputs: { x: "f32[2, 3]" }, outputs: { y: "f32[2, 3]" }, nodes };
    const stored = (value: number) => ({ two: tensor("i64", [], [value]) });
    expect(imported({ ...parts, stored: stored(2) })).toContain("y = x -> relu");
    expect(imported({ ...parts, stored: stored(3) })).toContain("y = x -> tanh");
  });

  it("that data decide are refused by the node's name, and so are loops and sequences", () => {
    const branch = graph({ outputs: { t: "f32[2]" }, nodes: [node("Relu", ["x"], "t")] });
    const nodes = [node("If", ["c"], "y", { then_branch: branch, else_branch: branch }, { name: "choice" })];
    const inputs = { x: "f32[2]", c: "bool[]" };
    expect(imported({ inputs, outputs: { y: "f32[2]" }, nodes })).toBe(
      "the If `choice`: control flow has no words in a net",
    );
    const at = [node("SequenceConstruct", ["x", "x"], "s"), node("SequenceAt", ["s", "i"], "y", {}, { name: "pick" })];
    expect(imported({ inputs: { x: "f32[2]", i: "i64[]" }, outputs: { y: "f32[2]" }, nodes: at })).toBe(
      "the SequenceAt `pick`: sequences and optional values have no words in a net",
    );
  });
});

describe("shape arithmetic", () => {
  it("becomes the shape, also where it is a formula", () => {
    const nodes = [
      node("Shape", ["x"], "shape"),
      node("Gather", ["shape", "one"], "s"),
      node("Mul", ["s", "two"], "double"),
      node("Unsqueeze", ["double", "zero"], "list"),
      node("Concat", ["minus", "list"], "to", { axis: int(0) }),
      node("ConstantOfShape", ["to"], "y"),
    ];
    const stored = {
      zero: tensor("i64", [1], [0]),
      one: tensor("i64", [], [1]),
      two: tensor("i64", [], [2]),
      minus: tensor("i64", [1], [3]),
    };
    const lines = imported({ inputs: { x: "f32[6, S]" }, outputs: { y: "f32[3, ?]" }, nodes, stored });
    expect(lines).toEqual(["dim S = 128", "input x: f32[6, S]", "y = constant(0, shape=[3, 2 * S])"]);
  });
});

describe("sequences", () => {
  it("that are put together and taken apart in the model are not there in the text", () => {
    const nodes = [
      node("SequenceEmpty", [], "s0"),
      node("SequenceInsert", ["s0", "x"], "s1"),
      node("SequenceInsert", ["s1", "y"], "s2"),
      node("SequenceInsert", ["s2", "z", "last"], "s3"),
      node("SequenceErase", ["s3", "last"], "s4"),
      // x, z: the insertion was before y, which went away.
      node("SequenceAt", ["s4", "last"], "a"),
      node("Relu", ["a"], "out"),
    ];
    const inputs = { x: "f32[2]", y: "f32[2]", z: "f32[2]" };
    const stored = { last: tensor("i64", [], [-1]) };
    expect(imported({ inputs, outputs: { out: "f32[2]" }, nodes, stored })).toContain("out = z -> relu");
  });
});

describe("nodes that stay", () => {
  const io = { inputs: { x: "f32[2, 3]" }, outputs: { y: "f32[2, 3]" } };

  it("have their attributes, their types, and the opset that they rest on", () => {
    const nodes = [node("Swish", ["x"], "y", { alpha: float(0.25) })];
    expect(imported({ ...io, nodes, opset: 24 })).toEqual([
      "input x: f32[2, 3]",
      "opset 24",
      "y: f32[2, 3] = onnx.Swish(x, alpha=0.25)",
    ]);
    const quick = [node("com.microsoft::QuickGelu", ["x"], "y", { alpha: float(1) })];
    expect(imported({ ...io, nodes: quick })).toEqual([
      "input x: f32[2, 3]",
      'y: f32[2, 3] = onnx["com.microsoft"].QuickGelu(x, alpha=1.0)',
    ]);
  });

  it("of older operator sets take the form of newer ones", () => {
    const hardmax = [node("Hardmax", ["x"], "y", { axis: int(0) })];
    const lines = imported({ ...io, nodes: hardmax, opset: 11 });
    expect(lines).toContain("flatten: f32[1, 6] = onnx.Flatten(x, axis=0)");
    const scatter = [node("Scatter", ["x", "i", "u"], "y", { axis: int(1) })];
    const stored = { i: tensor("i64", [1, 1], [2]), u: tensor("f32", [1, 1], [9]) };
    const scattered = imported({ ...io, nodes: scatter, stored, opset: 10 });
    expect(Array.isArray(scattered) && scattered.at(-1)).toMatch(/onnx\.ScatterElements\(.*axis=1\)/);
  });

  it("are refused where the text cannot say what they are; what they give may be of any type", () => {
    const labels = [
      node(
        "ai.onnx.ml::LabelEncoder",
        ["x"],
        "y",
        { default_tensor: { kind: "tensor", tensor: tensor("f32", [1]) } },
        { name: "l" },
      ),
    ];
    expect(imported({ ...io, nodes: labels })).toMatch(/LabelEncoder `l`: its attribute `default_tensor` is a tensor/);
    const unknown = [node("custom::Op", ["x"], "a", {}, { name: "o" }), node("custom::Op", ["a"], "y")];
    expect(imported({ ...io, nodes: unknown })).toContain('op_: tensor = onnx["custom"].Op(x)');
    expect(imported({ ...io, values: { a: "f32[2]" }, nodes: unknown })).toContain(
      'op_: f32[2] = onnx["custom"].Op(x)',
    );
  });
});

describe("infinities", () => {
  it("are stored, since the text has no word for them", () => {
    const stored = { pads: tensor("i64", [4], [0, 0, 0, 1]), never: tensor("f32", [], [Number.NEGATIVE_INFINITY]) };
    const nodes = [node("Pad", ["x", "pads", "never"], "y")];
    const lines = imported({ inputs: { x: "f32[2, 3]" }, outputs: { y: "f32[2, 4]" }, nodes, stored });
    expect(lines.toString()).toContain("onnx.Pad(");
    expect(lines.toString()).not.toMatch(/inf/i);
  });
});

describe("what an exporter made up", () => {
  const io = { inputs: { x: "f32[1, 3, 4, 4]" }, outputs: { y: "f32[1, 2, 4, 4]" } };
  const stored = {
    "conv1.weight": tensor("f32", [2, 3, 1, 1]),
    zero: tensor("f64", [], [0]),
    one: tensor("f64", [], [1]),
    two: tensor("i64", [1], [2]),
  };
  const withBias = (number: string) =>
    imported({
      ...io,
      stored,
      nodes: [
        node("CastLike", [number, "x"], "typed"),
        node("Expand", ["typed", "two"], "bias"),
        node("Conv", ["x", "conv1.weight", "bias"], "y"),
      ],
    });

  it("is no bias of the net where it is nothing", () => {
    expect(withBias("zero")).toContain("y = x -> conv1: conv(2, kernel=1, bias=false)");
    expect(withBias("one")).toContain("y = x -> conv1: conv(2, kernel=1)");
  });
});

describe("names", () => {
  it("are those of the model's weights, or of the modules that the node comes from", () => {
    const stored = { "layer1.0.conv1.weight": tensor("f32", [2, 3, 1, 1]), w: tensor("f32", [2, 2, 1, 1]) };
    const scopes = new Map([["pkg.torch.onnx.name_scopes", "['', 'stem', 'stem.conv2', 'conv2d']"]]);
    const nodes = [
      node("Conv", ["x", "layer1.0.conv1.weight"], "a"),
      node("Conv", ["a", "w"], "y", {}, { metadata: scopes }),
    ];
    const lines = imported({ inputs: { x: "f32[1, 3, 4, 4]" }, outputs: { y: "f32[1, 2, 4, 4]" }, nodes, stored });
    expect(Array.isArray(lines) && lines.slice(-2)).toEqual([
      "y = x -> layer1_0_conv1: conv(2, kernel=1, bias=false)",
      "-> stem_conv2: conv(2, kernel=1, bias=false)",
    ]);
  });

  it("that are none are made some, and never twice the same", () => {
    const nodes = [node("Relu", ["in put"], "out/1"), node("Tanh", ["in put"], "out.1"), node("Exp", ["in put"], "if")];
    const result = importModel(
      modelOf({
        inputs: { "in put": "f32[2]" },
        outputs: { "out/1": "f32[2]", "out.1": "f32[2]", if: "f32[2]" },
        nodes,
      }),
      { name: "7 nets" },
    );
    expect(isRefusal(result) ? result.message : result.text).toBe(
      [
        "net _7_nets {",
        "  input in_put: f32[2]",
        "",
        "  out_1 = in_put -> relu",
        "  out_1_2 = in_put -> tanh",
        "  if_ = in_put -> exp",
        "  output out_1",
        "  output out_1_2",
        "  output if_",
        "}",
        "",
      ].join("\n"),
    );
  });
});

describe("weights", () => {
  it("have the names that they have in the text", () => {
    const stored = {
      "fc.weight": tensor("f32", [4, 3]),
      "fc.bias": tensor("f32", [4]),
      scale: tensor("f32", [1, 4, 2, 2]),
    };
    const nodes = [
      node("Gemm", ["x", "fc.weight", "fc.bias"], "a", { transB: int(1) }),
      node("Reshape", ["a", "to"], "b"),
      node("Mul", ["b", "scale"], "y"),
    ];
    const result = importModel(
      modelOf({
        inputs: { x: "f32[4, 3]" },
        outputs: { y: "f32[1, 4, 2, 2]" },
        nodes,
        stored: { ...stored, to: tensor("i64", [4], [1, 4, 2, 2]) },
      }),
      { name: "net", weightsFile: "w.safetensors" },
    );
    if (isRefusal(result)) throw new Error(result.message);
    expect([...result.weights].map(([name, { shape }]) => `${name} ${shape.join()}`)).toEqual([
      "scale 1,4,2,2",
      "fc.weight 4,3",
      "fc.bias 4",
    ]);
    expect(result.text).toContain('weights "w.safetensors"');
  });
});
