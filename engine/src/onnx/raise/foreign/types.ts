/**
 * What nodes without an operator in the catalogue give, as far as their inputs tell (onnx, "Operators": the type and shape
 * inference of each). Extents that depend on data are unknown; where not even the rank follows, nothing is said.
 */
import {
  addDim,
  ceilDivDim,
  type Dim,
  divideDim,
  equalDims,
  floorDivDim,
  isKnown,
  mulDim,
  productDims,
  subDim,
  unknownDim,
} from "../../../base/dim.ts";
import type { Dtype, TensorType } from "../../../base/tensor.ts";
import { dtypeOfNumber } from "../../dataTypes.ts";
import { axesAt, dimsAt, type ForeignNode, int, ints, numbersAt, shapeAt, text, typeAt } from "./node.ts";

type Rule = (node: ForeignNode) => readonly (TensorType | undefined)[] | undefined;

/** The types of a node's results, in order; undefined for those of which nothing is known. */
export function foreignTypes(node: ForeignNode): readonly (TensorType | undefined)[] {
  const key = node.domain === "" ? node.op : `${node.domain}::${node.op}`;
  const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
  return rule?.(node) ?? [];
}

/** Results of the element types of their first inputs. */
const sameAsFirst: Rule = (node) => [typeAt(node, 0)];

const broadcasts: Rule = (node) => {
  const first = typeAt(node, 0);
  return first && [{ dtype: first.dtype, shape: broadcastOf(node.inputs.map((_, index) => shapeAt(node, index))) }];
};

const comparisons: Rule = (node) => [
  { dtype: "bool", shape: broadcastOf(node.inputs.map((_, index) => shapeAt(node, index))) },
];

function listed(names: string, rule: Rule): Readonly<Record<string, Rule>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, rule]));
}

