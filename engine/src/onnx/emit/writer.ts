/** Collects the nodes and initializers of a graph that is being written. Names follow from paths and are given once. */
import { type Dim, foldDim } from "../../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { bytesOfNumbers } from "../../weights/numbers.ts";
import { type Steps, stepsAxis, stepsNames } from "../../weights/quantized.ts";
import { elementCount, reshaped, type Tensor, tensorOfBytes } from "../../weights/tensor.ts";
import { type Attributes, attributeMap, int } from "../attributes.ts";
import type { NodeWriter } from "../facet.ts";
import type { OnnxNode, OnnxTensor } from "../model.ts";

/** Where the extent of a symbol can be read while the model runs: the extent there is factor · symbol + offset. */
export interface SymbolPlace {
  readonly value: string;
  readonly axis: number;
  readonly factor: number;
  readonly offset: number;
}

export class GraphWriter implements NodeWriter {
  readonly opset: number;
  readonly initializers = new Map<string, OnnxTensor>();
  readonly domains = new Set<string>();
  private readonly written: OnnxNode[] = [];
  private readonly taken = new Set<string>();
  private readonly constants = new Map<string, string>();
  private readonly symbols: ReadonlyMap<string, SymbolPlace>;
  private readonly symbolValues = new Map<string, string>();
  /** What is being written, and the index of its first node. */
  private path = "";
  private first = 0;
  /** The first of its nodes is called as the op. */
  private hasNode = false;

  constructor(opset: number, symbols: ReadonlyMap<string, SymbolPlace>) {
    this.opset = opset;
    this.symbols = symbols;
  }

  get nodesInOrder(): readonly OnnxNode[] {
    return this.written;
  }

