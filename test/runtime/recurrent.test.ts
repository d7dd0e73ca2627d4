/**
 * Recurrent layers on ONNX Runtime against the formulas of PyTorch's documentation (torch.nn.LSTM, GRU, RNN), worked out step by
 * step with the weights in PyTorch's layout.
 */
import { describe, expect, it } from "vitest";
import { counting, type Numbers, runText } from "../kit/onnx.ts";

type Kind = "lstm" | "gru" | "rnn" | "relu";

const gates = { lstm: 4, gru: 3, rnn: 1, relu: 1 } as const;
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

/** One matrix row times a vector, plus a bias. */
function affine(weight: Numbers, bias: Numbers | undefined, x: readonly number[]): readonly number[] {
  const [rows = 0, columns = 0] = weight.shape;
  return Array.from({ length: rows }, (_, r) =>
    x.reduce((sum, value, c) => sum + value * (weight.values[r * columns + c] ?? 0), bias?.values[r] ?? 0),
  );
}

interface State {
  readonly h: readonly number[];
  readonly c: readonly number[];
}

function step(kind: Kind, hidden: number, gi: readonly number[], gh: readonly number[], { h, c }: State): State {
  const at = (values: readonly number[], gate: number, i: number) => values[gate * hidden + i] ?? 0;
  const sum = (gate: number, i: number) => at(gi, gate, i) + at(gh, gate, i);
  const each = (of: (i: number) => number) => h.map((_, i) => of(i));
  switch (kind) {
    case "lstm": {
      // i, f, g, o; c′ = f·c + i·g; h′ = o·tanh(c′)
      const cell = each((i) => sigmoid(sum(1, i)) * (c[i] ?? 0) + sigmoid(sum(0, i)) * Math.tanh(sum(2, i)));
      return { h: each((i) => sigmoid(sum(3, i)) * Math.tanh(cell[i] ?? 0)), c: cell };
    }
    case "gru":
      // r, z, n = tanh(gi + r·gh); h′ = (1 − z)·n + z·h
      return {
        h: each((i) => {
          const z = sigmoid(sum(1, i));
          const n = Math.tanh(at(gi, 2, i) + sigmoid(sum(0, i)) * at(gh, 2, i));
          return (1 - z) * n + z * (h[i] ?? 0);
        }),
        c,
      };
    case "rnn":
      return { h: each((i) => Math.tanh(sum(0, i))), c };
    case "relu":
      return { h: each((i) => Math.max(0, sum(0, i))), c };
  }
}

interface Sizes {
  readonly samples: number;
  readonly places: number;
  readonly features: number;
  readonly hidden: number;
  readonly layers: number;
  readonly directions: 1 | 2;
}

/** y [N, S, directions·hidden], h and c [layers·directions, N, hidden], flat. */
function reference(
  kind: Kind,
  sizes: Sizes,
  weights: Readonly<Record<string, Numbers>>,
  x: Numbers,
  first: { readonly h?: Numbers; readonly c?: Numbers },
) {
  const { samples, places, features, hidden, layers, directions } = sizes;
  const ys: number[] = [];
  const [hs, cs] = [0, 1].map(() => Array.from({ length: layers * directions }, (): number[] => []));
  for (let n = 0; n < samples; n++) {
    let rows = Array.from({ length: places }, (_, s) => {
      const begin = (n * places + s) * features;
      return x.values.slice(begin, begin + features);
    });
    for (let layer = 0; layer < layers; layer++) {
      const results: (readonly number[])[][] = [];
      for (let direction = 0; direction < directions; direction++) {
        const suffix = `_l${layer}${direction === 1 ? "_reverse" : ""}`;
        const begin = ((layer * directions + direction) * samples + n) * hidden;
        const stateOf = (given: Numbers | undefined) =>
          given?.values.slice(begin, begin + hidden) ?? Array.from({ length: hidden }, () => 0);
        let state: State = { h: stateOf(first.h), c: stateOf(first.c) };
        const outputs: (readonly number[])[] = [];
        const order = direction === 1 ? [...rows.keys()].reverse() : [...rows.keys()];
        for (const s of order) {
          const weight = (name: string) => weights[`r.${name}${suffix}`] ?? { shape: [], values: [] };
          const bias = (name: string) => weights[`r.${name}${suffix}`];
          const gi = affine(weight("weight_ih"), bias("bias_ih"), rows[s] ?? []);
          const gh = affine(weight("weight_hh"), bias("bias_hh"), state.h);
          state = step(kind, hidden, gi, gh, state);
          outputs[s] = state.h;
        }
        results.push(outputs);
        hs?.[layer * directions + direction]?.push(...state.h);
        cs?.[layer * directions + direction]?.push(...state.c);
      }
      rows = rows.map((_, s) => results.flatMap((outputs) => outputs[s] ?? []));
    }
    ys.push(...rows.flat());
  }
  return { y: ys, h: hs?.flat() ?? [], c: cs?.flat() ?? [] };
}