const rules: Readonly<Record<string, Rule>> = {
  ...listed(
    "Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh CumSum Elu Erf Exp Floor Gelu Hardmax " +
      "HardSigmoid HardSwish Identity InstanceNormalization GroupNormalization LRN LeakyRelu Log LogSoftmax LpNormalization " +
      "MeanVarianceNormalization Mish Neg Not PRelu RMSNormalization Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh " +
      "Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu ScatterElements ScatterND Scatter ReverseSequence " +
      "RotaryEmbedding TensorScatter CumProd",
    sameAsFirst,
  ),
  ...listed("Add Sub Mul Div Mod Pow Min Max Sum Mean BitShift BitwiseAnd BitwiseOr BitwiseXor And Or Xor", broadcasts),
  ...listed("Equal Less LessOrEqual Greater GreaterOrEqual", comparisons),
  ...listed("IsNaN IsInf RegexFullMatch", (node) => [withDtype(typeAt(node, 0), "bool")]),
  ...listed(
    "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare",
    reduced,
  ),
  ...listed("ArgMax ArgMin", (node) => {
    const shape = shapeAt(node, 0);
    return [{ dtype: "i64", shape: shape && withoutAxes(shape, [int(node, "axis") ?? 0], keeps(node)) }];
  }),
  ...listed("MaxPool AveragePool LpPool", (node) => {
    const x = typeAt(node, 0);
    const pooled = x && { dtype: x.dtype, shape: slid(node, ints(node, "kernel_shape"), x.shape?.[1]) };
    return [pooled, withDtype(pooled, "i64")];
  }),
  ...listed("GlobalAveragePool GlobalMaxPool GlobalLpPool", (node) => {
    const x = typeAt(node, 0);
    return [x && { dtype: x.dtype, shape: x.shape?.map((dim, axis) => (axis < 2 ? dim : 1)) }];
  }),
  ...listed("Conv ConvInteger", (node) => {
    const [x, w] = [typeAt(node, 0), shapeAt(node, 1)];
    const dtype = node.op === "ConvInteger" ? "i32" : x?.dtype;
    return dtype && [{ dtype, shape: w && slid(node, w.slice(2), w[0]) }];
  }),
  QLinearConv(node) {
    const w = shapeAt(node, 3);
    const dtype = typeAt(node, 7)?.dtype;
    return dtype && [{ dtype, shape: w && slid(node, w.slice(2), w[0]) }];
  },
  ConvTranspose(node) {
    const [x, w] = [typeAt(node, 0), shapeAt(node, 1)];
    if (x?.shape === undefined || w === undefined) return undefined;
    const channels = mulDim(w[1] ?? unknownDim, int(node, "group") ?? 1);
    return [{ dtype: x.dtype, shape: [x.shape[0] ?? unknownDim, channels, ...x.shape.slice(2).map(() => unknownDim)] }];
  },
  ...listed("MatMul MatMulInteger", (node) => {
    const dtype = node.op === "MatMulInteger" ? "i32" : typeAt(node, 0)?.dtype;
    return dtype && [{ dtype, shape: product(shapeAt(node, 0), shapeAt(node, 1)) }];
  }),
  QLinearMatMul(node) {
    const dtype = typeAt(node, 7)?.dtype;
    return dtype && [{ dtype, shape: product(shapeAt(node, 0), shapeAt(node, 3)) }];
  },
  Gemm(node) {
    const [a, b] = [typeAt(node, 0), shapeAt(node, 1)];
    if (a?.shape === undefined || b === undefined) return undefined;
    const rows = a.shape[int(node, "transA") === 1 ? 1 : 0] ?? unknownDim;
    return [{ dtype: a.dtype, shape: [rows, b[int(node, "transB") === 1 ? 0 : 1] ?? unknownDim] }];
  },
  BatchNormalization: (node) => [typeAt(node, 0), ...[1, 2].map((index) => typeAt(node, index + 2))],
  LayerNormalization(node) {
    const x = typeAt(node, 0);
    const axis = int(node, "axis") ?? -1;
    const from = axis < 0 ? axis + (x?.shape?.length ?? 0) : axis;
    const kept = x && { ...x, shape: x.shape?.map((dim, i) => (i < from ? dim : 1)) };
    return [x, withDtype(kept, "f32"), withDtype(kept, "f32")];
  },
  Dropout: (node) => [typeAt(node, 0), withDtype(typeAt(node, 0), "bool")],
  Shape(node) {
    const rank = shapeAt(node, 0)?.length;
    if (rank === undefined) return [{ dtype: "i64", shape: [unknownDim] }];
    const place = (value: number) => Math.min(rank, Math.max(0, value < 0 ? value + rank : value));
    const length = place(int(node, "end") ?? rank) - place(int(node, "start") ?? 0);
    return [{ dtype: "i64", shape: [Math.max(0, length)] }];
  },
  Size: () => [{ dtype: "i64", shape: [] }],
  Cast(node) {
    const dtype = dtypeOfNumber(int(node, "to") ?? 0);
    return dtype && [withDtype(typeAt(node, 0), dtype)];
  },
  CastLike(node) {
    const dtype = typeAt(node, 1)?.dtype;
    return dtype && [withDtype(typeAt(node, 0), dtype)];
  },
  Where: (node) => {
    const yes = typeAt(node, 1);
    return yes && [{ dtype: yes.dtype, shape: broadcastOf([0, 1, 2].map((index) => shapeAt(node, index))) }];
  },
  Reshape(node) {
    const x = typeAt(node, 0);
    return x && [{ dtype: x.dtype, shape: reshapedTo(node, x.shape) }];
  },
  Flatten(node) {
    const x = typeAt(node, 0);
    const axis = int(node, "axis") ?? 1;
    if (x?.shape === undefined) return x && [{ ...x, shape: [unknownDim, unknownDim] }];
    const cut = axis < 0 ? axis + x.shape.length : axis;
    return [{ dtype: x.dtype, shape: [productDims(x.shape.slice(0, cut)), productDims(x.shape.slice(cut))] }];
  },
  Transpose(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const { shape } = x;
    const order = ints(node, "perm") ?? shape.map((_, axis) => shape.length - 1 - axis);
    return [{ dtype: x.dtype, shape: order.map((axis) => shape[axis] ?? unknownDim) }];
  },
  Squeeze(node) {
    const x = typeAt(node, 0);
    const axes = axesAt(node, 1);
    if (x?.shape === undefined) return undefined;
    if (axes === null) return [unknownOf(x.dtype, x.shape.length, -1, node)];
    // Without axes all of extent 1 go, so that each must be known.
    const gone = axes ?? (x.shape.every(isKnown) ? x.shape.flatMap((dim, axis) => (dim === 1 ? [axis] : [])) : null);
    return gone === null ? undefined : [{ dtype: x.dtype, shape: withoutAxes(x.shape, gone, false) }];
  },
  Unsqueeze(node) {
    const x = typeAt(node, 0);
    const axes = axesAt(node, 1);
    if (x?.shape === undefined) return undefined;
    if (!axes) return [unknownOf(x.dtype, x.shape.length, 1, node)];
    const rank = x.shape.length + axes.length;
    const fresh = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
    const rest = [...x.shape];
    const shape = Array.from({ length: rank }, (_, axis) => (fresh.has(axis) ? 1 : (rest.shift() ?? unknownDim)));
    return [{ dtype: x.dtype, shape }];
  },
  Concat(node) {
    const [x] = node.inputs;
    const shapes = node.inputs.map((_, index) => shapeAt(node, index));
    const known = shapes.filter((shape) => shape !== undefined);
    const [first] = known;
    if (x?.type === undefined || first === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? 1, first.length);
    const extent =
      known.length < shapes.length
        ? unknownDim
        : known.reduce<Dim>((sum, shape) => addDim(sum, shape[axis] ?? unknownDim), 0);
    return [{ dtype: x.type.dtype, shape: first.map((dim, i) => (i === axis ? extent : dim)) }];
  },
  Split(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const { dtype, shape } = x;
    const axis = frontAxis(int(node, "axis") ?? 0, shape.length);
    const stated = node.inputs[1] === undefined ? ints(node, "split") : dimsAt(node, 1);
    const even = ceilDivDim(shape[axis] ?? unknownDim, node.resultCount);
    const whole = divideDim(shape[axis] ?? unknownDim, node.resultCount) !== undefined;
    return Array.from({ length: node.resultCount }, (_, index) => {
      const isLast = index === node.resultCount - 1;
      const last = subDim(shape[axis] ?? unknownDim, mulDim(even, node.resultCount - 1));
      const own = stated?.[index] ?? (node.inputs[1] !== undefined ? unknownDim : whole || !isLast ? even : last);
      return { dtype, shape: shape.map((dim, i) => (i === axis ? own : dim)) };
    });
  },
  Slice(node) {
    const x = typeAt(node, 0);
    return x && [{ dtype: x.dtype, shape: x.shape && slicedTo(node, x.shape) }];
  },
  Gather(node) {
    const [x, at] = [typeAt(node, 0), shapeAt(node, 1)];
    if (x?.shape === undefined || at === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? 0, x.shape.length);
    return [{ dtype: x.dtype, shape: [...x.shape.slice(0, axis), ...at, ...x.shape.slice(axis + 1)] }];
  },
  GatherElements(node) {
    const x = typeAt(node, 0);
    return x && [{ dtype: x.dtype, shape: shapeAt(node, 1) }];
  },
  GatherND(node) {
    const [x, at] = [typeAt(node, 0), shapeAt(node, 1)];
    const depth = at?.at(-1);
    if (x?.shape === undefined || at === undefined || typeof depth !== "number") return undefined;
    const batch = int(node, "batch_dims") ?? 0;
    return [{ dtype: x.dtype, shape: [...at.slice(0, -1), ...x.shape.slice(batch + depth)] }];
  },
  Expand(node) {
    const x = typeAt(node, 0);
    const to = dimsAt(node, 1);
    const length = shapeAt(node, 1)?.[0];
    const wanted = to ?? (typeof length === "number" ? Array.from({ length }, () => unknownDim) : undefined);
    return x && [{ dtype: x.dtype, shape: broadcastOf([x.shape, wanted]) }];
  },
  Tile(node) {
    const x = typeAt(node, 0);
    const repeats = dimsAt(node, 1);
    return x && [{ dtype: x.dtype, shape: x.shape?.map((dim, axis) => mulDim(dim, repeats?.[axis] ?? unknownDim)) }];
  },
  Pad(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const rank = x.shape.length;
    const pads = node.inputs[1] === undefined ? ints(node, "pads") : dimsAt(node, 1);
    const axes = node.inputs[3] === undefined ? x.shape.map((_, axis) => axis) : numbersAt(node, 3);
    const places = axes?.map((axis) => frontAxis(axis, rank));
    const shape = x.shape.map((dim, axis) => {
      if (pads === undefined || places === undefined) return unknownDim;
      const at = places.indexOf(axis);
      if (at < 0) return dim;
      return addDim(dim, addDim(pads[at] ?? unknownDim, pads[at + places.length] ?? unknownDim));
    });
    return [{ dtype: x.dtype, shape }];
  },
  Resize(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const isPlain = ints(node, "axes") === undefined && text(node, "keep_aspect_ratio_policy") === undefined;
    const sizes = isPlain ? dimsAt(node, 3) : undefined;
    const scales = isPlain ? numbersAt(node, 2) : undefined;
    const shape = x.shape.map((dim, axis) => {
      const scale = scales?.[axis];
      if (sizes !== undefined) return sizes[axis] ?? unknownDim;
      if (scale === undefined) return unknownDim;
      if (typeof dim === "number") return Math.floor(dim * scale);
      return Number.isInteger(scale) ? mulDim(dim, scale) : unknownDim;
    });
    return [{ dtype: x.dtype, shape }];
  },
  DepthToSpace(node) {
    const x = typeAt(node, 0);
    const size = int(node, "blocksize") ?? 1;
    const [n, c, h, w] = x?.shape ?? [];
    if (x === undefined || n === undefined || c === undefined || h === undefined || w === undefined) return undefined;
    return [{ dtype: x.dtype, shape: [n, floorDivDim(c, size * size), mulDim(h, size), mulDim(w, size)] }];
  },
  SpaceToDepth(node) {
    const x = typeAt(node, 0);
    const size = int(node, "blocksize") ?? 1;
    const [n, c, h, w] = x?.shape ?? [];
    if (x === undefined || n === undefined || c === undefined || h === undefined || w === undefined) return undefined;
    return [{ dtype: x.dtype, shape: [n, mulDim(c, size * size), floorDivDim(h, size), floorDivDim(w, size)] }];
  },
  TopK(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? -1, x.shape.length);
    const k = dimsAt(node, 1)?.[0] ?? int(node, "k") ?? unknownDim;
    const shape = x.shape.map((dim, i) => (i === axis ? k : dim));
    return [
      { dtype: x.dtype, shape },
      { dtype: "i64", shape },
    ];
  },
  NonZero: (node) => [{ dtype: "i64", shape: [shapeAt(node, 0)?.length ?? unknownDim, unknownDim] }],
  NonMaxSuppression: () => [{ dtype: "i64", shape: [unknownDim, 3] }],
  Compress(node) {
    const x = typeAt(node, 0);
    const stated = int(node, "axis");
    if (x === undefined) return undefined;
    if (stated === undefined) return [{ dtype: x.dtype, shape: [unknownDim] }];
    const axis = frontAxis(stated, x.shape?.length ?? 0);
    return [{ dtype: x.dtype, shape: x.shape?.map((dim, i) => (i === axis ? unknownDim : dim)) }];
  },
  Unique(node) {
    const x = typeAt(node, 0);
    const stated = int(node, "axis");
    if (x === undefined) return undefined;
    const axis = frontAxis(stated ?? 0, x.shape?.length ?? 0);
    const shape = stated === undefined ? [unknownDim] : x.shape?.map((dim, i) => (i === axis ? unknownDim : dim));
    return [{ dtype: x.dtype, shape }, ...[1, 2, 3].map(() => ({ dtype: "i64", shape: [unknownDim] }) as const)];
  },
  OneHot(node) {
    const [at, values] = [shapeAt(node, 0), typeAt(node, 2)];
    if (at === undefined || values === undefined) return undefined;
    const axis = frontAxis(int(node, "axis") ?? -1, at.length + 1);
    const depth = dimsAt(node, 1)?.[0] ?? unknownDim;
    return [{ dtype: values.dtype, shape: at.toSpliced(axis, 0, depth) }];
  },
  Range(node) {
    const dtype = typeAt(node, 0)?.dtype;
    return dtype && [{ dtype, shape: [unknownDim] }];
  },
  ConstantOfShape(node) {
    const length = shapeAt(node, 0)?.[0];
    const shape = dimsAt(node, 0) ?? (typeof length === "number" ? Array.from({ length }, () => unknownDim) : undefined);
    return [{ dtype: "f32", shape }];
  },
  EyeLike: (node) => [withDtype(typeAt(node, 0), dtypeOfNumber(int(node, "dtype") ?? 0) ?? typeAt(node, 0)?.dtype)],
  QuantizeLinear(node) {
    const zero = typeAt(node, 2)?.dtype ?? dtypeOfNumber(int(node, "output_dtype") ?? 0) ?? "u8";
    return [withDtype(typeAt(node, 0), zero)];
  },
  DequantizeLinear: (node) => [withDtype(typeAt(node, 0), typeAt(node, 1)?.dtype)],
  DynamicQuantizeLinear: (node) => [
    withDtype(typeAt(node, 0), "u8"),
    { dtype: "f32", shape: [] },
    { dtype: "u8", shape: [] },
  ],
  ...listed("LSTM GRU RNN", (node) => {
    const [x, r] = [typeAt(node, 0), shapeAt(node, 2)];
    if (x?.shape === undefined || r === undefined) return undefined;
    const isBatchFirst = int(node, "layout") === 1;
    const [steps = unknownDim, batch = unknownDim] = isBatchFirst ? [x.shape[1], x.shape[0]] : x.shape;
    const [directions = unknownDim, , hidden = unknownDim] = r;
    const last = isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
    const all = isBatchFirst ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden];
    return [all, last, last].map((shape) => ({ dtype: x.dtype, shape }));
  }),
  Einsum(node) {
    const x = typeAt(node, 0);
    const shape = einsumShape(node);
    return x && [{ dtype: x.dtype, shape }];
  },
  GridSample(node) {
    const [x, grid] = [typeAt(node, 0), shapeAt(node, 1)];
    if (x?.shape === undefined || grid === undefined) return undefined;
    return [{ dtype: x.dtype, shape: [...x.shape.slice(0, 2), ...grid.slice(1, -1)] }];
  },
  RoiAlign(node) {
    const [x, rois] = [typeAt(node, 0), shapeAt(node, 1)];
    const size = [int(node, "output_height") ?? 1, int(node, "output_width") ?? 1];
    return x && [{ dtype: x.dtype, shape: [rois?.[0] ?? unknownDim, x.shape?.[1] ?? unknownDim, ...size] }];
  },
  "com.microsoft::Gelu": sameAsFirst,
  "com.microsoft::FastGelu": sameAsFirst,
  "com.microsoft::QuickGelu": sameAsFirst,
};

