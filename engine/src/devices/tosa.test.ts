import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import type { Graph } from "../graph/graph.ts";
import { type TosaOptions, tosaViolations } from "./tosa.ts";

function graphOf(text: string, others: Readonly<Record<string, string>> = {}): Graph {
  const [shown] = analyseText(text, others).shown;
  if (shown === undefined) throw new Error("the text has a net");
  return shown.cost.graph;
}

/** What is broken in a net of one input and the lines behind it: `rule value > limit`. */
function broken(input: string, lines: string, options: TosaOptions = { precision: "int8" }): readonly string[] {
  const graph = graphOf(`net n {\n  input x: ${input}\n${lines}\n  output y\n}\n`);
  expect(graph.isIncomplete).toBe(false);
  return tosaViolations(graph, options).map(({ rule, value, limit }) => `${rule} ${value} > ${limit}`);
}

// The limits are those of tosa.xml, level "8K", and of RESIZE.tosac (TOSA 1.0).
describe("level 8K", () => {
  it("limits ranks to 6", () => {
    expect(broken("f32[1, 1, 1, 1, 2, 2]", "  y = x -> relu")).toEqual([]);
    expect(broken("f32[1, 1, 1, 1, 1, 2, 2]", "  y = x -> relu")).toEqual(["rank 7 > 6"]);
    // The second op reads what the first was named for, and makes a smaller one.
    expect(broken("f32[1, 1, 2, 2]", "  y = x -> reshape([1, 1, 1, 1, 1, 2, 2]) -> reshape([4])")).toEqual([
      "rank 7 > 6",
    ]);
  });

  it("limits dilation × kernel of a convolution to 8192", () => {
    // 2730·3 = 8190, and 2731·3 = 8193.
    expect(broken("f32[1, 8, 9000]", "  y = x -> conv(8, kernel=3, dilation=2730)")).toEqual([]);
    expect(broken("f32[1, 8, 9000]", "  y = x -> conv(8, kernel=3, dilation=2731)")).toEqual(["kernel 8193 > 8192"]);
    expect(broken("f32[1, 8, 9, 9000]", "  y = x -> dwconv([1, 3], dilation=[1, 2731])")).toEqual([
      "kernel 8193 > 8192",
    ]);
  });

  it("limits the window of a pooling, and of a transposed convolution with its gaps filled", () => {
    expect(broken("f32[1, 8, 9000]", "  y = x -> maxpool(8192, stride=1)")).toEqual([]);
    expect(broken("f32[1, 8, 9000]", "  y = x -> avgpool(8193, stride=1)")).toEqual(["kernel 8193 > 8192"]);
    // 4096·2 + 1.
    expect(broken("f32[1, 8, 4]", "  y = x -> conv_transpose(8, kernel=3, dilation=4096)")).toEqual([
      "kernel 8193 > 8192",
    ]);
    expect(broken("f32[1, 8, 4]", "  y = x -> conv_transpose(8, kernel=3, dilation=4095)")).toEqual([]);
  });

  it("limits strides and paddings to 8192", () => {
    expect(broken("f32[1, 8, 9000]", "  y = x -> conv(8, kernel=1, stride=8192)")).toEqual([]);
    expect(broken("f32[1, 8, 9000]", "  y = x -> conv(8, kernel=1, stride=8193)")).toEqual(["stride 8193 > 8192"]);
    expect(broken("f32[1, 8, 9]", "  y = x -> conv(8, kernel=3, pad=[8192, 8193])")).toEqual(["padding 8193 > 8192"]);
    // A pooling steps by its window where it says nothing else, and that is one cause.
    expect(broken("f32[1, 8, 9000]", "  y = x -> avgpool(8193)")).toEqual(["kernel 8193 > 8192"]);
  });

  it("limits tensors to 2³¹ − 1 bytes", () => {
    expect(broken("f32[1, 2147483647]", "  y = x -> relu")).toEqual([]);
    expect(broken("f32[1, 2147483648]", "  y = x -> relu")).toEqual(["bytes 2147483648 > 2147483647"]);
  });

  it("limits what is put together to 64 tensors", () => {
    const concat = (n: number) => `  y = concat(${Array.from({ length: n }, () => "x").join(", ")})`;
    expect(broken("f32[1, 2]", concat(64))).toEqual([]);
    expect(broken("f32[1, 2]", concat(65))).toEqual(["operands 65 > 64"]);
  });

  it("limits scaling", () => {
    expect(broken("f32[1, 1, 4, 4]", "  y = x -> resize(scale=256)")).toEqual([]);
    expect(broken("f32[1, 1, 4, 4]", "  y = x -> resize(scale=257)")).toEqual(["scale 257 > 256"]);
    // The specification refuses scale_d ≥ 16·scale_n.
    expect(broken("f32[1, 1, 96, 30]", "  y = x -> resize(size=[6, 2])")).toEqual(["scale 16 > 15"]);
    expect(broken("f32[1, 1, 90, 30]", "  y = x -> resize(size=[6, 2])")).toEqual([]);
    // 2049/2048 is in lowest terms; 2048/1024 is 2/1.
    expect(broken("f32[1, 1, 2048, 8]", "  y = x -> resize(size=[2049, 8])")).toEqual(["scale 2049 > 2048"]);
    expect(broken("f32[1, 1, 1024, 8]", "  y = x -> resize(size=[2048, 8])")).toEqual([]);
    // With corners aligned, 1025 to 2049 are 1024 steps to 2048.
    expect(broken("f32[1, 1, 1025, 8]", "  y = x -> resize(size=[2049, 8])")).toEqual(["scale 2049 > 2048"]);
    expect(
      broken("f32[1, 1, 1025, 8]", '  y = x -> resize(size=[2049, 8], mode="linear", align_corners=true)'),
    ).toEqual([]);
    expect(broken("f32[1, 1, 8192, 8]", "  y = x -> resize(scale=2)")).toEqual(["scale 16384 > 16383"]);
    expect(broken("f32[1, 1, 8, 8]", '  y = x -> resize(scale=2, mode="cubic")')).toEqual([
      "operator cubic > nearest, linear",
    ]);
  });

  it("is judged at the sample values of symbolic dims", () => {
    const at = (sample: number) =>
      tosaViolations(
        graphOf(`net n {\n  dim L = ${sample}\n  input x: f32[1, 1, L]\n  y = x -> resize(scale=2)\n  output y\n}\n`),
        { precision: "int8" },
      ).length;
    expect([at(8191), at(8192)]).toEqual([0, 1]);
  });
});