function weightsOf(kind: Kind, { features, hidden, layers, directions }: Sizes, bias: boolean) {
  const rows = gates[kind] * hidden;
  const weights: Record<string, Numbers> = {};
  let scale = 0.2;
  const add = (name: string, shape: readonly number[]) => {
    weights[`r.${name}`] = counting(shape, scale);
    scale = -scale * 0.93;
  };
  for (let layer = 0; layer < layers; layer++) {
    for (const suffix of [`_l${layer}`, `_l${layer}_reverse`].slice(0, directions)) {
      add(`weight_ih${suffix}`, [rows, layer === 0 ? features : hidden * directions]);
      add(`weight_hh${suffix}`, [rows, hidden]);
      if (bias) for (const name of ["bias_ih", "bias_hh"]) add(name + suffix, [rows]);
    }
  }
  return weights;
}

function expectClose(values: readonly number[] | undefined, expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length);
  // Sums of some dozen products in f32, whose precision is 6e-8.
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((values?.[i] ?? Number.NaN) - value)).toBeLessThan(3e-6 * Math.max(1, Math.abs(value)));
  }
}

const base = { samples: 2, places: 3, features: 4, hidden: 3, layers: 1, directions: 1 } as const;

const cases: readonly (readonly [string, Partial<Sizes>, { readonly bias?: boolean; readonly states?: boolean }])[] = [
  ["one layer", {}, {}],
  ["without biases", {}, { bias: false }],
  ["two layers from given states", { layers: 2 }, { states: true }],
  ["both directions", { directions: 2 }, {}],
  ["two layers in both directions from given states", { layers: 2, directions: 2 }, { states: true }],
];

describe.each(["lstm", "gru", "rnn", "relu"] as const)("%s", (kind) => {
  it.each(cases)("%s", async (_, different, { bias = true, states = false }) => {
    const sizes: Sizes = { ...base, ...different };
    const { samples, places, features, hidden, layers, directions } = sizes;
    const name = kind === "relu" ? "rnn" : kind;
    const carried = kind === "lstm" ? ["h", "c"] : ["h"];
    const shape = [layers * directions, samples, hidden];
    const given = states ? carried : [];
    const results = carried.map((state) => `${state}1`);
    const text = `net n {
dim N = 5
dim S = 7
input x: f32[N, S, ${features}]
${given.map((state) => `input ${state}: f32[${layers * directions}, N, ${hidden}]`).join("\n")}
y, ${results.join(", ")} = x -> r: ${name}(${hidden}, layers=${layers}, bidirectional=${directions === 2}, bias=${bias}${given.map((state) => `, ${state}=${state}`).join("")}${kind === "relu" ? ', nonlinearity="relu"' : ""})
output y, ${results.join(", ")}
}`;
    const weights = weightsOf(kind, sizes, bias);
    const x = counting([samples, places, features], 0.5);
    const first = Object.fromEntries(given.map((state, i) => [state, counting(shape, 0.3 - i)]));
    const expected = reference(kind, sizes, weights, x, first);
    for (const opset of [13, 17, 24]) {
      const found = await runText(text, { x, ...first }, { opset, weights });
      expect(found.y?.shape).toEqual([samples, places, hidden * directions]);
      expectClose(found.y?.values, expected.y);
      expect(found.h1?.shape).toEqual(shape);
      expectClose(found.h1?.values, expected.h);
      if (kind === "lstm") expectClose(found.c1?.values, expected.c);
    }
  });
});

it("an LSTM of one feature by hand", async () => {
  // All gates see nothing but their biases: i = f = o = sigmoid(0) = ½ and g = tanh(1), so that c = ½·tanh 1 and h = ½·tanh c.
  const text = "net n {\ninput x: f32[1, 1, 1]\ny, h, c = x -> r: lstm(1)\noutput y, c\n}";
  const zero = { shape: [4, 1], values: [0, 0, 0, 0] };
  const weights = {
    "r.weight_ih_l0": zero,
    "r.weight_hh_l0": zero,
    "r.bias_ih_l0": { shape: [4], values: [0, 0, 1, 0] },
    "r.bias_hh_l0": { shape: [4], values: [0, 0, 0, 0] },
  };
  const { y, c } = await runText(text, { x: { shape: [1, 1, 1], values: [9] } }, { weights });
  expectClose(c?.values, [Math.tanh(1) / 2]);
  expectClose(y?.values, [Math.tanh(Math.tanh(1) / 2) / 2]);
});
