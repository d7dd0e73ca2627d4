/** Whatever a link says must hold: one entry less at all of its members is again a valid call, smaller by just that. */
import { describe, expect, test } from "vitest";
import { addDim, type Dim, mulDim, subDim } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import type { TensorType } from "../base/tensor.ts";
import { int, list, type Value } from "../base/value.ts";
import { operators } from "./index.ts";
import type { AxisLink, AxisMember, Call, Operator, ShapedTensor } from "./operator.ts";
import { f32, fromPlain, i64, type Plain, typed } from "./testing.ts";

type Case = readonly [inputs: readonly ShapedTensor[], values?: Readonly<Record<string, Plain>>];

const image = f32(2, 12, 14, 14);
const sequence = f32(2, 10, 24);
const pair = [[[image, f32(12, 1, 14)]], [[image, f32()]], [[f32(4, 1), f32(4, 6)]]] as const;

/** Calls for every operator: the plain one first, then each that links its axes in another way. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  conv: [
    [[image], { out: 8, kernel: 3, stride: 2 }],
    [[image], { out: 8, kernel: 3, groups: 4 }],
    [[image], { out: 24, kernel: 3, groups: 12, bias: false }],
    [[f32(2, 12, 20)], { out: 5, kernel: 3 }],
  ],
  dwconv: [
    [[image], { kernel: 3 }],
    [[image], { kernel: 5, multiplier: 2, bias: false }],
  ],
  linear: [
    [[sequence], { out: 7 }],
    [[f32(5)], { out: 3, bias: false }],
  ],
  bilinear: [[[f32(2, 6), f32(2, 5)], { out: 4 }]],
  matmul: [[[f32(2, 3, 4, 5), f32(3, 5, 6)]], [[f32(4, 5), f32(2, 5, 6)]]],
  bn: [[[image]], [[f32(2, 12)], { affine: false }]],
  layernorm: [[[sequence]], [[sequence], { axis: 1 }], [[sequence], { affine: false }]],
  groupnorm: [[[image], { groups: 3 }]],
  instancenorm: [[[image]], [[image], { affine: true }]],
  rmsnorm: [[[sequence]]],
  lrn: [[[image], { size: 5 }]],
  prelu: [[[image]], [[image], { per_channel: true }]],
  maxpool: [[[image], { kernel: 2 }]],
  avgpool: [[[image], { kernel: 3, stride: 2, pad: 1 }]],
  adaptive_avgpool: [[[image], { size: 7 }]],
  flatten: [[[image]], [[image], { from: 2 }]],
  reshape: [
    [[sequence], { shape: [2, 10, 4, 6] }],
    [[sequence], { shape: [0, 0, 4, -1] }],
    [[sequence], { shape: [20, 24] }],
    [[f32(2, 10, 4, 6)], { shape: [0, 0, -1] }],
    [[f32(2, 10, 4, 6)], { shape: [2, 10, 24] }],
    [[f32("?", 12, 14)], { shape: [-1, 168] }],
    [[f32("N", 12, 14)], { shape: [0, 168] }],
  ],
  transpose: [[[image], { order: [0, 2, 3, 1] }]],
  squeeze: [[[f32(2, 5, 1, 1)], { axis: [2, 3] }]],
  unsqueeze: [[[f32(2, 5)], { axis: [0, -1] }]],
  concat: [[[image, f32(2, 4, 14, 14)]], [[f32(2, 3), f32(2, 3)], { axis: 0 }]],
  add: [...pair],
  sub: [...pair],
  mul: [...pair],
  div: [...pair],
  pow: [...pair],
  min: [...pair, [[image, image, f32()]]],
  max: [...pair],
  equal: [...pair],
  not_equal: [...pair],
  less: [...pair],
  less_or_equal: [...pair],
  greater: [...pair],
  greater_or_equal: [...pair],
  logical_and: [[[typed("bool", 2, 3), typed("bool", 3)]]],
  logical_or: [[[typed("bool", 2, 3), typed("bool", 3)]]],
  logical_xor: [[[typed("bool", 2, 3), typed("bool", 3)]]],
  logical_not: [[[typed("bool", 2, 3)]]],
  mean: [[[image]], [[image], { axis: [2, 3] }], [[image], { axis: 1, keepdims: true }]],
  attention: [
    [[sequence], { heads: 4 }],
    [[sequence], { heads: 4, kv_heads: 4, head_dim: 8, bias: false }],
    [[sequence], { heads: 6, kv_heads: 2, head_dim: 4, rope: 10000 }],
    [[sequence], { heads: 4, memory: f32(2, 7, 24) }],
    [[sequence], { heads: 4, memory: f32(2, 7, 40) }],
    [[sequence], { heads: 4, mask: f32(4, 10, 10) }],
    [[sequence], { heads: 4, mask: f32(10, 10) }],
    [[sequence], { heads: 4, kv_heads: 2, past: f32(2, 2, 2, 5, 6) }],
  ],
  sdpa: [
    [[sequence, f32(2, 7, 24), f32(2, 7, 24)], { heads: 4 }],
    [[sequence, f32(2, 7, 12), f32(2, 7, 10)], { heads: 4 }],
    [[sequence, sequence, sequence], { heads: 4, mask: f32(10, 10) }],
  ],
  rope: [[[sequence], { heads: 3 }]],
  embedding: [[[i64(2, 10)], { count: 100, features: 16 }]],
  positions: [
    [[sequence], { length: 32 }],
    [[sequence], { length: 10, features: 24 }],
  ],
  param: [[[], { shape: [2, 3, 4] }]],
  conv_transpose: [
    [[image], { out: 8, kernel: 3, stride: 2, pad: 1, output_pad: 1 }],
    [[image], { out: 8, kernel: 2, stride: 2, groups: 4, bias: false }],
  ],
  einsum: [
    [[f32(2, 3, 4), f32(2, 4, 5)], { equation: "bij,bjk->bik" }],
    [[f32(4, 4)], { equation: "ii->i" }],
    [[f32(2, 3), f32(3, 4), f32(4, 5)], { equation: "ab,bc,cd" }],
  ],
  stack: [[[sequence, sequence], { axis: 1 }]],
  split: [
    [[image], { parts: 3 }],
    [[image], { sizes: [4, 8] }],
    [[sequence], { parts: 2, axis: -1 }],
  ],
  slice: [
    [[image], { start: 2, end: 8, axis: 1 }],
    [[image], { start: 4, axis: 1 }],
    [[image], { start: 0, end: 100, axis: 1 }],
    [[image], { start: -4, axis: 1 }],
    [[image], { start: 0, axis: 1, step: 2 }],
  ],
  pad: [
    [[image], { pads: [1, 1, 1, 1] }],
    [[f32(2, 4)], { pads: [0, 1, 0, 1] }],
  ],
  gather: [
    [[sequence, i64(3, 5)], { axis: 1 }],
    [[sequence, i64()], { axis: 1 }],
  ],
  expand: [
    [[f32(2, 1, 6)], { shape: [2, 5, 1] }],
    [[f32(4)], { shape: [3, 4] }],
  ],
  tile: [[[sequence], { repeats: [1, 3, 2] }]],
  roll: [[[image], { shift: [-3, 2], axis: [2, 3] }]],
  cast: [[[image], { dtype: { type: "f16" } }]],
  resize: [
    [[image], { scale: 2 }],
    [[image], { size: [7, 9], mode: "linear" }],
  ],
  pixel_shuffle: [[[image], { r: 2 }]],
  pixel_unshuffle: [[[image], { r: 2 }]],
  channel_shuffle: [[[image], { groups: 3 }]],
  shift: [
    [[f32(8, 16, 4, 4)], { segments: 4 }],
    [[f32(8, 16, 4, 4)], { segments: 4, mode: "online", fraction: 0.25 }],
  ],
  grid_sample: [[[image, f32(2, 5, 6, 2)]]],
  where: [[[typed("bool", 2, 3), f32(2, 3), f32()]], [[typed("bool", 3), f32(2, 3), f32(2, 1)]]],
  quantize: [[[image], { scale: 0.1 }]],
  dequantize: [[[typed("i8", 2, 3)], { scale: 0.1 }]],
  cumsum: [[[image], { axis: 1 }]],
  argmax: [[[image]], [[image], { axis: 1, keepdims: true }]],
  topk: [[[image], { k: 5, axis: 1 }]],
  relative_position_bias: [
    [[], { window: 7, heads: 3 }],
    [[], { window: [2, 4], heads: 3 }],
  ],
  lstm: [
    [[sequence], { hidden: 6 }],
    [[sequence], { hidden: 6, layers: 2, bidirectional: true, h: f32(4, 2, 6), c: f32(4, 2, 6) }],
    [[sequence], { hidden: 6, layers: 11, bias: false }],
  ],
  gru: [
    [[sequence], { hidden: 6 }],
    [[sequence], { hidden: 6, layers: 2 }],
  ],
  rnn: [[[sequence], { hidden: 6, bidirectional: true }]],
  voxelize: [[[f32(2, 16, 100), f32(2, 3, 100)], { resolution: 4 }]],
  devoxelize: [[[f32(2, 16, 4, 4, 4), f32(2, 3, 100)]]],
  constant: [
    [[], { value: 0, shape: [2, 3] }],
    [[], { value: [1, 2, 3] }],
  ],
};

describe.each(operators.map((operator) => [operator.name, operator] as const))("%s", (name, operator) => {
  // Operators with nothing but one input of any shape need no case of their own.
  const own: readonly Case[] = cases[name] ?? [[[image]]];
  test.each(own.map(([inputs, plain = {}]) => ({ inputs, plain })))("%#", ({ inputs, plain }) => {
    const values = new Map(Object.entries(plain).map(([key, value]) => [key, fromPlain(value)]));
    const before = callOf(operator, inputs, values);
    for (const link of before.axes?.() ?? []) {
      expect(problemsOfMembers(link, before, inputs, values)).toEqual([]);
      if (typeof link.size === "number" && link.size < 2) continue;
      const smaller = shrunkArguments(link, before, inputs, values);
      const after = callOf(operator, smaller.inputs, smaller.values);
      const expected = expectedAnswer(link, before);
      expect({ link, ...shapesOf(after) }).toEqual({ link, ...expected });
    }
  });
});

test("every operator answers which axes hang together", () => {
  const silent = operators.filter((operator) => {
    const [inputs, plain = {}]: Case = cases[operator.name]?.[0] ?? [[image]];
    const values = new Map(Object.entries(plain).map(([key, value]) => [key, fromPlain(value)]));
    return callOf(operator, inputs, values).axes === undefined;
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
});

function callOf(operator: Operator, inputs: readonly ShapedTensor[], values: ReadonlyMap<string, Value>): Call {
  const call = operator.call(inputs, values);
  if (isRefusal(call)) throw new Error(`${operator.name} refused: ${call.message}`);
  return call;
}

function shapesOf({ outputs, weights = [] }: Call) {
  return {
    outputs: outputs.map(({ shape }) => shape),
    weights: Object.fromEntries(weights.map(({ name, shape }) => [name, shape])),
  };
}

function expectedAnswer({ members }: AxisLink, before: Call) {
  const { outputs, weights } = shapesOf(before);
  const shrunk = (shape: readonly Dim[], isOwn: (member: AxisMember) => boolean) =>
    members.filter(isOwn).reduce((smaller, member) => shrinkShape(smaller, member), shape);
  return {
    outputs: outputs.map((shape, index) =>
      shrunk(shape, (member) => member.kind === "output" && member.index === index),
    ),
    weights: Object.fromEntries(
      Object.entries(weights).map(([name, shape]) => [
        name,
        shrunk(shape, (member) => member.kind === "weight" && member.name === name),
      ]),
    ),
  };
}

function shrunkArguments(
  link: AxisLink,
  before: Call,
  inputs: readonly ShapedTensor[],
  values: ReadonlyMap<string, Value>,
) {
  const newInputs = [...inputs];
  const newValues = new Map([...values, ...Object.entries(before.implied ?? {})]);
  for (const member of link.members) {
    if (member.kind === "input") {
      const own = newInputs[member.index];
      if (own !== undefined) newInputs[member.index] = { ...own, shape: shrinkShape(own.shape, member) };
    } else if (member.kind === "argument" || member.kind === "parameter") {
      const own = newValues.get(member.name);
      if (own === undefined) throw new Error(`${member.name} is neither stated nor implied`);
      newValues.set(member.name, shrinkValue(own, member));
    }
  }
  return { inputs: newInputs, values: newValues };
}

function shrinkShape(shape: readonly Dim[], member: AxisMember): readonly Dim[] {
  if (member.kind === "parameter") return shape;
  return shape.with(member.axis, subDim(shape[member.axis] ?? 1, perEntry(member)));
}

function shrinkValue(value: Value, member: AxisMember): Value {
  if (value.kind === "number") return int(subDim(value.value, perEntry(member)));
  if (value.kind === "tensor") {
    const type: TensorType = { ...value.type, shape: value.type.shape && shrinkShape(value.type.shape, member) };
    return { ...value, type };
  }
  if (value.kind === "list" && member.kind === "parameter" && member.index !== undefined) {
    const { index } = member;
    return list(value.items.map((item, i) => (i === index ? shrinkValue(item, { ...member, index: 0 }) : item)));
  }
  throw new Error(`cannot shrink a ${value.kind}`);
}

/** How many elements one entry has along the member's axis. */
function perEntry(member: AxisMember): Dim {
  return mulDim(member.outer ?? 1, member.inner ?? 1);
}

