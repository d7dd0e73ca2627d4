/** Recurrent layers. They differ in the number of gates, in the states they carry, and in a formula. */
import { type Dim, mulDim, productDims } from "../base/dim.ts";
import { type Refusal, refuse } from "../base/report.ts";
import { formatTensor, type TensorType } from "../base/tensor.ts";
import { input, output, weight } from "./links.ts";
import {
  type Answer,
  type AxisLink,
  type AxisMember,
  operator,
  product,
  type ShapedTensor,
  type Weight,
} from "./operator.ts";
import { dim, flag, int, tensorOrNone, word } from "./parameter.ts";
import { agree, formatShape, refuseRank } from "./shapes.ts";

const inputs = [{ name: "x", doc: "sequences, [N, S, features]", takes: "float" }] as const;

const parameters = {
  hidden: dim("features of the state, in each direction"),
  layers: int("layers, each over the results of the one before", { default: 1, min: 1, max: 1000 }),
  bidirectional: flag("reads the sequence from both ends", { default: false }),
  bias: flag("two learned biases per gate", { default: true }),
  h: tensorOrNone("the first state, [layers·directions, N, hidden]; zeros without it"),
};

const common = {
  family: "recurrent",
  inputs,
  formula: "per layer and direction: places × gates·hidden × (features + hidden)",
  storage: "fresh",
  quantization: { kind: "float" },
} as const;

export const lstm = operator({
  ...common,
  name: "lstm",
  summary: "Long short-term memory; results are `y` [N, S, hidden], and the last `h` and `c`.",
  example: `input x: f32[1, 100, 40]
y, h, c = x -> lstm(128)
output y`,
  results: ["y", "h", "c"],
  parameters: { ...parameters, c: tensorOrNone("the first cell, [layers·directions, N, hidden]; zeros without it") },
  arithmetic:
    "26 per place and hidden feature: 8 for the biases, 3 sigmoids of 4, 2 tanh, 3 for the new cell, 1 for the new state; 18 without biases",
  apply: ([x], values) =>
    recur(x, { ...values, name: "lstm", gates: 4, operations: 18, states: { h: values.h, c: values.c } }),
});

export const gru = operator({
  ...common,
  name: "gru",
  summary:
    "Gated recurrent unit, with the reset gate behind the product; results are `y` [N, S, hidden] and the last `h`.",
  example: `input x: f32[1, 100, 40]
y, h = x -> gru(128)
output y`,
  results: ["y", "h"],
  parameters,
  arithmetic:
    "20 per place and hidden feature: 6 for the biases, 2 sigmoids of 4, tanh, the reset's multiplication, 4 for the new state; 14 without biases",
  apply: ([x], values) => recur(x, { ...values, name: "gru", gates: 3, operations: 14, states: { h: values.h } }),
});

export const rnn = operator({
  ...common,
  name: "rnn",
  summary: "The plain recurrent layer; results are `y` [N, S, hidden] and the last `h`.",
  example: `input x: f32[1, 100, 40]
y, h = x -> rnn(128)
output y`,
  results: ["y", "h"],
  parameters: { ...parameters, nonlinearity: word("what follows the sum", ["tanh", "relu"], { default: "tanh" }) },
  arithmetic: "3 per place and hidden feature: 2 for the biases and the nonlinearity; 1 without biases",
  apply: ([x], values) => recur(x, { ...values, name: "rnn", gates: 1, operations: 1, states: { h: values.h } }),
});

interface Recurrence {
  readonly name: string;
  readonly gates: number;
  /** Per place and hidden feature, without the two biases of each gate. */
  readonly operations: number;
  /** The states carried along, and where they start. */
  readonly states: Readonly<Record<string, TensorType | undefined>>;
  readonly hidden: Dim;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
}

