/**
 * Recurrent layers. PyTorch and ONNX differ in the order of the gates and in where biases and directions stand; and ONNX's
 * nodes are one layer each, with places before samples (torch.nn.LSTM, GRU, RNN; onnx.ai, LSTM, GRU, RNN).
 */
import { isKnown } from "../../base/dim.ts";
import { type Refusal, refuse } from "../../base/report.ts";
import { gru as gruOperator, lstm as lstmOperator, rnn as rnnOperator } from "../../operators/recurrent.ts";
import { concatenated, picked } from "../../weights/rearrange.ts";
import { reshaped, type Tensor } from "../../weights/tensor.ts";
import { type Attributes, int, ints, text } from "../attributes.ts";
import { type EmittedCall, firstInput, type NodeWriter, onnxFacet } from "../facet.ts";

/** What tells the operators apart. */
export interface RecurrentKind {
  readonly op: "LSTM" | "GRU" | "RNN";
  /** By place in ONNX, which of PyTorch's gates it is. */
  readonly gates: readonly number[];
  readonly states: readonly ("h" | "c")[];
}

/** PyTorch: input, forget, cell, output; ONNX: input, output, forget, cell. */
export const lstmKind: RecurrentKind = { op: "LSTM", gates: [0, 3, 1, 2], states: ["h", "c"] };
/** PyTorch: reset, update, new; ONNX: update, reset, hidden. */
export const gruKind: RecurrentKind = { op: "GRU", gates: [1, 0, 2], states: ["h"] };
export const rnnKind: RecurrentKind = { op: "RNN", gates: [0], states: ["h"] };

// Nodes of one layer over places first, which is not what a call takes: reading is a matter of idioms.
export const lstm = onnxFacet(lstmOperator, {
  emit: (call, to) => emitLayers(call, to, lstmKind, {}),
  raise: {},
});

export const gru = onnxFacet(gruOperator, {
  // PyTorch's reset gate stands behind the product.
  emit: (call, to) => emitLayers(call, to, gruKind, { linear_before_reset: int(1) }),
  raise: {},
});

export const rnn = onnxFacet(rnnOperator, {
  emit(call, to) {
    const { nonlinearity, bidirectional } = call.parameters;
    const activations = { kind: "strings", values: bidirectional ? ["Relu", "Relu"] : ["Relu"] } as const;
    return emitLayers(call, to, rnnKind, nonlinearity === "relu" ? { activations } : {});
  },
  raise: {},
});

function emitLayers(
  call: EmittedCall<{
    readonly hidden: unknown;
    readonly layers: number;
    readonly bidirectional: boolean;
    readonly bias: boolean;
  }>,
  to: NodeWriter,
  kind: RecurrentKind,
  attributes: Attributes,
): readonly string[] | Refusal {
  const { layers, bidirectional, bias } = call.parameters;
  const hidden = call.outputs[1]?.shape.at(-1) ?? 0;
  if (!isKnown(hidden)) {
    return refuse("unknown-extent", "a recurrent layer has a number of hidden features", {
      help: "Write a number in place of the dim.",
    });
  }
  const directions = bidirectional ? 2 : 1;
  const first = kind.states.map((state) => call.argument(state)?.name);
  const last: string[][] = kind.states.map(() => []);
  let places = to.node("Transpose", [firstInput(call).name], { perm: ints([1, 0, 2]) });
  for (let layer = 0; layer < layers; layer++) {
    const suffixes = [`_l${layer}`, ...(bidirectional ? [`_l${layer}_reverse`] : [])];
    const weight = (name: string) => initial(call, kind, suffixes, [name]);
    const inputs = [
      places,
      to.initializer(`weight_ih_l${layer}_gates`, weight("weight_ih")),
      to.initializer(`weight_hh_l${layer}_gates`, weight("weight_hh")),
      bias ? to.initializer(`bias_l${layer}_gates`, initial(call, kind, suffixes, ["bias_ih", "bias_hh"])) : undefined,
      undefined,
      ...first.map((state) => (state === undefined ? undefined : stateOf(to, state, layer, layers, directions))),
    ];
    const [y = "", ...ends] = to.nodes(kind.op, inputs, 1 + kind.states.length, {
      hidden_size: int(hidden),
      direction: bidirectional ? text("bidirectional") : undefined,
      ...attributes,
    });
    for (const [i, end] of ends.entries()) last[i]?.push(end);
    places = joined(to, y, bidirectional);
  }
  const ends = last.map((parts, i) =>
    layers > 1 && call.isRead(1 + i) ? to.node("Concat", parts, { axis: int(0) }) : (parts[0] ?? ""),
  );
  return [to.node("Transpose", [places], { perm: ints([1, 0, 2]) }), ...ends];
}

/** Weights of one layer as a node wants them: gates in ONNX's order, parts one after the other, directions in front. */
function initial(
  call: EmittedCall<unknown>,
  { gates }: RecurrentKind,
  suffixes: readonly string[],
  names: readonly string[],
): Tensor {
  const byDirection = suffixes.map((suffix) => {
    const parts = names.map((name) => reordered(call.tensor(name + suffix), gates));
    const all = concatenated(parts, 0);
    return reshaped(all, [1, ...all.shape]);
  });
  return concatenated(byDirection, 0);
}

/** The blocks of rows in the given order. */
export function reordered(tensor: Tensor, gates: readonly number[]): Tensor {
  const rows = (tensor.shape[0] ?? 0) / gates.length;
  if (gates.length === 1) return tensor;
  return picked(
    tensor,
    0,
    gates.map((gate) => [gate * rows, (gate + 1) * rows]),
  );
}

/** The part of a first state that one layer starts from. */
function stateOf(to: NodeWriter, state: string, layer: number, layers: number, directions: number): string {
  if (layers === 1) return state;
  const [begin, end] = [layer * directions, (layer + 1) * directions].map((index) => to.constant("i64", [index]));
  return to.node("Slice", [state, begin, end, to.constant("i64", [0])]);
}

/** Results [S, directions, N, hidden] as [S, N, directions·hidden]. */
function joined(to: NodeWriter, y: string, bidirectional: boolean): string {
  if (!bidirectional) return to.node("Squeeze", [y, to.constant("i64", [1])]);
  const beside = to.node("Transpose", [y], { perm: ints([0, 2, 1, 3]) });
  return to.node("Reshape", [beside, to.constant("i64", [0, 0, -1])]);
}
