import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { bool, float as floatValue } from "../../base/value.ts";
import { float, int } from "../attributes.ts";
import { bn } from "./bn.ts";

const x = value("f32", [1, 2, 4]);
const list = (...numbers: readonly number[]) => stored("f32", [2], numbers);

it("is one node, also where nothing is learned", () => {
  expect(written("input x: f32[1, 2, 4]\noutput y = x -> bn")).toEqual(["BatchNormalization"]);
  expect(written("input x: f32[1, 2, 4]\noutput y = x -> bn(affine=false)")).toEqual(["BatchNormalization"]);
});

it("is read with its statistics", () => {
  const [weight, bias, mean, variance] = [list(1, 2), list(3, 4), list(5, 6), list(7, 8)];
  const epsilon = float(Math.fround(0.001));
  expect(raised(bn, "BatchNormalization", [x, weight, bias, mean, variance], { epsilon })).toEqual({
    inputs: [x],
    arguments: { eps: floatValue(0.001), affine: bool(true) },
    weights: {
      weight: weight.constant,
      bias: bias.constant,
      running_mean: mean.constant,
      running_var: variance.constant,
    },
    results: [0],
  });
});

it("is not one that trains, or whose scale is worked out", () => {
  const all = [x, list(1, 1), list(0, 0), list(0, 0), list(1, 1)];
  expect(raised(bn, "BatchNormalization", all, { training_mode: int(1) })).toBeUndefined();
  expect(raised(bn, "BatchNormalization", all.with(1, value("f32", [2])))).toBeUndefined();
});