function recur(x: ShapedTensor, recurrence: Recurrence): Answer | Refusal {
  const { name, gates, operations, states, hidden, layers, bidirectional, bias } = recurrence;
  const [batch, places, features, ...more] = x.shape;
  if (batch === undefined || places === undefined || features === undefined || more.length > 0) {
    return refuseRank(x, name, "sequences [N, S, features]");
  }
  const directions = bidirectional ? 2 : 1;
  const stateShape = [layers * directions, batch, hidden];
  for (const [parameter, first] of Object.entries(states)) {
    const unfit = refuseState(first, stateShape, parameter);
    if (unfit !== undefined) return unfit;
  }
  const width = mulDim(hidden, gates);
  const steps = Array.from({ length: layers }, (_, layer) => {
    const suffixes = [`_l${layer}`, ...(bidirectional ? [`_l${layer}_reverse`] : [])];
    return { suffixes, features: layer === 0 ? features : mulDim(hidden, directions) };
  });
  const weights = steps.flatMap(({ suffixes, features }) =>
    suffixes.flatMap((suffix): readonly Weight[] => [
      { name: `weight_ih${suffix}`, shape: [width, features], role: "learned", initial: "kaiming" },
      { name: `weight_hh${suffix}`, shape: [width, hidden], role: "learned", initial: "kaiming" },
      ...(bias
        ? ([
            { name: `bias_ih${suffix}`, shape: [width], role: "learned", initial: "zeros" },
            { name: `bias_hh${suffix}`, shape: [width], role: "learned", initial: "zeros" },
          ] as const)
        : []),
    ]),
  );
  const rows = productDims([batch, places]);
  const last = { dtype: x.dtype, shape: stateShape };
  return {
    outputs: [
      { dtype: x.dtype, shape: [batch, places, mulDim(hidden, directions)] },
      ...Object.keys(states).map(() => last),
    ],
    weights,
    macs: steps.flatMap(({ features }) => [
      product(["rows", rows], ["directions", directions], ["gates", width], ["features", features]),
      product(["rows", rows], ["directions", directions], ["gates", width], ["hidden", hidden]),
    ]),
    arithmetic: [
      product(
        ["rows", rows],
        ["layers × directions", layers * directions],
        ["hidden", hidden],
        ["operations", operations + (bias ? 2 * gates : 0)],
      ),
    ],
    axes: () => {
      const given = Object.keys(states).filter((state) => states[state] !== undefined);
      const ofStates = (axis: number): readonly AxisMember[] => [
        ...given.map((state): AxisMember => ({ kind: "argument", name: state, axis })),
        ...Object.keys(states).map((_, i) => output(axis, i + 1)),
      ];
      return [
        { size: batch, members: [input(0, 0), output(0), ...ofStates(1)] },
        { size: places, members: [input(0, 1), output(1)] },
        {
          size: features,
          members: [input(0, 2), ...(steps[0]?.suffixes ?? []).map((suffix) => weight(`weight_ih${suffix}`, 1))],
        },
        hiddenLink(recurrence, weights, directions, ofStates(2)),
      ];
    },
  };
}

/** A hidden feature lives in every gate of every layer and direction, and in what layers behind read. */
function hiddenLink(
  { hidden, gates }: Recurrence,
  weights: readonly Weight[],
  directions: number,
  states: readonly AxisMember[],
): AxisLink {
  return {
    size: hidden,
    members: [
      { ...output(2), outer: directions },
      ...states,
      ...weights.flatMap(({ name }): readonly AxisMember[] => {
        const rows = { ...weight(name, 0), outer: gates };
        if (name.startsWith("weight_hh")) return [rows, weight(name, 1)];
        return name.startsWith("weight_ih") && !/_l0(_|$)/.test(name)
          ? [rows, { ...weight(name, 1), outer: directions }]
          : [rows];
      }),
      { kind: "parameter", name: "hidden" },
    ],
  };
}

function refuseState(first: TensorType | undefined, wanted: readonly Dim[], parameter: string): Refusal | undefined {
  if (first?.shape === undefined) return undefined;
  const { shape } = first;
  if (shape.length === wanted.length && wanted.every((extent, axis) => agree(extent, shape[axis] ?? 0) !== undefined)) {
    return undefined;
  }
  return refuse("shapes-do-not-fit", `\`${parameter}\` is ${formatTensor(first)}; it must be ${formatShape(wanted)}.`, {
    help: "A first state has the shape of the last one: [layers·directions, N, hidden].",
    parameter,
  });
}
