import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import type { NetCost } from "../cost/summary.ts";
import { operators } from "../operators/index.ts";
import { type Kernel, signatureOf } from "./kernel.ts";
import { type Lowered, lower } from "./lower.ts";
import { runtimeOf, runtimes } from "./runtimes/index.ts";

function costOfLines(...lines: readonly string[]): NetCost {
  const analysis = analyseText(`net main {\n${lines.map((line) => `  ${line}`).join("\n")}\n}`);
  const errors = analysis.reports.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const cost = analysis.shown[0]?.cost;
  if (cost === undefined) throw new Error("there is a net");
  return cost;
}

function lowered(runtime: string, ...lines: readonly string[]): Lowered {
  const cost = costOfLines(...lines);
  return lower(cost.graph, cost.figures, runtimeOf(runtime));
}

/** `conv 3x3 + bn + relu`. */
const words = ({ kernels }: Lowered) => kernels.map(({ kind, fused }: Kernel) => [kind, ...fused].join(" + "));

const block = [
  "input x: f32[1, 8, 16, 16]",
  "y = x -> conv(8, kernel=3) -> bn -> relu -> hardswish",
  "output z = y + x",
];

describe("kernels of a net", () => {
  it("are what the runtime puts together", () => {
    expect(words(lowered("xnnpack", ...block))).toEqual([
      "conv 3x3 + bn + relu",
      "elementwise hardswish",
      "elementwise add",
    ]);
    // Nothing is folded in PyTorch, and chains of element-wise operators are one kernel in TensorRT.
    expect(words(lowered("pytorch", ...block))).toHaveLength(5);
    expect(words(lowered("tensorrt", ...block))).toEqual(["conv 3x3 + bn + relu", "elementwise hardswish + add"]);
    expect(words(lowered("microtvm", ...block))).toEqual(["conv 3x3 + bn + relu + hardswish + add"]);
  });

  it("take up nothing that somebody else reads too", () => {
    const both = ["input x: f32[1, 8, 16, 16]", "y = x -> conv(8, kernel=3)", "z = y -> relu", "output s = y + z"];
    expect(words(lowered("xnnpack", ...both))).toEqual(["conv 3x3", "elementwise relu", "elementwise add"]);
  });

  it("count their own bytes and those of operands that are fused in", () => {
    const [kernel] = lowered("microtvm", ...block).kernels;
    // 8·16·16 = 2,048 numbers in, out, and added; 8·8·9 + 8 weights; four bytes each.
    expect(kernel?.bytes).toBe((3 * 2048 + 584) * 4);
    expect(kernel?.weightBytes).toBe(584 * 4);
    expect(kernel?.macs).toBe(16 * 16 * 8 * 8 * 9);
  });

  it("are named so that equal names take equal time", () => {
    const [kernel] = lowered("xnnpack", ...block).kernels;
    expect(kernel && signatureOf(kernel)).toBe("conv 3x3 in=8 out=8 out0=16 out1=16 stride=1 batch=1 with bn+relu");
  });

  it("leave out what no output depends on, where the runtime does", () => {
    const dead = ["input x: f32[1, 8, 16, 16]", "d = x -> conv(64, kernel=3)", "output y = x -> conv(8, kernel=1)"];
    expect(words(lowered("tflite", ...dead))).toEqual(["conv 1x1"]);
    expect(lowered("tflite", ...dead).pruned).toEqual([0]);
    expect(words(lowered("pytorch", ...dead))).toHaveLength(2);
  });

  // An edge "none" of NAS-Bench-201 multiplies by zero: what leads to it, and the sum with it, cost nothing in TensorFlow Lite.
  it("leave out branches that are multiplied by zero", () => {
    const cell = [
      "input x: f32[1, 8, 16, 16]",
      "one = (x -> relu -> conv(8, kernel=3, bias=false) -> bn) * 0",
      "two = x -> relu -> conv(8, kernel=1, bias=false) -> bn",
      "output y = one + two",
    ];
    const found = lowered("tflite", ...cell);
    expect(words(found)).toEqual(["elementwise relu", "conv 1x1 + bn"]);
    expect(found.pruned).toHaveLength(5);
    expect(words(lowered("pytorch", ...cell))).toHaveLength(8);
  });

  it("do not pass on what zero broadcasts to another shape", () => {
    const wide = ["input x: f32[1, 1, 16, 16]", "input w: f32[1, 8, 16, 16]", "output y = w * 0 + x"];
    expect(words(lowered("tflite", ...wide))).toEqual(["elementwise add"]);
  });

  it("take attention apart", () => {
    // 10 rows of 32 features in 4 heads: projections 10·32·96 and 10·32·32, two products 4·10·10·8.
    const { kernels } = lowered("xnnpack", "input x: f32[1, 10, 32]", "output y = x -> attention(heads=4)");
    expect(kernels.map(({ kind }) => kind)).toEqual([
      "linear rows",
      "linear rows",
      "matmul",
      "softmax softmax",
      "matmul",
      "linear rows",
    ]);
    expect(kernels.reduce((sum, { macs }) => sum + macs, 0)).toBe(10 * 32 * 96 + 10 * 32 * 32 + 2 * 4 * 10 * 10 * 8);
    expect(kernels[3]?.elements).toBe(4 * 10 * 10);
  });

  it("tell convolutions apart by what makes them fast or slow", () => {
    const kinds = (line: string, shape = "1, 8, 16, 16") =>
      words(lowered("tflite", `input x: f32[${shape}]`, `output y = x -> ${line}`))[0];
    expect(kinds("conv(16, kernel=1)")).toBe("conv 1x1");
    expect(kinds("conv(16, kernel=1)", "1, 8, 1, 1")).toBe("conv 1x1 vector");
    expect(kinds("conv(16, kernel=3, stride=2)")).toBe("conv 3x3 stride 2");
    expect(kinds("dwconv(5)")).toBe("depthwise 5x5");
    expect(kinds("conv(16, kernel=3, groups=2)")).toBe("grouped 3x3");
    expect(kinds("conv_transpose(4, kernel=2, stride=2)")).toMatch(/^transposed 2x2/);
    expect(kinds("linear(4)", "1, 8")).toBe("linear vector");
    expect(kinds("linear(4)", "1, 5, 8")).toBe("linear rows");
  });

  it("are not known of operators of other domains, which are refused and never free", () => {
    const found = lowered("tflite", "input x: f32[1, 8]", "output y: f32[1, 8] = onnx.Foo(x)");
    expect(found.kernels).toEqual([]);
    expect(found.unsupported).toEqual([{ op: 0, reason: "`onnx.Foo` is not of the catalogue" }]);
  });
});

describe("runtimes", () => {
  it("have ids of their own, a name and a source", () => {
    expect(new Set(runtimes.map(({ id }) => id)).size).toBe(runtimes.length);
    expect(runtimes.filter(({ name, source }) => name === "" || source === "")).toEqual([]);
  });

  it("are found by an id with a version behind it", () => {
    expect(runtimeOf("tflite-2.1").id).toBe("tflite");
    expect(runtimeOf("x-cube-ai-7.3").id).toBe("x-cube-ai");
    expect(runtimeOf("microtvm-cmsis-nn").id).toBe("microtvm");
    expect(runtimeOf("somebody's own").id).toBe("generic");
  });
});

describe("parts", () => {
  it("are known of every operator of the catalogue", () => {
    const unknown = operators.filter((operator) => {
      const analysis = analyseText(`net main {\n${operator.example}\n}`);
      const cost = analysis.shown[0]?.cost;
      if (cost === undefined) return true;
      return lower(cost.graph, cost.figures, runtimeOf("pytorch")).unknown.length > 0;
    });
    expect(unknown.map(({ name }) => name)).toEqual([]);
  });
});
