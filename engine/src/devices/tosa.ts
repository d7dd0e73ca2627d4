/**
 * What an accelerator for TOSA's base profile cannot take of a net: the integer profile (PRO-INT) at level 8K, as the Tensor Operator
 * Set Architecture 1.0 states them (Arm, github.com/arm/tosa-specification: `tosa.xml`, and `RESIZE.tosac` for scaling).
 */
import { evaluateDim } from "../base/dim.ts";
import { bitsOf, type Dtype } from "../base/tensor.ts";
import { precisionOf, samplesOf } from "../cost/figures.ts";
import type { Graph, GraphTensor, Op } from "../graph/graph.ts";
import type { Precision } from "./profile.ts";
import { storedIn, storedPrecisions } from "./stored.ts";

/** The level's limits, by the names that the specification has for them. */
export const level8K = {
  /** MAX_RANK. */
  rank: 6,
  /** MAX_KERNEL: a window's extent, dilation × kernel of a convolution, and padding on one side. */
  kernel: 8192,
  /** MAX_STRIDE. */
  stride: 8192,
  /** MAX_SCALE: how many times larger RESIZE makes an extent. */
  scale: 256,
  /** MAX_TENSOR_LIST_SIZE: operands of CONCAT. */
  operands: 64,
  /** MAX_LOG2_SIZE 31: bytes of a tensor. */
  bytes: 2 ** 31 - 1,
} as const;

/** What RESIZE refuses at any level. */
const resizeLimits = {
  /** Extents before and after stay below. */
  extent: 16_384,
  /** The scale's numerator, in lowest terms. */
  numerator: 2048,
  /** Extents become less than so many times smaller. */
  shrink: 16,
} as const;

export interface TosaViolation {
  /** Index of the op. */
  readonly op: number;
  readonly rule: "operator" | "type" | "rank" | "bytes" | "kernel" | "stride" | "padding" | "scale" | "operands";
  /** What the op has, and what there may be. */
  readonly value: number | string;
  readonly limit: number | string;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What to do about it, in a sentence. */
  readonly help: string;
}

export interface TosaOptions {
  /** With one, all weights and data count as stored in it; else each op's as its annotations say. */
  readonly precision?: Precision;
  /** Whether the accelerator has the extension for 16-bit data (EXT-INT16). */
  readonly hasInt16?: boolean;
}

type Broken = Omit<TosaViolation, "op">;

/** An op with its graph, and what its shapes are at the dims' sample values. */
interface Asked {
  readonly graph: Graph;
  readonly op: Op;
  readonly shapeOf: (id: number) => readonly number[] | undefined;
  readonly options: TosaOptions;
}

/**
 * Everything in the order of the ops. What is not known (an extent, an element type behind a guess) is not judged. Element types are
 * judged where they arise, which is at an op's results: what a net is given in float is quantised before it. Ops that only convert
 * stand at the border of what the accelerator runs. Several ops of TOSA may be needed for one here, and some limits have a way around
 * them (two smaller poolings for a large one): a violation says that the one operator does not take it.
 */
export function tosaViolations(original: Graph, options: TosaOptions = {}): readonly TosaViolation[] {
  const graph = options.precision === undefined ? original : storedIn(original, options.precision);
  const samples = samplesOf(graph);
  const shapeOf = (id: number) => {
    const shape = graph.tensors[id]?.type.shape?.map((dim) => evaluateDim(dim, samples));
    const known = shape?.filter((extent) => extent !== undefined);
    return known?.length === shape?.length ? known : undefined;
  };
  return graph.ops.flatMap((op, index) => {
    const asked: Asked = { graph, op, shapeOf, options };
    // Of what there is no operator for, nothing else is worth saying.
    const unheard = operatorRule(asked);
    const broken = unheard === undefined ? rules.flatMap((rule) => rule(asked)) : [unheard];
    return broken.map((each) => ({ op: index, ...each }));
  });
}

const rules: readonly ((asked: Asked) => readonly Broken[])[] = [
  typeRule,
  rankRule,
  bytesRule,
  windowRule,
  resizeRule,
  operandsRule,
];

/** What has no operator there, and cannot be put together from those that are. */
const missing: Readonly<Record<string, string>> = {
  topk: "nothing there sorts",
};