/** A type of which all but the rank is unknown: that of the input, and as many axes more or less as the second input lists. */
function unknownOf(dtype: Dtype, rank: number, each: -1 | 0 | 1, node: ForeignNode): TensorType | undefined {
  const count = each === 0 ? 0 : shapeAt(node, 1)?.[0];
  if (typeof count !== "number" || rank + each * count < 0) return undefined;
  return { dtype, shape: Array.from({ length: rank + each * count }, () => unknownDim) };
}

function withDtype(type: TensorType | undefined, dtype: Dtype | undefined): TensorType | undefined {
  return type && dtype && { dtype, shape: type.shape };
}

function keeps(node: ForeignNode): boolean {
  return (int(node, "keepdims") ?? 1) === 1;
}

function frontAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

function withoutAxes(shape: readonly Dim[], axes: readonly number[], keepsAxes: boolean): readonly Dim[] {
  const gone = new Set(axes.map((axis) => frontAxis(axis, shape.length)));
  return keepsAxes ? shape.map((dim, axis) => (gone.has(axis) ? 1 : dim)) : shape.filter((_, axis) => !gone.has(axis));
}

function reduced(node: ForeignNode): readonly (TensorType | undefined)[] | undefined {
  const x = typeAt(node, 0);
  if (x?.shape === undefined) return undefined;
  const { shape } = x;
  const axes = axesAt(node, 1);
  if (axes === null) return [unknownOf(x.dtype, shape.length, keeps(node) ? 0 : -1, node)];
  const isIdle = (axes === undefined || axes.length === 0) && int(node, "noop_with_empty_axes") === 1;
  if (isIdle) return [x];
  const all = axes === undefined || axes.length === 0 ? shape.map((_, axis) => axis) : axes;
  return [{ dtype: x.dtype, shape: withoutAxes(shape, all, keeps(node)) }];
}