describe("the integer profile", () => {
  const asWritten: TosaOptions = {};

  it("has 8 bits, and 16 with the extension", () => {
    const line = (annotation: string) => `  y = x -> conv(8, kernel=1)${annotation}`;
    const data = "f32[1, 8, 4, 4]";
    expect(broken(data, line(" @int8"), asWritten)).toEqual([]);
    expect(broken(data, line(""), asWritten)).toEqual(["type f32 > bool, i8, i32"]);
    expect(broken(data, line(" @fp16"), asWritten)).toEqual(["type f16 > bool, i8, i32"]);
    expect(broken("i16[1, 8, 4, 4]", "  y = x -> maxpool(2)", asWritten)).toEqual(["type i16 > bool, i8, i32"]);
    expect(broken("i16[1, 8, 4, 4]", "  y = x -> maxpool(2)", { hasInt16: true })).toEqual([]);
    expect(broken(data, line(" @bits(weights=16, activations=8)"), asWritten)).toEqual([
      "type 16-bit weights > 8-bit weights",
    ]);
    expect(broken(data, line(" @bits(weights=4, activations=8)"), asWritten)).toEqual([]);
  });

  it("names an op where the type arises, not those that hand it on or convert it", () => {
    const lines = "  a = x -> conv(8, kernel=1) @int8\n  b = a -> flatten -> layernorm\n  y = b -> reshape([8, 16])";
    const graph = graphOf(`net n {\n  input x: f32[1, 8, 4, 4]\n${lines}\n  output y\n}\n`);
    expect(tosaViolations(graph).map(({ op }) => graph.ops[op]?.path)).toEqual(["b.layernorm"]);
  });

  it("narrows indices, and has nothing that sorts", () => {
    expect(broken("f32[1, 10]", "  y = x -> argmax")).toEqual([]);
    expect(broken("f32[1, 10]", "  y, i = x -> topk(5)")).toEqual(["operator topk > the operators of TOSA 1.0"]);
  });

  it("has windows over three spatial dims for convolution alone", () => {
    expect(broken("f32[1, 8, 8, 8, 8]", "  y = x -> conv(8, kernel=3)")).toEqual([]);
    expect(broken("f32[1, 8, 8, 8, 8]", "  y = x -> maxpool(2)")).toEqual(["operator 3 spatial dims > 2 spatial dims"]);
    expect(broken("f32[1, 8, 8, 8]", "  y = x -> maxpool(2, dilation=2)")).toEqual(["operator dilation > no dilation"]);
  });

  it("knows nothing of operators of other catalogues", () => {
    expect(broken("f32[1, 8]", "  y = x -> onnx.Hardmax", asWritten)).toEqual([
      "operator onnx.Hardmax > the operators of TOSA 1.0",
    ]);
  });
});

it("says what is wrong and what to do", () => {
  const graph = graphOf(
    "net n {\n  input x: f32[1, 8, 9000]\n  y = x -> conv(8, kernel=1, stride=9000)\n  output y\n}\n",
  );
  expect(tosaViolations(graph, { precision: "int8" })).toEqual([
    {
      op: 0,
      rule: "stride",
      value: 9000,
      limit: 8192,
      message: "`conv` has a stride of 9000; TOSA at level 8K has at most 8192.",
      help: "Use a smaller stride.",
    },
  ]);
});

it("MobileNetV2 in 8 bits is legal", () => {
  const text = readFileSync(new URL("../../../examples/zoo/mobilenet.net", import.meta.url), "utf8");
  const library = readFileSync(new URL("../../../library/std/mobile.net", import.meta.url), "utf8");
  expect(tosaViolations(graphOf(text, { "std/mobile.net": library }), { precision: "int8" })).toEqual([]);
});
