/**
 * Nodes of older operator sets in the form that newer ones have for them (onnx, "Operator Changelog"). Lathe writes opset 13 and
 * newer, so that a node that stays as it is must be one of these.
 */
import { type Refusal, refuse } from "../../../base/report.ts";
import { reshaped } from "../../../weights/tensor.ts";
import type { OnnxAttribute } from "../../model.ts";
import type { GraphValue } from "../values.ts";
import { type ForeignNode, type ForeignWriter, floats, int, ints, text } from "./node.ts";

/** The node as opset `to` has it, written for opset `from`. Refuses what newer operator sets cannot say. */
export function upgraded(node: ForeignNode, from: number, to: number, writer: ForeignWriter): ForeignNode | Refusal {
  if (node.domain !== "") return node;
  let current = node;
  for (const { op, until, change } of changes) {
    if (current.op !== op || from >= until || to < until) continue;
    const changed = change(current, writer, from);
    if ("kind" in changed) return changed;
    current = changed;
  }
  return current;
}

interface Change {
  readonly op: string;
  /** The first opset that has it otherwise. */
  readonly until: number;
  readonly change: (node: ForeignNode, writer: ForeignWriter, from: number) => ForeignNode | Refusal;
}

/** Filled tensors have their number as a tensor, which the text cannot say; a number that is expanded is the same. */
export function withoutTensorAttributes(node: ForeignNode, writer: ForeignWriter): ForeignNode {
  const value = node.attributes.get("value");
  if (node.op !== "ConstantOfShape" || node.domain !== "") return node;
  const stored = value?.kind === "tensor" && value.tensor.kind === "tensor" ? value.tensor.tensor : undefined;
  if (value !== undefined && stored === undefined) return node;
  const number = stored === undefined ? writer.constant("f32", [0], []) : writer.stored(reshaped(stored, []));
  return { ...node, op: "Expand", inputs: [number, ...node.inputs], attributes: new Map() };
}

const reductions = ["L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare"];

const changes: readonly Change[] = [
  ...["Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Greater", "Less", "Equal", "PRelu", "Gemm"].map(
    (op): Change => ({ op, until: 7, change: refuseBroadcast }),
  ),
  { op: "BatchNormalization", until: 9, change: (node) => without(node, "spatial", "is_test", "consumed_inputs") },
  { op: "Upsample", until: 9, change: attributeToInput("scales", 1, "f32") },
  { op: "Slice", until: 10, change: sliceInputs },
  { op: "TopK", until: 10, change: attributeToInput("k", 1, "i64") },
  { op: "Resize", until: 11, change: resizeWithRoi },
  // After that of Resize, which it becomes one of the newer form of.
  { op: "Upsample", until: 10, change: (node) => resizeWithRoi({ ...node, op: "Resize" }) },
  { op: "Scatter", until: 11, change: (node) => ({ ...node, op: "ScatterElements" }) },
  { op: "Clip", until: 11, change: clipInputs },
  { op: "Pad", until: 11, change: padInputs },
  { op: "Dropout", until: 12, change: dropoutInputs },
  { op: "Squeeze", until: 13, change: attributeToInput("axes", 1, "i64") },
  { op: "Unsqueeze", until: 13, change: attributeToInput("axes", 1, "i64") },
  { op: "Split", until: 13, change: attributeToInput("split", 1, "i64") },
  { op: "ReduceSum", until: 13, change: attributeToInput("axes", 1, "i64") },
  ...["Softmax", "LogSoftmax", "Hardmax"].map((op): Change => ({ op, until: 13, change: softmaxOfMatrix })),
  {
    op: "RoiAlign",
    until: 16,
    change: (node) =>
      withAttribute(node, "coordinate_transformation_mode", { kind: "string", value: "output_half_pixel" }),
  },
  ...reductions.map((op): Change => ({ op: `Reduce${op}`, until: 18, change: attributeToInput("axes", 1, "i64") })),
  { op: "Split", until: 18, change: splitCount },
  { op: "GridSample", until: 20, change: gridSampleModes },
];

function without(node: ForeignNode, ...names: readonly string[]): ForeignNode {
  return { ...node, attributes: new Map([...node.attributes].filter(([name]) => !names.includes(name))) };
}

function withAttribute(node: ForeignNode, name: string, attribute: OnnxAttribute): ForeignNode {
  return { ...node, attributes: new Map([...node.attributes, [name, attribute]]) };
}

function withInput(node: ForeignNode, index: number, value: GraphValue | undefined): ForeignNode {
  const inputs = [...node.inputs];
  while (inputs.length < index) inputs.push(undefined);
  inputs[index] = value;
  return { ...node, inputs };
}

