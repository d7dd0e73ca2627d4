/**
 * Takes QuantizeLinear and DequantizeLinear out of a graph where they only say in what steps numbers are rounded: a stored tensor of
 * integers becomes the floats that it stands for and remembers the integers, and a value that is rounded before anybody reads it
 * has its steps beside it. What does not fit stays as it is.
 */
import { bytesOfNumbers, numbersOf } from "../../../weights/numbers.ts";
import { dequantized, resultDtypes, type Steps } from "../../../weights/quantized.ts";
import { byteLength, derived, elementCount, reshaped, type Tensor, tensorOfBytes } from "../../../weights/tensor.ts";
import { attributeMap } from "../../attributes.ts";
import type { OnnxNode, OnnxTensor } from "../../model.ts";
import type { PreparedGraph, PreparedNode } from "../prepare.ts";
import { inFloats } from "./integerNodes.ts";

export interface SteppedGraph extends PreparedGraph {
  /** In what steps values are rounded where they are given. */
  readonly steps: ReadonlyMap<string, Steps>;
  /** Whether anything but stored tensors is in integers. */
  readonly isRounded: boolean;
}

/** `explicit` are values whose rounding must stay a matter of nodes. `opset` is that of ONNX's own domain. */
export function withSteps(prepared: PreparedGraph, explicit: ReadonlySet<string>, opset: number): SteppedGraph {
  const reader = new StepReader(prepared, explicit, opset);
  return reader.read();
}

/** Operators that give elements of what they are given, in another order or fewer: steps stay what they are. */
const moves: ReadonlySet<string> = new Set([
  "MaxPool",
  "Reshape",
  "Flatten",
  "Transpose",
  "Squeeze",
  "Unsqueeze",
  "Slice",
]);

/** Types of stored integers; 32 bits are for biases. */
const storedDtypes = new Set(["i8", "u8", "i32"]);

class StepReader {
  private readonly prepared: PreparedGraph;
  private readonly explicit: ReadonlySet<string>;
  private readonly constants: Map<string, OnnxTensor>;
  private readonly outputs: ReadonlySet<string>;
  private readonly opset: number;
  private readonly steps = new Map<string, Steps>();
  private readonly aliases = new Map<string, string>();
  private readonly dropped = new Set<PreparedNode>();
  private readers: ReadonlyMap<string, readonly PreparedNode[]> = new Map();

  constructor(prepared: PreparedGraph, explicit: ReadonlySet<string>, opset: number) {
    this.prepared = prepared;
    this.explicit = explicit;
    this.opset = opset;
    this.constants = new Map(prepared.constants);
    this.outputs = new Set(prepared.outputs.map(({ value }) => value));
  }

  read(): SteppedGraph {
    const { prepared } = this;
    const inFloat = prepared.nodes.flatMap((entry) => this.expanded(entry));
    if (!inFloat.some(({ node }) => isStep(node, "DequantizeLinear") || isStep(node, "QuantizeLinear"))) {
      return { ...prepared, steps: this.steps, isRounded: false };
    }
    this.readers = readersOf(inFloat);
    const all = this.beyondMoves(inFloat);
    this.readers = readersOf(all);
    const resolve = (name: string) => this.aliases.get(name) ?? name;
    const nodes: PreparedNode[] = [];
    for (const entry of all) {
      const inputs = entry.node.inputs.map(resolve);
      const resolved = { ...entry, node: { ...entry.node, inputs } };
      if (!this.dropped.has(entry) && !this.isStored(resolved, entry) && !this.isRounding(resolved, entry)) {
        nodes.push(resolved);
      }
    }
    return {
      ...prepared,
      nodes,
      constants: this.constants,
      outputs: prepared.outputs.map(({ port, value }) => ({ port, value: resolve(value) })),
      steps: this.steps,
      isRounded: this.steps.size > 0 || nodes.some(({ node }) => isStep(node, "QuantizeLinear")),
    };
  }

  private expanded(entry: PreparedNode): readonly PreparedNode[] {
    const found = inFloats(entry, this.opset, this.constants);
    if (found === undefined) return [entry];
    for (const [name, tensor] of found.constants) this.constants.set(name, tensor);
    return found.nodes;
  }

