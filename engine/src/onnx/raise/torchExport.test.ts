/**
 * A model in the form that torch.onnx.export(…, dynamo=True) of PyTorch 2.15 gives: opset 20, weights called as in the state_dict,
 * batch normalisation folded into convolutions, and in each node's metadata the modules that it comes from.
 */
import { decodeModel, type Imported, importModel, isRefusal, type OnnxModel, type OnnxTensor } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { modelOf, node, tensor } from "../../../../test/kit/model.ts";
import { bytesOfModel, counting, runModel } from "../../../../test/kit/onnx.ts";
import { exportImported } from "../../../../test/kit/roundTrip.ts";
import { type Attributes, float, int, ints, text } from "../attributes.ts";
import type { OnnxNode } from "../model.ts";

/** A node as the exporter writes it: `path` is that of the module, `operation` what the module does there. */
function traced(
  path: string,
  operation: string,
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Attributes = {},
): OnnxNode {
  const parts = path === "" ? [] : path.split(".");
  const modules = ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("."))];
  const list = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(", ")}]`;
  const metadata = new Map([
    ["namespace", `: __main__.Net/${path}: ${operation}`],
    ["pkg.torch.onnx.class_hierarchy", list([...modules.map(() => "torch.nn.Module"), `aten.${operation}.default`])],
    [
      "pkg.torch.onnx.fx_node",
      `%${output} : [num_users=1] = call_function[target=torch.ops.aten.${operation}.default]`,
    ],
    ["pkg.torch.onnx.name_scopes", list([...modules, output])],
  ]);
  return node(op, inputs, output, attributes, { name: `node_${output}`, metadata });
}

const window = (stride: number): Attributes => ({
  group: int(1),
  pads: ints([1, 1, 1, 1]),
  auto_pad: text("NOTSET"),
  strides: ints([stride, stride]),
  dilations: ints([1, 1]),
  kernel_shape: ints([3, 3]),
});

/** A residual block: what the exporter numbers are the values, counted through the whole net. */
function block(path: string, from: string, count: number, weight: (name: string) => string): readonly OnnxNode[] {
  const name = (stem: string, index: number) => (index === 0 ? stem : `${stem}_${index}`);
  const [relu, last] = [name("relu", 2 * count), name("relu", 2 * count + 1)];
  const [first, second, sum] = [name("getitem", 6 * count), `getitem_${6 * count + 3}`, name("add", count)];
  const batchNorm = "_native_batch_norm_legit_no_training";
  return [
    traced(`${path}.bn1`, batchNorm, "Conv", [from, weight(`${path}.conv1.weight`)], first, window(1)),
    traced(`${path}.act`, "relu", "Relu", [first], relu),
    traced(`${path}.bn2`, batchNorm, "Conv", [relu, weight(`${path}.conv2.weight`)], second, window(1)),
    traced(path, "add", "Add", [from, second], sum),
    traced(`${path}.act`, "relu", "Relu", [sum], last),
  ];
}

/** `weight` tells what the model calls a parameter. */
function exported(weight: (name: string) => string = (name) => name): OnnxModel {
  const linear = { beta: float(1), transB: int(1), alpha: float(1), transA: int(0) };
  const shapes: Readonly<Record<string, readonly number[]>> = {
    "stem.0.weight": [8, 3, 3, 3],
    "stem.0.bias": [8],
    "layer1.0.conv1.weight": [8, 8, 3, 3],
    "layer1.0.conv2.weight": [8, 8, 3, 3],
    "layer1.1.conv1.weight": [8, 8, 3, 3],
    "layer1.1.conv2.weight": [8, 8, 3, 3],
    "norm.weight": [8],
    "norm.bias": [8],
    "head.0.weight": [16, 8],
    "head.0.bias": [16],
    "head.3.weight": [5, 16],
    "head.3.bias": [5],
  };
  const stored: Record<string, OnnxTensor> = { val_50: tensor("i64", [2], [2, 3]) };
  for (const [name, shape] of Object.entries(shapes)) {
    stored[weight(name)] = tensor("f32", shape, counting(shape, 0.05).values);
  }
  const nodes = [
    traced("stem.0", "conv2d", "Conv", ["x", weight("stem.0.weight"), weight("stem.0.bias")], "conv2d", window(2)),
    traced("stem.1", "silu", "Sigmoid", ["conv2d"], "val_0"),
    traced("stem.1", "silu", "Mul", ["conv2d", "val_0"], "silu"),
    ...block("layer1.0", "silu", 0, weight),
    ...block("layer1.1", "relu_1", 1, weight),
    traced("", "mean", "ReduceMean", ["relu_3", "val_50"], "mean", { noop_with_empty_axes: int(0), keepdims: int(0) }),
    traced(
      "norm",
      "layer_norm",
      "LayerNormalization",
      ["mean", weight("norm.weight"), weight("norm.bias")],
      "layer_norm",
      {
        stash_type: int(1),
        epsilon: float(Math.fround(1e-5)),
        axis: int(-1),
      },
    ),
    traced(
      "head.0",
      "linear",
      "Gemm",
      ["layer_norm", weight("head.0.weight"), weight("head.0.bias")],
      "linear",
      linear,
    ),
    traced("head.1", "gelu", "Gelu", ["linear"], "gelu", { approximate: text("none") }),
    traced("head.3", "linear", "Gemm", ["gelu", weight("head.3.weight"), weight("head.3.bias")], "linear_1", linear),
  ];
  return modelOf({
    inputs: { x: "f32[batch, 3, 16, 16]" },
    outputs: { linear_1: "f32[batch, 5]" },
    nodes,
    stored,
    opset: 20,
  });
}

function imported(model: OnnxModel): Imported {
  const result = importModel(model, { name: "traced" });
  if (isRefusal(result)) throw new Error(result.message);
  return result;
}

describe("a model of torch.export", () => {
  it("is the net that was traced, with labels after its modules", async () => {
    // Through the file, so that the metadata is read as it is stored.
    const model = decodeModel(await bytesOfModel(exported()));
    if (isRefusal(model)) throw new Error(model.message);
    const { text } = imported(model);
    expect(text.trim().replaceAll(/\s+/g, " ")).toBe(
      "block residual(x) { maps = x -> conv1: conv(8, kernel=3, bias=false) -> relu -> conv2: conv(8, kernel=3, bias=false) " +
        "return x + maps -> relu } " +
        'net traced { dim batch = 1 input x: f32[batch, 3, 16, 16] weights "traced.safetensors" ' +
        "linear_1 = x -> stem_0: conv(8, kernel=3, stride=2) -> silu -> layer1: repeat 2 { residual } " +
        "-> mean(axis=[2, 3]) -> norm: layernorm -> head_0: linear(16) -> gelu -> head_3: linear(5) output linear_1 }",
    );
  });

  it("has its names from the metadata alone where weights are called by numbers", () => {
    const numbers = new Map<string, string>();
    const model = exported((name) => {
      const known = numbers.get(name) ?? `p_${numbers.size}`;
      numbers.set(name, known);
      return known;
    });
    const { weights } = imported(model);
    expect([...weights.keys()]).toEqual(
      expect.arrayContaining(["stem_0.weight", "norm.weight", "head_0.weight", "head_3.bias"]),
    );
    expect([...weights.keys()].filter((name) => name.startsWith("layer1.0."))).toHaveLength(2);
  });

  it("gives the same numbers, whatever the batch", async () => {
    const model = exported();
    const again = exportImported(imported(model), 20);
    if (isRefusal(again)) throw new Error(again.message);
    for (const batch of [1, 3]) {
      const feeds = { x: counting([batch, 3, 16, 16]) };
      const before = await runModel(await bytesOfModel(model), feeds);
      const after = await runModel(await bytesOfModel(again), feeds);
      expect(after.linear_1?.shape).toEqual([batch, 5]);
      for (const [i, value] of (before.linear_1?.values ?? []).entries()) {
        expect(Math.abs((after.linear_1?.values[i] ?? 0) - value)).toBeLessThanOrEqual(1e-5 * Math.abs(value) + 1e-6);
      }
    }
  });
});
