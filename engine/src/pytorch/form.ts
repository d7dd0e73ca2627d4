/** What an op of a net is in PyTorch: its facet, asked with the variables at hand. */
import { type Dim, evaluateDim, foldDim } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { isFloat } from "../base/tensor.ts";
import type { Graph, Op } from "../graph/graph.ts";
import { weightDtype } from "../weights/bind.ts";
import { float, hole, type Named, type Part } from "./code.ts";
import type { Helper, PyTorchForm, WrittenCall, WrittenValue } from "./facet.ts";
import { facets } from "./ops/index.ts";
import type { BoundTensors, BoundValues, Scope } from "./structure.ts";

/** The class that a part has become, and what its constructor is given for this one. */
export interface Constructed {
  readonly name: string;
  readonly arguments: readonly Named[];
  /** Dims that its `forward` is given. */
  readonly symbols: readonly string[];
}

export interface Net {
  readonly graph: Graph;
  readonly bound: BoundTensors;
  readonly values: BoundValues;
  /** Tensors that anything reads. */
  readonly read: ReadonlySet<number>;
  readonly samples: ReadonlyMap<string, number>;
  /** Filled from the innermost parts outwards. */
  readonly classes: ReadonlyMap<Scope, Constructed>;
}

/** The form of an op; `self` is what holds its weights, `texts` are the variables of its tensors. */
export function formOf(
  net: Net,
  op: Op,
  self: string,
  text: (tensor: number) => string,
  symbol: (name: string) => string,
): PyTorchForm | Refusal {
  const { graph, samples } = net;
  const facet = facets.get(op.operator);
  if (op.call.foreign !== undefined || facet === undefined) {
    return refuse("not-in-pytorch", `\`${op.operator.name}\` has no form in PyTorch`, {
      help: "Write it with operators of the catalogue.",
    });
  }
  const values = op.inputs.map((id): WrittenValue => {
    const tensor = graph.tensors[id];
    const type = { dtype: tensor?.type.dtype ?? "f32", shape: tensor?.type.shape ?? [] };
    if (tensor?.source.kind !== "literal") return { text: text(id), part: text(id), isNumber: false, type };
    const { value } = tensor.source;
    const written = isFloat(type.dtype) ? float(value).raw : String(value);
    return { text: written, part: hole("value", written), isNumber: true, type };
  });
  const given = op.call.tensorArguments ?? [];
  const leading = values.length - given.length;
  const written: WrittenCall<Readonly<Record<string, unknown>>> = {
    path: op.path,
    self,
    inputs: values.slice(0, leading),
    outputs: op.call.outputs,
    parameters: op.call.parameters,
    dtype: op.call.weights?.find(({ dtype }) => dtype !== undefined)?.dtype ?? weightDtype(op),
    argument: (name) => {
      const index = given.indexOf(name);
      return index < 0 ? undefined : values[leading + index];
    },
    size: (dim) => evaluateDim(dim, samples) ?? 0,
    extent: (dim, hint) => extentOf(dim, hint, symbol),
  };
  return facet.write(written);
}

function extentOf(dim: Dim, hint: string, symbol: (name: string) => string): Part | Refusal {
  if (typeof dim === "number") return hole(hint, dim);
  const text = foldDim<{ readonly text: string; readonly isSum: boolean }>(dim, {
    number: (value) => ({ text: String(value), isSum: value < 0 }),
    symbol: (name) => ({ text: symbol(name), isSum: false }),
    add: (a, b) => ({
      text: b.text.startsWith("-") ? `${a.text} - ${b.text.slice(1)}` : `${a.text} + ${b.text}`,
      isSum: true,
    }),
    multiply: (a, b) => ({
      text: `${a.isSum && a.text.includes(" ") ? `(${a.text})` : a.text} * ${b.isSum ? `(${b.text})` : b.text}`,
      isSum: false,
    }),
    floorDivide: (a, b) => ({ text: `((${a.text}) // (${b.text}))`, isSum: false }),
  })?.text;
  return (
    text ??
    refuse("unknown-extent", "an extent is not known before the net runs", { help: "State the extents of the inputs." })
  );
}

/** All that ops rely on, and the first refusal, with its path. */
export function helpersOf(net: Net): readonly Helper[] | Refusal {
  const helpers = new Map<string, Helper>();
  for (const op of net.graph.ops) {
    const form = formOf(
      net,
      op,
      "self.x",
      () => "x",
      (name) => name,
    );
    if (isRefusal(form)) return { ...form, message: `\`${op.path}\`: ${form.message}` };
    for (const helper of form.helpers ?? []) helpers.set(helper.name, helper);
  }
  return [...helpers.values()];
}