function operatorRule({ op, shapeOf }: Asked): Broken | undefined {
  const { name, family } = op.operator;
  const { kernel, dilation, mode } = op.call.parameters;
  const refuse = (value: string, limit: string, why: string, help: string): Broken => {
    return { rule: "operator", value, limit, message: `\`${name}\`: ${why}.`, help };
  };
  const outside = "Let the processor run it: move it before or behind what the accelerator runs.";
  const all = "the operators of TOSA 1.0";
  if (family === "foreign" || family === "declared")
    return refuse(name, all, "nothing is known of it in TOSA", outside);
  const why = missing[name];
  if (why !== undefined) return refuse(name, all, why, outside);
  if (name === "resize" && mode === "cubic") {
    return refuse(
      "cubic",
      "nearest, linear",
      "TOSA scales by the nearest element or linearly, and not by cubes",
      'Use `mode="linear"`.',
    );
  }
  if (family === "pooling" && Math.max(1, ...numbersIn(dilation)) > 1) {
    return refuse("dilation", "no dilation", "TOSA's pooling has no dilation", "Pool without it.");
  }
  const rank = op.inputs[0] === undefined ? undefined : shapeOf(op.inputs[0])?.length;
  const slides = numbersIn(kernel).length > 0 || name === "resize";
  if (rank === 5 && slides && name !== "conv") {
    const help = "Fold one spatial dim into the batch, or use `conv`.";
    return refuse("3 spatial dims", "2 spatial dims", "TOSA has it for two spatial dims, not for three", help);
  }
  return undefined;
}

/** Ops that stand where floats become integers, and back. */
const converters: ReadonlySet<string> = new Set(["quantize", "dequantize", "cast"]);

/** Their results are indices below 2^31, which stand in 32 bits there. */
const indexers: ReadonlySet<string> = new Set(["argmax", "argmin"]);

function typeRule({ graph, op, options }: Asked): readonly Broken[] {
  const { operator, call } = op;
  const storage = call.storage ?? operator.storage;
  if (storage === "view" || storage === "weight" || converters.has(operator.name) || indexers.has(operator.name))
    return [];
  const legal: readonly Dtype[] = ["bool", "i8", ...(options.hasInt16 === true ? (["i16"] as const) : []), "i32"];
  const limit = legal.join(", ");
  for (const id of op.outputs) {
    const tensor = graph.tensors[id];
    const dtype = tensor === undefined || tensor.isGuess ? undefined : storedDtype(tensor);
    if (dtype === undefined || legal.includes(dtype)) continue;
    return [
      {
        rule: "type",
        value: dtype,
        limit,
        message: `\`${operator.name}\` computes in ${dtype}; TOSA's integer profile has ${limit}.`,
        help: "Annotate it with `@int8`, or let the processor run it.",
      },
    ];
  }
  const precision = options.precision === undefined ? precisionOf(op) : storedPrecisions[options.precision];
  if (precision?.kind !== "integer" || precision.weightBits <= 8 || (call.weights ?? []).length === 0) return [];
  return [
    {
      rule: "type",
      value: `${precision.weightBits}-bit weights`,
      limit: "8-bit weights",
      message: `\`${operator.name}\` has weights in ${precision.weightBits} bits; TOSA's integer profile has them in 8.`,
      help: "Use `@int8`, or `@bits(weights=8, …)`.",
    },
  ];
}

function storedDtype({ stored, type }: GraphTensor): Dtype {
  return stored ?? type.dtype;
}

/** The tensors that an op is to blame for: its results, and the net's own inputs that it reads. */
function ownTensors({ graph, op }: Asked): readonly number[] {
  const given = op.inputs.filter((id) => {
    const kind = graph.tensors[id]?.source.kind;
    return kind === "input" || kind === "state";
  });
  return [...op.outputs, ...given];
}

function rankRule(asked: Asked): readonly Broken[] {
  const ranks = ownTensors(asked).map((id) => asked.graph.tensors[id]?.type.shape?.length ?? 0);
  const value = Math.max(0, ...ranks);
  const what = `has a tensor of rank ${value}`;
  return above(asked, { rule: "rank", value, limit: level8K.rank, what, help: "Reshape it to fewer dims." });
}

function bytesRule(asked: Asked): readonly Broken[] {
  const sizes = ownTensors(asked).map((id) => {
    const tensor = asked.graph.tensors[id];
    const bits = tensor === undefined ? undefined : bitsOf(storedDtype(tensor));
    const elements = asked.shapeOf(id)?.reduce((product, extent) => product * extent, 1);
    return bits === undefined || elements === undefined ? 0 : Math.ceil((elements * bits) / 8);
  });
  const value = Math.max(0, ...sizes);
  const what = `has a tensor of ${value} bytes`;
  return above(asked, { rule: "bytes", value, limit: level8K.bytes, what, help: "Split it." });
}