function attributeToInput(name: string, index: number, dtype: "i64" | "f32"): Change["change"] {
  return (node, writer) => {
    const one = int(node, name);
    const values = ints(node, name) ?? floats(node, name) ?? (one === undefined ? undefined : [one]);
    if (values === undefined) return node;
    return without(withInput(node, index, writer.constant(dtype, values, [values.length])), name);
  };
}

function refuseBroadcast(node: ForeignNode): ForeignNode | Refusal {
  return int(node, "broadcast") === 1
    ? refuse("not-in-onnx", "it broadcasts as operator sets before 7 did")
    : without(node, "broadcast", "axis", "consumed_inputs");
}

/** Resize of opset 10 looks up pixels by their corners, and has no region of interest. */
function resizeWithRoi(node: ForeignNode): ForeignNode {
  const mode = text(node, "mode") ?? "nearest";
  const scaled = withAttribute(withInput(withInput(node, 2, node.inputs[1]), 1, undefined), "mode", {
    kind: "string",
    value: mode === "bilinear" ? "linear" : mode,
  });
  return withAttribute(
    withAttribute(scaled, "coordinate_transformation_mode", { kind: "string", value: "asymmetric" }),
    "nearest_mode",
    { kind: "string", value: "floor" },
  );
}

function sliceInputs(node: ForeignNode, writer: ForeignWriter): ForeignNode {
  const [starts = [], ends = [], axes] = [ints(node, "starts"), ints(node, "ends"), ints(node, "axes")];
  const list = (values: readonly number[]) => writer.constant("i64", values, [values.length]);
  let changed = withInput(withInput(node, 1, list(starts)), 2, list(ends));
  if (axes !== undefined) changed = withInput(changed, 3, list(axes));
  return without(changed, "starts", "ends", "axes");
}

function clipInputs(node: ForeignNode, writer: ForeignWriter): ForeignNode {
  const dtype = node.inputs[0]?.type?.dtype ?? "f32";
  let changed = node;
  for (const [index, name] of ["min", "max"].entries()) {
    const bound = node.attributes.get(name);
    if (bound?.kind === "float") changed = withInput(changed, index + 1, writer.constant(dtype, [bound.value], []));
  }
  return without(changed, "min", "max", "consumed_inputs");
}

function padInputs(node: ForeignNode, writer: ForeignWriter): ForeignNode {
  const pads = ints(node, "pads") ?? ints(node, "paddings") ?? [];
  const value = node.attributes.get("value");
  let changed = withInput(node, 1, writer.constant("i64", pads, [pads.length]));
  if (value?.kind === "float") {
    const dtype = node.inputs[0]?.type?.dtype ?? "f32";
    changed = withInput(changed, 2, writer.constant(dtype, [value.value], []));
  }
  return without(changed, "pads", "paddings", "value");
}

function dropoutInputs(node: ForeignNode, writer: ForeignWriter): ForeignNode {
  const ratio = node.attributes.get("ratio");
  const changed = without(node, "ratio", "is_test", "consumed_inputs");
  return ratio?.kind === "float" ? withInput(changed, 1, writer.constant("f32", [ratio.value], [])) : changed;
}

/** Before opset 13 these made a matrix of what they got: all axes before `axis` are its rows, the others its columns. */
function softmaxOfMatrix(node: ForeignNode, writer: ForeignWriter): ForeignNode | Refusal {
  const [x] = node.inputs;
  const shape = x?.type?.shape;
  if (x === undefined || shape === undefined) return refuse("unknown-shape", "the shape of what it reads is not known");
  const stated = int(node, "axis") ?? 1;
  const axis = stated < 0 ? stated + shape.length : stated;
  if (axis === shape.length - 1) return withAttribute(node, "axis", { kind: "int", value: -1 });
  const matrix = writer.node({
    domain: "",
    op: "Flatten",
    inputs: [x],
    attributes: new Map([["axis", { kind: "int", value: axis }]]),
  });
  const rows = writer.node({
    domain: "",
    op: node.op,
    inputs: [matrix],
    attributes: new Map([["axis", { kind: "int", value: -1 }]]),
  });
  const extents = writer.node({ domain: "", op: "Shape", inputs: [x], attributes: new Map() });
  return { domain: "", op: "Reshape", inputs: [rows, extents], attributes: new Map(), resultCount: 1 };
}

function splitCount(node: ForeignNode): ForeignNode {
  if (node.inputs[1] !== undefined) return node;
  return withAttribute(node, "num_outputs", { kind: "int", value: node.resultCount });
}

function gridSampleModes(node: ForeignNode): ForeignNode {
  const mode = text(node, "mode") ?? "bilinear";
  const renamed = mode === "bilinear" ? "linear" : mode === "bicubic" ? "cubic" : mode;
  return withAttribute(node, "mode", { kind: "string", value: renamed });
}
