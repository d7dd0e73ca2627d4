/** No call throws, whatever it is given: it answers with dims that can be, or refuses. */
import { expect, test } from "vitest";
import { type Dim, formatDim } from "../base/dim.ts";
import { isRefusal } from "../base/report.ts";
import type { Value } from "../base/value.ts";
import { operators } from "./index.ts";
import { amountOf, type Operator, type ShapedTensor } from "./operator.ts";
import { dimOf, f32, fromPlain, type Plain } from "./testing.ts";

const extents = [0, 1, 2, 3, 4, 8, 16, 49, 224, 2 ** 50, "N", "S", "?"] as const;

const plains: readonly Plain[] = [
  ...[-9, -1, 0, 1, 2, 3, 4, 7, 8, 16, 2 ** 40, 2 ** 52, 0.125, 0.5, 1.5, -2.5],
  ...[true, false, null, "same", "valid", "linear", "tanh", "online", "reflect", "ij,jk->ik", "ii", "->", "a", "…"],
  ...[[], [1], [2, 2], [0, -1], [1, 2, 3], [4, 4, 4, 4], [-1, -1], [0, 1, 2, 3], [[1, 2], [3]], ["x"]],
  ...[dimOf("N"), dimOf("?"), f32(), f32(1, "N"), f32(2, 3, 4), f32(1, 4, 8, 8), f32("?", 4), { type: "i8" } as const],
];

test.each(operators.map((operator) => [operator.name, operator] as const))("%s", (_, operator) => {
  const random = generator(operator.name.length * 7919 + operator.name.charCodeAt(0));
  let answered = 0;
  const problems: unknown[] = [];
  for (let round = 0; round < 300 || (answered === 0 && round < 20_000); round++) {
    const inputs = inputsFor(operator, random);
    const values = valuesFor(operator, random);
    const call = operator.call(inputs, values);
    if (isRefusal(call)) {
      const isKnown = call.parameter === undefined || Object.hasOwn(operator.parameters, call.parameter);
      const isReadable = /^[a-z0-9-]+$/.test(call.code) && !/undefined|NaN|\[object/.test(call.message);
      if (!isKnown || !isReadable) problems.push(call);
      continue;
    }
    answered++;
    const dims = [
      ...call.outputs.flatMap(({ shape }) => shape),
      ...(call.weights ?? []).flatMap(({ shape }) => shape),
      ...[call.macs, call.arithmetic, call.paperMacs].map((count) => amountOf(count ?? [])),
      ...(call.axes?.() ?? []).map(({ size }) => size),
    ];
    if (dims.some((dim) => typeof dim === "number" && !(dim >= 0)))
      problems.push({ inputs, values, dims: dims.map(formatDim) });
  }
  expect(problems).toEqual([]);
  expect(answered).toBeGreaterThan(0);
});

function inputsFor(operator: Operator, random: Random): readonly ShapedTensor[] {
  const shape = shapeFor(random);
  return operator.inputs.flatMap((input) => {
    const count = input.variadic === undefined ? 1 : input.variadic.minimum + random.below(2);
    return Array.from({ length: count }, (): ShapedTensor => {
      const own = random.below(3) === 0 ? shapeFor(random) : shape;
      return { dtype: input.takes === "integer" ? "i64" : input.takes === "bool" ? "bool" : "f32", shape: own };
    });
  });
}

function shapeFor(random: Random): readonly Dim[] {
  return Array.from({ length: random.below(7) }, () => dimOf(random.pick(extents)));
}

function valuesFor(operator: Operator, random: Random): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, parameter] of Object.entries(operator.parameters)) {
    if (parameter.default.kind === "value" && random.below(2) === 0) continue;
    // Mostly something that the parameter reads, so that the shape rules are reached.
    for (let tries = 0; tries < 20; tries++) {
      const value = fromPlain(random.pick(plains));
      values.set(name, value);
      if (random.below(50) === 0 || !isRefusal(parameter.read(value, name))) break;
    }
  }
  return values;
}

interface Random {
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Always the same numbers for the same seed (Marsaglia's xorshift). */
function generator(seed: number): Random {
  let state = seed | 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return {
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
  };
}