  /** Takes a name that is free, or one like it. */
  name(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.taken.has(name); count++) name = `${wanted}_${count}`;
    this.taken.add(name);
    return name;
  }

  isTaken(name: string): boolean {
    return this.taken.has(name);
  }

  /** Whatever is written from now on belongs to this op. */
  begin(path: string): void {
    this.path = path;
    this.first = this.written.length;
    this.hasNode = false;
  }

  /**
   * Gives the results of the op that was begun the names that they should have, which are taken only where they are needed: what
   * was there before the op keeps its name. Gives the names that hold.
   */
  finish(results: readonly string[], wanted: (index: number) => string): readonly string[] {
    const own = new Set(this.written.slice(this.first).flatMap(({ outputs }) => outputs));
    const renamed = new Map<string, string>();
    const names = results.map((result, index) => {
      if (!own.has(result)) return result;
      const known = renamed.get(result);
      if (known !== undefined) return known;
      const name = wanted(index);
      renamed.set(result, name);
      return name;
    });
    const rename = (value: string) => renamed.get(value) ?? value;
    for (let index = this.first; index < this.written.length; index++) {
      const node = this.written[index];
      if (node === undefined) continue;
      this.written[index] = { ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) };
    }
    return names;
  }

  node(op: string, inputs: readonly (string | undefined)[], attributes: Attributes = {}): string {
    return this.nodes(op, inputs, 1, attributes)[0] ?? "";
  }

  nodes(
    op: string,
    inputs: readonly (string | undefined)[],
    results: number,
    attributes: Attributes = {},
  ): readonly string[] {
    return this.foreign("", op, inputs, results, attributes);
  }

  foreign(
    domain: string,
    op: string,
    inputs: readonly (string | undefined)[],
    results: number,
    attributes: Attributes = {},
  ): readonly string[] {
    if (domain !== "") this.domains.add(domain);
    const name = this.nodeName(this.hasNode ? `${this.path}/${op}` : this.path);
    this.hasNode = true;
    const outputs = Array.from({ length: results }, (_, index) =>
      this.name(index === 0 ? `${this.path}/${op}` : `${this.path}/${op}.${index}`),
    );
    const given = inputs.map((input) => input ?? "");
    while (given.at(-1) === "") given.pop();
    this.written.push({
      name,
      domain,
      op,
      inputs: given,
      outputs,
      attributes: attributeMap(attributes),
      metadata: new Map(),
    });
    return outputs;
  }

  private readonly nodeNames = new Set<string>();

  /** Names of nodes are apart from those of values. */
  private nodeName(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.nodeNames.has(name); count++) name = `${wanted}_${count}`;
    this.nodeNames.add(name);
    return name;
  }

  constant(dtype: Dtype, values: number | readonly number[], shape?: readonly number[]): string {
    const list = typeof values === "number" ? [values] : values;
    const extents = shape ?? (typeof values === "number" ? [] : [list.length]);
    const count = elementCount(extents);
    const numbers = list.length === 1 && count !== 1 ? Array.from({ length: count }, () => list[0] ?? 0) : list;
    const key = `${dtype} ${extents.join()} ${numbers.map((value) => (Object.is(value, -0) ? "-0" : value)).join()}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.name(`constant.${dtype}.${this.constants.size}`);
    this.constants.set(key, name);
    this.store(name, tensorOfBytes(dtype, extents, bytesOfNumbers(dtype, numbers)));
    return name;
  }

  private readonly weights = new Map<string, string>();

  /** A weight by its name in the net, stored when it is first asked for; gives the name of the value. */
  weight(full: string, tensor: () => Tensor): string {
    const known = this.weights.get(full);
    if (known !== undefined) return known;
    const value = this.stored(full, tensor());
    this.weights.set(full, value);
    return value;
  }

  initializer(name: string, tensor: Tensor): string {
    return this.stored(`${this.path}.${name}`, tensor);
  }

  /** Stores a tensor; of one that stands for integers these, with a node that makes floats of them. Gives the value. */
  private stored(full: string, tensor: Tensor): string {
    const name = this.name(full);
    const { quantized } = tensor;
    if (quantized === undefined) {
      this.store(name, tensor);
      return name;
    }
    this.store(name, quantized.integers);
    return this.dequantized(name, name, quantized);
  }

  /** Writes nodes that round a value to steps; gives the rounded one. */
  rounded(name: string, value: string, steps: Steps): string {
    const inputs = [value, ...this.stepsOf(name, steps)];
    const integers = this.aside("QuantizeLinear", name, inputs, {});
    return this.dequantized(name, integers, steps);
  }

  private dequantized(name: string, integers: string, steps: Steps): string {
    const axis = stepsAxis(steps.scale);
    const attributes = axis === undefined ? {} : { axis: int(axis) };
    return this.aside("DequantizeLinear", name, [integers, ...this.stepsOf(name, steps)], attributes);
  }

  private readonly steps = new Map<string, readonly string[]>();

  /** Names of a stored scale and zero point. Of integers that are wide enough for sums the zero point is 0. */
  private stepsOf(name: string, { scale, zero }: Steps): readonly string[] {
    const known = this.steps.get(name);
    if (known !== undefined) return known;
    const shape = stepsAxis(scale) === undefined ? [] : [elementCount(scale.shape)];
    const parts = stepsNames(name).map((wanted, index) => {
      const own = this.name(wanted);
      this.store(own, reshaped(index === 0 ? scale : zero, shape));
      return own;
    });
    this.steps.set(name, parts);
    return parts;
  }

  /** A node that is not the op itself: it is called after what it works on. */
  private aside(op: string, name: string, inputs: readonly string[], attributes: Attributes): string {
    const called = `${name}/${op}`;
    const output = this.name(called);
    this.written.push({
      name: this.nodeName(called),
      domain: "",
      op,
      inputs,
      outputs: [output],
      attributes: attributeMap(attributes),
      metadata: new Map(),
    });
    return output;
  }

  store(name: string, tensor: Tensor): void {
    this.initializers.set(name, { kind: "tensor", tensor });
  }

  extents(dims: readonly Dim[]): string | Refusal {
    if (dims.every((dim) => typeof dim === "number")) return this.constant("i64", dims);
    const parts: string[] = [];
    for (const dim of dims) {
      const part = this.extent(dim);
      if (isRefusal(part)) return part;
      parts.push(part);
    }
    return parts.length === 1 ? (parts[0] ?? "") : this.node("Concat", parts, { axis: int(0) });
  }

  /** One extent as a list of one i64. */
  private extent(dim: Dim): string | Refusal {
    const unknown: string[] = [];
    const value = foldDim<string>(dim, {
      number: (number) => this.constant("i64", [number]),
      symbol: (name) => {
        const value = this.symbol(name);
        if (value === undefined) unknown.push(name);
        return value ?? "";
      },
      add: (a, b) => this.node("Add", [a, b]),
      multiply: (a, b) => this.node("Mul", [a, b]),
      // Extents are never negative, so that cutting off is rounding down.
      floorDivide: (a, b) => this.node("Div", [a, b]),
    });
    if (value !== undefined && unknown.length === 0) return value;
    const [name] = unknown;
    const message =
      name === undefined
        ? "an extent is not known before the net runs"
        : `the dim \`${name}\` is no extent of an input, so a running model cannot know it`;
    return refuse("unknown-extent", message, { help: "State the extents of the inputs, or give the dim a number." });
  }

  private symbol(name: string): string | undefined {
    const known = this.symbolValues.get(name);
    if (known !== undefined) return known;
    const place = this.symbols.get(name);
    if (place === undefined) return undefined;
    const shape = this.node("Shape", [place.value]);
    const extent = this.node("Gather", [shape, this.constant("i64", [place.axis])], { axis: int(0) });
    const multiple = place.offset === 0 ? extent : this.node("Sub", [extent, this.constant("i64", [place.offset])]);
    const value = place.factor === 1 ? multiple : this.node("Div", [multiple, this.constant("i64", [place.factor])]);
    this.symbolValues.set(name, value);
    return value;
  }
}