/** The shape that shapes broadcast to: where neither extent is 1 for sure, the one that is a number wins. */
export function broadcastOf(shapes: readonly (readonly Dim[] | undefined)[]): readonly Dim[] | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  if (known.length < shapes.length) return undefined;
  const rank = Math.max(0, ...known.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) =>
    known.reduce<Dim>((extent, shape) => broadcastDim(extent, shape[axis - rank + shape.length] ?? 1), 1),
  );
}

function broadcastDim(a: Dim, b: Dim): Dim {
  if (a === 1) return b;
  if (b === 1 || equalDims(a, b)) return a;
  if (typeof a === "number") return a;
  return typeof b === "number" ? b : unknownDim;
}

function product(a: readonly Dim[] | undefined, b: readonly Dim[] | undefined): readonly Dim[] | undefined {
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0) return undefined;
  const rows = a.length === 1 ? [] : [a.at(-2) ?? unknownDim];
  const columns = b.length === 1 ? [] : [b.at(-1) ?? unknownDim];
  const batch = broadcastOf([a.slice(0, -2), b.slice(0, -2)]);
  return batch && [...batch, ...rows, ...columns];
}

/** Where windows slide over the axes after batch and channels. */
function slid(
  node: ForeignNode,
  kernel: readonly Dim[] | undefined,
  channels: Dim | undefined,
): readonly Dim[] | undefined {
  const shape = shapeAt(node, 0);
  if (shape === undefined || kernel === undefined) return undefined;
  const rank = shape.length - 2;
  const [strides, dilations, pads] = [ints(node, "strides"), ints(node, "dilations"), ints(node, "pads")];
  const auto = text(node, "auto_pad") ?? "NOTSET";
  const spatial = shape.slice(2).map((extent, i): Dim => {
    const stride = strides?.[i] ?? 1;
    const window = addDim(mulDim(subDim(kernel[i] ?? unknownDim, 1), dilations?.[i] ?? 1), 1);
    if (auto.startsWith("SAME")) return ceilDivDim(extent, stride);
    const padding = auto === "VALID" ? 0 : (pads?.[i] ?? 0) + (pads?.[i + rank] ?? 0);
    const room = subDim(addDim(extent, padding), window);
    if (int(node, "ceil_mode") === 1) return unknownDim;
    return addDim(floorDivDim(room, stride), 1);
  });
  return [shape[0] ?? unknownDim, channels ?? unknownDim, ...spatial];
}