  /** Moves of integers between a rounding and what reads it: the same moves of floats, rounded again, which changes nothing. */
  private beyondMoves(nodes: readonly PreparedNode[]): readonly PreparedNode[] {
    const roundings = new Map<string, OnnxNode>();
    return nodes.flatMap((entry): readonly PreparedNode[] => {
      const { node } = entry;
      const [data = "", ...others] = node.inputs;
      const [result = "", ...more] = node.outputs;
      if (isStep(node, "QuantizeLinear") && this.resultSteps(node) !== undefined) roundings.set(result, node);
      const rounding = roundings.get(data);
      const isMove = node.domain === "" && moves.has(node.op) && more.every((name) => name === "");
      if (rounding === undefined || !isMove || this.outputs.has(result) || !this.isReadAsFloats(result)) return [entry];
      const steps = rounding.inputs.slice(1);
      const version = Math.max(entry.opset, 13);
      const step = (op: string, input: string, output: string): PreparedNode => ({
        node: { ...rounding, name: "", op, inputs: [input, ...steps], outputs: [output], attributes: attributeMap({}) },
        opset: version,
      });
      const [before, after] = [`${result}/floats.0`, `${result}/floats`];
      const last = step("QuantizeLinear", after, result);
      roundings.set(result, last.node);
      return [
        step("DequantizeLinear", data, before),
        { ...entry, node: { ...node, inputs: [before, ...others], outputs: [after] } },
        last,
      ];
    });
  }

  private isReadAsFloats(name: string): boolean {
    const all = this.readers.get(name) ?? [];
    return all.every(({ node }) => isStep(node, "DequantizeLinear") || (node.domain === "" && moves.has(node.op)));
  }

  /** Stored integers that are only read as floats, and floats that are rounded to them: they become a stored tensor. */
  private isStored({ node, opset }: PreparedNode, entry: PreparedNode): boolean {
    const [data = "", scaleName = "", zeroName = ""] = node.inputs;
    const [result = ""] = node.outputs;
    const stored = this.tensor(data);
    if (stored === undefined || node.domain !== "") return false;
    if (node.op === "QuantizeLinear" && stored.dtype === "f32") {
      const zero = this.tensor(zeroName);
      const steps = this.stepsFor(node, opset, stored.shape, zero?.dtype ?? "u8");
      if (steps === undefined || !storedDtypes.has(steps.zero.dtype) || this.outputs.has(result)) return false;
      this.constants.set(result, { kind: "tensor", tensor: rounded(stored, steps) });
      return true;
    }
    if (node.op !== "DequantizeLinear" || !storedDtypes.has(stored.dtype) || scaleName === "") return false;
    const steps = this.stepsFor(node, opset, stored.shape, stored.dtype);
    if (steps === undefined) return false;
    const readers = this.readers.get(node.inputs[0] ?? "") ?? [];
    const floats: OnnxTensor = { kind: "tensor", tensor: dequantized(stored, steps) };
    // Under the name that the model has for the integers, if nobody else needs these: it says what the tensor is.
    if (readers.length === 1 && readers[0] === entry && !this.outputs.has(data)) {
      this.constants.set(data, floats);
      this.aliases.set(result, data);
    } else this.constants.set(result, floats);
    return true;
  }

  /** A value that everybody reads rounded, in the same steps. */
  private isRounding({ node }: PreparedNode, entry: PreparedNode): boolean {
    const [value = ""] = node.inputs;
    const [integers = ""] = node.outputs;
    if (!isStep(node, "QuantizeLinear") || this.constants.has(value)) return false;
    const steps = this.resultSteps(node);
    if (steps === undefined || this.explicit.has(value) || this.outputs.has(value) || this.steps.has(value))
      return false;
    const roundings = this.readers.get(entry.node.inputs[0] ?? "") ?? [];
    const key = keyOf(steps);
    const isOne = roundings.every(
      ({ node: other }) => isStep(other, "QuantizeLinear") && this.keyOfResult(other) === key,
    );
    const all = roundings.flatMap(({ node: other }) => this.readers.get(other.outputs[0] ?? "") ?? []);
    const isRead = all.every(
      ({ node: other }) => isStep(other, "DequantizeLinear") && this.keyOfResult(other, steps) === key,
    );
    const isGiven = roundings.some(({ node: other }) => this.outputs.has(other.outputs[0] ?? ""));
    if (!isOne || !isRead || isGiven || integers === "" || all.length === 0) return false;
    this.steps.set(value, steps);
    for (const reader of [...roundings, ...all]) this.dropped.add(reader);
    for (const { node: floats } of all) this.aliases.set(floats.outputs[0] ?? "", value);
    return true;
  }

  private keyOfResult(node: OnnxNode, given?: Steps): string | undefined {
    const steps = this.resultSteps(node, given?.zero.dtype);
    return steps === undefined ? undefined : keyOf(steps);
  }

