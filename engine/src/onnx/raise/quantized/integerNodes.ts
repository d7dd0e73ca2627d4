/**
 * Nodes that compute in integers, as the nodes in floats that they stand for, with a DequantizeLinear before each input and a
 * QuantizeLinear behind: the other of ONNX's two ways to write a net in integers (onnxruntime, "Quantize ONNX models").
 */
import { bytesOfNumbers, numbersOf } from "../../../weights/numbers.ts";
import { type Tensor, tensorOfBytes } from "../../../weights/tensor.ts";
import { attributeMap } from "../../attributes.ts";
import type { OnnxAttribute, OnnxNode, OnnxTensor } from "../../model.ts";
import type { PreparedNode } from "../prepare.ts";

/** What stands in the place of a node, and what it stores besides. */
export interface InFloats {
  readonly nodes: readonly PreparedNode[];
  readonly constants: readonly (readonly [string, OnnxTensor])[];
}

interface Form {
  /** The operator in floats. */
  readonly op: string;
  /** Places of data, scale and zero point of each input, in the order of the operator in floats. */
  readonly inputs: (node: OnnxNode) => readonly (readonly [data: number, scale: number, zero: number])[];
  /** Place of an i32 bias, whose steps are the products of those of the first two inputs. */
  readonly bias?: number;
  /** Places of the result's scale and zero point. */
  readonly result: readonly [scale: number, zero: number];
  /** Attributes that say what the operator in floats does anyway, if they have that value. */
  readonly neutral?: Readonly<Record<string, number>>;
}

const two = () => [[0, 1, 2] as const, [3, 4, 5] as const];
const one = () => [[0, 1, 2] as const];

const forms: Readonly<Record<string, Form>> = {
  QLinearConv: { op: "Conv", inputs: two, bias: 8, result: [6, 7] },
  QLinearMatMul: { op: "MatMul", inputs: two, result: [6, 7] },
  "com.microsoft::QLinearAdd": { op: "Add", inputs: two, result: [6, 7] },
  "com.microsoft::QLinearMul": { op: "Mul", inputs: two, result: [6, 7] },
  "com.microsoft::QLinearSigmoid": { op: "Sigmoid", inputs: one, result: [3, 4] },
  "com.microsoft::QLinearLeakyRelu": { op: "LeakyRelu", inputs: one, result: [3, 4] },
  "com.microsoft::QLinearAveragePool": {
    op: "AveragePool",
    inputs: one,
    result: [3, 4],
    neutral: { channels_last: 0 },
  },
  "com.microsoft::QLinearGlobalAveragePool": {
    op: "GlobalAveragePool",
    inputs: one,
    result: [3, 4],
    neutral: { channels_last: 0 },
  },
  "com.microsoft::QLinearConcat": {
    op: "Concat",
    inputs: ({ inputs }) =>
      Array.from({ length: Math.floor((inputs.length - 2) / 3) }, (_, i) => [3 * i + 2, 3 * i + 3, 3 * i + 4] as const),
    result: [0, 1],
  },
  "com.microsoft::QGemm": { op: "Gemm", inputs: two, bias: 6, result: [7, 8] },
};

/** Operators of ONNX's own domain get an opset that has per-axis steps; those of others keep the graph's. */
export function inFloats(
  { node, opset }: PreparedNode,
  own: number,
  constants: ReadonlyMap<string, OnnxTensor>,
): InFloats | undefined {
  const key = node.domain === "" ? node.op : `${node.domain}::${node.op}`;
  const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
  const [result = ""] = node.outputs;
  if (form === undefined || result === "") return undefined;
  for (const [name, neutral] of Object.entries(form.neutral ?? {})) {
    const attribute = node.attributes.get(name);
    if (attribute !== undefined && (attribute.kind !== "int" || attribute.value !== neutral)) return undefined;
  }
  // Without steps of its own the result stays in floats (QGemm).
  const [scale, zero] = form.result.map((place) => node.inputs[place] ?? "");
  const places = form.inputs(node);
  if (!scale || !zero || places.some((place) => place.some((at) => (node.inputs[at] ?? "") === ""))) return undefined;
  const version = Math.max(node.domain === "" ? opset : own, 13);
  const nodes: PreparedNode[] = [];
  const stored: (readonly [string, OnnxTensor])[] = [];
  const add = (op: string, inputs: readonly string[], output: string, attributes: OnnxNode["attributes"]) => {
    const name = op === form.op ? node.name : "";
    nodes.push({
      node: { ...node, name, domain: "", op, inputs, outputs: [output], attributes },
      opset: version,
    });
    return output;
  };
  const floats = places.map((at, index) => {
    const inputs = at.map((place) => node.inputs[place] ?? "");
    const axis = axisOfSteps(form.op, index, constants.get(inputs[1] ?? ""));
    return axis === undefined
      ? undefined
      : add("DequantizeLinear", inputs, `${result}/floats.${index}`, attributeMap({ axis: intAttribute(axis) }));
  });
  const bias = form.bias === undefined ? "" : (node.inputs[form.bias] ?? "");
  if (bias !== "") {
    const scales = productOfScales(constants.get(node.inputs[1] ?? ""), constants.get(node.inputs[4] ?? ""));
    if (scales === undefined) return undefined;
    const name = `${result}/bias_scale`;
    stored.push([name, { kind: "tensor", tensor: scales }]);
    floats.push(
      add("DequantizeLinear", [bias, name], `${result}/floats.bias`, attributeMap({ axis: intAttribute(0) })),
    );
  }
  const known = floats.filter((name) => name !== undefined);
  if (known.length < floats.length) return undefined;
  const attributes = new Map([...node.attributes].filter(([name]) => !Object.hasOwn(form.neutral ?? {}, name)));
  const computed = add(form.op, known, `${result}/floats`, attributes);
  add("QuantizeLinear", [computed, scale, zero], result, new Map());
  return { nodes, constants: stored };
}

function intAttribute(value: number): OnnxAttribute {
  return { kind: "int", value };
}

/** The axis that several steps of an input are for: a convolution's weights have one for each channel of the result. */
function axisOfSteps(op: string, index: number, scale: OnnxTensor | undefined): number | undefined {
  if (scale?.kind !== "tensor") return undefined;
  const { shape } = scale.tensor;
  const isOne = shape.every((extent) => extent === 1);
  if (isOne) return 0;
  return op === "Conv" && index === 1 && shape.length === 1 ? 0 : undefined;
}

function productOfScales(x: OnnxTensor | undefined, w: OnnxTensor | undefined): Tensor | undefined {
  const [one, other] = [x, w].map((scale) => (scale?.kind === "tensor" ? scale.tensor : undefined));
  if (one?.content.kind !== "bytes" || other?.content.kind !== "bytes") return undefined;
  if (one.dtype !== "f32" || other.dtype !== "f32") return undefined;
  const [factor] = numbersOf("f32", one.content.bytes);
  const products = [...numbersOf("f32", other.content.bytes)].map((scale) => Math.fround(scale * (factor ?? 0)));
  return tensorOfBytes("f32", products.length === 1 ? [] : [products.length], bytesOfNumbers("f32", products));
}
