/** The graph while it is read: its values so far, who gives and who reads each, and its nodes as operators see them. */
import { unknownDim } from "../../base/dim.ts";
import type { TensorType } from "../../base/tensor.ts";
import type { Tensor } from "../../weights/tensor.ts";
import type { RaisableValue } from "../facet.ts";
import type { IdiomNode } from "../idioms/idiom.ts";
import type { OnnxAttribute } from "../model.ts";
import type { Small } from "./fold/small.ts";
import type { PreparedNode } from "./prepare.ts";
import type { SteppedGraph } from "./quantized/steps.ts";
import { computedValue, foldedValue, type GraphValue, storedValue } from "./values.ts";

export class RaisedGraph {
  readonly prepared: SteppedGraph;
  private readonly byName = new Map<string, GraphValue>();
  private readonly byId: GraphValue[] = [];
  private readonly givers = new Map<string, PreparedNode>();
  private readonly giversById = new Map<number, PreparedNode>();
  private readonly readers = new Map<string, PreparedNode[]>();
  private readonly outputs: ReadonlySet<string>;
  private readonly views = new Map<PreparedNode, IdiomNode>();
  private readonly entries = new Map<IdiomNode, PreparedNode>();
  private readonly orders = new Map<PreparedNode, number>();
  private readonly origins = new Map<string, string>();
  private readonly known = new Map<string, Small>();

  constructor(prepared: SteppedGraph) {
    this.prepared = prepared;
    // A value that is rounded is wanted as such: no idiom may take it away.
    this.outputs = new Set([...prepared.outputs.map(({ value }) => value), ...prepared.steps.keys()]);
    for (const [index, entry] of prepared.nodes.entries()) {
      this.orders.set(entry, index);
      for (const output of entry.node.outputs) if (output !== "") this.givers.set(output, entry);
      for (const input of new Set(entry.node.inputs)) {
        const known = this.readers.get(input);
        if (known === undefined) this.readers.set(input, [entry]);
        else known.push(entry);
      }
    }
  }

  /** The value of that name, once it is known. */
  value(name: string): GraphValue | undefined {
    return this.byName.get(name);
  }

  valueOf(id: number): GraphValue | undefined {
    return this.byId[id];
  }

  order(node: PreparedNode): number {
    return this.orders.get(node) ?? 0;
  }

  addComputed(name: string, type: TensorType | undefined): GraphValue {
    const small = this.known.get(name);
    const own = small === undefined ? type : { dtype: small.dtype, shape: small.shape };
    return this.add(name, (id) => computedValue(id, name, own, small));
  }

  /** Another name for a value. */
  alias(name: string, as: string): void {
    const value = this.byName.get(as);
    if (value !== undefined) this.byName.set(name, value);
  }

  /** The elements of a value are known, some of them as formulas, although it is worked out while the model runs. */
  know(name: string, small: Small): void {
    if (name !== "") this.known.set(name, small);
  }

  addStored(name: string, tensor: Tensor): GraphValue {
    return this.add(name, (id) => storedValue(id, name, tensor));
  }

  addFolded(name: string, small: Small): GraphValue {
    return this.add(name, (id) => foldedValue(id, name, small));
  }

  private add(name: string, make: (id: number) => GraphValue): GraphValue {
    const value = make(this.byId.length);
    this.byId.push(value);
    if (name === "") return value;
    this.byName.set(name, value);
    const giver = this.givers.get(name);
    if (giver !== undefined) this.giversById.set(value.id, giver);
    return value;
  }

  /** What a value must be for the convolutions that read it: its rank, its channels and its element type. */
  typeForReaders(name: string): TensorType | undefined {
    for (const { node } of this.readers.get(name) ?? []) {
      const kernel = this.byName.get(node.inputs[1] ?? "")?.constant;
      if (node.op !== "Conv" || node.domain !== "" || node.inputs[0] !== name || kernel === undefined) continue;
      const group = node.attributes.get("group");
      const channels = (kernel.shape[1] ?? 1) * (group?.kind === "int" ? group.value : 1);
      return { dtype: kernel.dtype, shape: kernel.shape.map((_, axis) => (axis === 1 ? channels : unknownDim)) };
    }
    return undefined;
  }

  /** The type of what is known of a value before anything was read that gives it. */
  knownType(name: string): TensorType | undefined {
    return this.known.get(name);
  }

  /** A stored value was worked out of another one. */
  setOrigin(name: string, from: string): void {
    const origin = this.originOf(from);
    if (origin !== undefined) this.origins.set(name, origin);
  }

  /** The model's own name for what a stored value is, or was worked out of. */
  originOf(name: string): string | undefined {
    return this.origins.get(name) ?? (this.prepared.initializers.has(name) ? name : undefined);
  }

  /** The node behind a view. */
  entryOf(view: IdiomNode): PreparedNode | undefined {
    return this.entries.get(view);
  }

  isOutput(name: string): boolean {
    return this.outputs.has(name);
  }

  /** Whether anybody reads the value of that name. */
  isRead(name: string): boolean {
    return name !== "" && (this.outputs.has(name) || this.readers.has(name));
  }

  /** The nodes that read a value, but for those that only ask for its shape where that is known, or whose results are. */
  readersOf(name: string): readonly PreparedNode[] {
    const isShapeKnown = this.byName.get(name)?.seen !== undefined;
    return (this.readers.get(name) ?? []).filter(({ node }) => {
      if (isShapeKnown && asksForShape.has(node.op) && node.domain === "") return false;
      return node.outputs.some((output) => this.byName.get(output)?.constant === undefined);
    });
  }

  /** A node as operators and idioms see it. */
  view(entry: PreparedNode): IdiomNode {
    const known = this.views.get(entry);
    if (known !== undefined) return known;
    const view = this.makeView(entry);
    this.views.set(entry, view);
    this.entries.set(view, entry);
    return view;
  }

  private makeView(entry: PreparedNode): IdiomNode {
    const { node, opset } = entry;
    const { byName, giversById } = this;
    const seen = (name: string | undefined): RaisableValue | undefined =>
      name === undefined || name === "" ? undefined : byName.get(name)?.seen;
    let inputCount = node.inputs.length;
    while (inputCount > 0 && node.inputs[inputCount - 1] === "") inputCount--;
    let resultCount = node.outputs.length;
    while (resultCount > 0 && !this.isRead(node.outputs[resultCount - 1] ?? "")) resultCount--;
    const attribute = <K extends OnnxAttribute["kind"]>(name: string, kind: K) => {
      const found = node.attributes.get(name);
      return found?.kind === kind ? (found as Extract<OnnxAttribute, { kind: K }>) : undefined;
    };
    const graph = this;
    return {
      node,
      opset,
      inputCount,
      resultCount,
      input: (index) => seen(node.inputs[index]),
      int: (name) => attribute(name, "int")?.value,
      float: (name) => attribute(name, "float")?.value,
      text: (name) => attribute(name, "string")?.value,
      ints: (name) => attribute(name, "ints")?.values,
      floats: (name) => attribute(name, "floats")?.values,
      get results() {
        return node.outputs.map(seen);
      },
      from(index) {
        const value = byName.get(node.inputs[index] ?? "");
        const giver = value === undefined || value.constant !== undefined ? undefined : giversById.get(value.id);
        return giver === undefined ? undefined : graph.view(giver);
      },
      readers: (result = 0) => graph.readersOf(node.outputs[result] ?? "").map((reader) => graph.view(reader)),
    };
  }
}

const asksForShape: ReadonlySet<string> = new Set(["Shape", "Size"]);