/** Window, step and padding of whatever slides a window over spatial dims. */
function windowRule(asked: Asked): readonly Broken[] {
  const { family, name } = asked.op.operator;
  if (family !== "convolution" && family !== "pooling") return [];
  const { kernel, stride, pad, dilation, output_pad } = asked.op.call.parameters;
  const gaps = numbersIn(dilation);
  const windows = numbersIn(kernel).map((size, axis) => {
    const gap = (gaps.length === 1 ? gaps[0] : gaps[axis]) ?? 1;
    // A transposed convolution has no dilation there: its kernel is written out with zeros in between.
    return name === "conv_transpose" ? gap * (size - 1) + 1 : gap * size;
  });
  const window = Math.max(0, ...windows);
  const step = Math.max(0, ...numbersIn(stride));
  const padding = Math.max(0, ...numbersIn(pad), ...numbersIn(output_pad));
  const dilated = gaps.some((gap) => gap > 1) ? ", dilation included" : "";
  return [
    ...above(asked, {
      rule: "kernel",
      value: window,
      limit: level8K.kernel,
      what: `has a window of ${window}${dilated}`,
      help: "Use a smaller window.",
    }),
    ...above(asked, {
      rule: "stride",
      value: step,
      limit: level8K.stride,
      what: `has a stride of ${step}`,
      help: "Use a smaller stride.",
    }),
    ...above(asked, {
      rule: "padding",
      value: padding,
      limit: level8K.kernel,
      what: `pads ${padding} on a side`,
      help: "Pad less.",
    }),
  ];
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "number") : [];
}

function resizeRule(asked: Asked): readonly Broken[] {
  const { op, shapeOf } = asked;
  if (op.operator.name !== "resize") return [];
  const [from, to] = [op.inputs[0], op.outputs[0]].map((id) => (id === undefined ? undefined : shapeOf(id)?.slice(2)));
  if (from === undefined || to === undefined) return [];
  const { align_corners } = op.call.parameters;
  const scales = from.map((before, axis) => scaleOf(before, to[axis] ?? before, align_corners === true));
  const up = Math.max(...scales.map(([over, under]) => Math.floor(over / under)));
  const down = Math.max(...scales.map(([over, under]) => Math.floor(under / over)));
  const numerator = Math.max(...scales.map(([over]) => over));
  const extent = Math.max(...from, ...to);
  return [
    ...above(asked, {
      rule: "scale",
      value: up,
      limit: level8K.scale,
      what: `makes an extent ${up} times larger`,
      help: "Scale in two steps.",
    }),
    ...above(asked, {
      rule: "scale",
      value: down,
      limit: resizeLimits.shrink - 1,
      what: `makes an extent ${down} times smaller`,
      help: "Scale in two steps.",
    }),
    ...above(asked, {
      rule: "scale",
      value: numerator,
      limit: resizeLimits.numerator,
      what: `scales by a fraction whose numerator is ${numerator}`,
      help: "Use a factor that is a fraction of smaller numbers.",
    }),
    ...above(asked, {
      rule: "scale",
      value: extent,
      limit: resizeLimits.extent - 1,
      what: `scales from or to an extent of ${extent}`,
      help: "Use a smaller extent.",
    }),
  ];
}

/** After over before, in lowest terms. */
function scaleOf(before: number, after: number, alignsCorners: boolean): readonly [over: number, under: number] {
  if (alignsCorners && (before === 1 || after === 1)) return [1, 1];
  const [over, under] = alignsCorners ? [after - 1, before - 1] : [after, before];
  const divisor = greatestCommonDivisor(over, under);
  return [over / divisor, under / divisor];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.max(1, a) : greatestCommonDivisor(b, a % b);
}

function operandsRule(asked: Asked): readonly Broken[] {
  const { name } = asked.op.operator;
  if (name !== "concat" && name !== "stack") return [];
  const value = asked.op.inputs.length;
  const what = `puts ${value} tensors together`;
  return above(asked, { rule: "operands", value, limit: level8K.operands, what, help: `Use several \`${name}\`.` });
}

interface Limit {
  readonly rule: Broken["rule"];
  readonly value: number;
  readonly limit: number;
  /** What the op does or has, after its name. */
  readonly what: string;
  readonly help: string;
}

/** The violation of a limit; none where it is kept. */
function above({ op }: Asked, { rule, value, limit, what, help }: Limit): readonly Broken[] {
  if (value <= limit) return [];
  const message = `\`${op.operator.name}\` ${what}; TOSA at level 8K has at most ${limit}.`;
  return [{ rule, value, limit, message, help }];
}