  /** One step for all of a result; undefined for any others. */
  private resultSteps(node: OnnxNode, byDefault: Tensor["dtype"] = "u8"): Steps | undefined {
    const zero = node.inputs[2] ?? "";
    const dtype = zero === "" ? byDefault : this.tensor(zero)?.dtype;
    if (dtype === undefined || !resultDtypes.includes(dtype)) return undefined;
    const steps = this.stepsFor(node, 0, undefined, dtype);
    return steps?.scale.content.kind === "bytes" && steps.zero.content.kind === "bytes" ? steps : undefined;
  }

  /** Stored steps for integers of a type; undefined where they are not stored, lie in blocks, or are no f32. */
  private stepsFor(
    node: OnnxNode,
    opset: number,
    shape: readonly number[] | undefined,
    dtype: Tensor["dtype"],
  ): Steps | undefined {
    const [, scaleName = "", zeroName = ""] = node.inputs;
    const scale = this.tensor(scaleName);
    const zero = zeroName === "" ? undefined : this.tensor(zeroName);
    const int = (name: string) => {
      const attribute = node.attributes.get(name);
      return attribute?.kind === "int" ? attribute.value : undefined;
    };
    if (
      ["block_size", "output_dtype", "precision", "saturate"].some(
        (name) => node.attributes.has(name) && int(name) !== defaults[name],
      )
    )
      return undefined;
    if (scale?.dtype !== "f32" || (zeroName !== "" && zero?.dtype !== dtype)) return undefined;
    const count = elementCount(scale.shape);
    if (zero !== undefined && elementCount(zero.shape) !== count) return undefined;
    const zeros = zero ?? zeroTensor(dtype, scale.shape);
    if (count === 1) return { scale: reshaped(scale, []), zero: reshaped(zeros, []) };
    if (shape === undefined || scale.shape.length !== 1 || opset < 13) return undefined;
    const axis = int("axis") ?? 1;
    const at = axis < 0 ? axis + shape.length : axis;
    if (shape[at] !== count) return undefined;
    const extents = shape.map((_, index) => (index === at ? count : 1));
    return { scale: reshaped(scale, extents), zero: reshaped(zeros, extents) };
  }

  private tensor(name: string): Tensor | undefined {
    const stored = this.constants.get(name);
    return stored?.kind === "tensor" ? stored.tensor : undefined;
  }
}

const defaults: Readonly<Record<string, number>> = { block_size: 0, output_dtype: 0, precision: 0, saturate: 1 };

function isStep({ op, domain }: OnnxNode, wanted: "QuantizeLinear" | "DequantizeLinear"): boolean {
  return op === wanted && (domain === "" || domain === "com.microsoft");
}

function readersOf(nodes: readonly PreparedNode[]): ReadonlyMap<string, readonly PreparedNode[]> {
  const readers = new Map<string, PreparedNode[]>();
  for (const entry of nodes) {
    for (const name of new Set(entry.node.inputs)) {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [entry]);
      else known.push(entry);
    }
  }
  return readers;
}

function keyOf({ scale, zero }: Steps): string {
  const [factor, shift] = [scale, zero].map(({ dtype, content }) =>
    content.kind === "bytes" ? numbersOf(dtype, content.bytes)[0] : undefined,
  );
  return `${factor} ${shift} ${zero.dtype}`;
}

function zeroTensor(dtype: Tensor["dtype"], shape: readonly number[]): Tensor {
  return tensorOfBytes(dtype, shape, new Uint8Array(byteLength({ dtype, shape })));
}

/** Floats as integers: to the nearest step, of two the even one, cut to the range of the type (onnx, "QuantizeLinear"). */
function rounded(floats: Tensor, { scale, zero }: Steps): Tensor {
  const { dtype } = zero;
  const axis = scale.shape.findIndex((extent) => extent !== 1);
  const inner = elementCount(axis < 0 ? floats.shape : floats.shape.slice(axis + 1));
  return derived(dtype, floats.shape, [floats, scale, zero], (parts) => {
    const [numbers, scales, zeros] = [floats, scale, zero].map((tensor, index) =>
      numbersOf(tensor.dtype, parts[index] ?? new Uint8Array()),
    );
    const count = scales?.length ?? 1;
    const integers = (numbers ?? new Float64Array()).map((number, i) => {
      const at = Math.floor(i / inner) % count;
      return roundedEven(Math.fround(number / (scales?.[at] ?? 1))) + (zeros?.[at] ?? 0);
    });
    return bytesOfNumbers(dtype, integers);
  });
}

function roundedEven(number: number): number {
  const below = Math.floor(number);
  const rest = number - below;
  if (rest !== 0.5) return Math.round(number);
  return below % 2 === 0 ? below : below + 1;
}