function reshapedTo(node: ForeignNode, shape: readonly Dim[] | undefined): readonly Dim[] | undefined {
  const stated = node.inputs[1] === undefined ? ints(node, "shape") : dimsAt(node, 1);
  if (stated === undefined) {
    const length = shapeAt(node, 1)?.[0];
    return typeof length === "number" ? Array.from({ length }, () => unknownDim) : undefined;
  }
  const keepsZero = int(node, "allowzero") === 1;
  const copied = stated.map((dim, axis) => (dim === 0 && !keepsZero ? (shape?.[axis] ?? unknownDim) : dim));
  const known = productDims(copied.filter((dim) => dim !== -1));
  const total = shape === undefined ? unknownDim : productDims(shape);
  return copied.map((dim) => (dim === -1 ? (divideDim(total, known) ?? unknownDim) : dim));
}

function slicedTo(node: ForeignNode, shape: readonly Dim[]): readonly Dim[] {
  const list = (index: number, attribute: string) =>
    node.inputs[index] === undefined ? ints(node, attribute) : numbersAt(node, index);
  const starts = list(1, "starts");
  const ends = list(2, "ends");
  const axes = node.inputs[3] === undefined ? (ints(node, "axes") ?? starts?.map((_, i) => i)) : numbersAt(node, 3);
  const steps = node.inputs[4] === undefined ? starts?.map(() => 1) : numbersAt(node, 4);
  if (axes === undefined) return shape.map(() => unknownDim);
  const result = [...shape];
  for (const [i, stated] of axes.entries()) {
    const axis = frontAxis(stated, shape.length);
    const extent = shape[axis];
    const [start, end, step] = [starts?.[i], ends?.[i], steps?.[i]];
    const isNumber = typeof extent === "number" && start !== undefined && end !== undefined && step !== undefined;
    result[axis] = isNumber && step !== 0 ? sliceLength(start, end, step, extent) : unknownDim;
  }
  return result;
}

function sliceLength(start: number, end: number, step: number, extent: number): number {
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const cut = (place: number, lowest: number) => Math.min(high, Math.max(lowest, place < 0 ? place + extent : place));
  return Math.max(0, Math.ceil((cut(end, low) - cut(start, 0)) / step));
}

function einsumShape(node: ForeignNode): readonly Dim[] | undefined {
  const equation = (text(node, "equation") ?? "").replaceAll(" ", "");
  const [left = "", right] = equation.split("->");
  if (equation.includes(".")) return undefined;
  const extents = new Map<string, Dim>();
  for (const [index, term] of left.split(",").entries()) {
    for (const [axis, letter] of [...term].entries()) extents.set(letter, shapeAt(node, index)?.[axis] ?? unknownDim);
  }
  const letters = left.replaceAll(",", "");
  const once = [...extents.keys()].filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter)).sort();
  return (right === undefined ? once : [...right]).map((letter) => extents.get(letter) ?? unknownDim);
}