/** Members whose elements would not lie within their axis. */
function problemsOfMembers(
  link: AxisLink,
  before: Call,
  inputs: readonly ShapedTensor[],
  values: ReadonlyMap<string, Value>,
): readonly AxisMember[] {
  return link.members.filter((member) => {
    if (member.kind === "parameter") return false;
    const shape = shapeOf(member, before, inputs, values);
    const extent = shape?.[member.axis];
    if (extent === undefined) return true;
    const end = addDim(member.offset ?? 0, mulDim(link.size, perEntry(member)));
    return typeof extent === "number" && typeof end === "number" && end > extent;
  });
}

function shapeOf(
  member: Exclude<AxisMember, { readonly kind: "parameter" }>,
  { outputs, weights = [] }: Call,
  inputs: readonly ShapedTensor[],
  values: ReadonlyMap<string, Value>,
): readonly Dim[] | undefined {
  switch (member.kind) {
    case "input":
      return inputs[member.index]?.shape;
    case "output":
      return outputs[member.index]?.shape;
    case "weight":
      return weights.find(({ name }) => name === member.name)?.shape;
    case "argument":
      return tensorShape(values.get(member.name));
  }
}

function tensorShape(value: Value | undefined): readonly Dim[] | undefined {
  return value?.kind === "tensor" ? value.type.shape : undefined;
}
