import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { float as floatValue } from "../../base/value.ts";
import { float } from "../attributes.ts";
import { elu, hardsigmoid, leakyRelu, mish, relu, relu6, selu, silu } from "./activation.ts";

const x = value("f32", [1, 2]);
const nodes = (stage: string, opset = 17) => written(`input x: f32[1, 2]\noutput y = x -> ${stage}`, { opset });

it.each([
  ["relu", ["Relu"]],
  ["relu6", ["Clip"]],
  ["leaky_relu", ["LeakyRelu"]],
  ["elu", ["Elu"]],
  ["selu", ["Selu"]],
  ["silu", ["Sigmoid", "Mul"]],
  ["softplus", ["Softplus"]],
  ["sigmoid", ["Sigmoid"]],
  ["tanh", ["Tanh"]],
  ["hardsigmoid", ["HardSigmoid"]],
])("%s", (stage, expected) => {
  expect(nodes(stage)).toEqual(expected);
});

it("has nodes of its own for what came later", () => {
  expect(nodes("hardswish", 13)).toEqual(["HardSigmoid", "Mul"]);
  expect(nodes("hardswish", 14)).toEqual(["HardSwish"]);
  expect(nodes("mish")).toEqual(["Softplus", "Tanh", "Mul"]);
  expect(nodes("mish", 18)).toEqual(["Mish"]);
});

it("is read", () => {
  expect(raised(relu, "Relu", [x])).toEqual({ inputs: [x] });
  expect(raised(mish, "Mish", [x])).toEqual({ inputs: [x] });
  const alpha = float(Math.fround(0.2));
  expect(raised(leakyRelu, "LeakyRelu", [x], { alpha })?.arguments?.slope).toEqual(floatValue(0.2));
  expect(raised(elu, "Elu", [x], { alpha })?.arguments?.alpha).toEqual(floatValue(0.2));
});

it("is not one with other constants", () => {
  expect(raised(selu, "Selu", [x], { alpha: float(1.6), gamma: float(1.0507) })).toBeUndefined();
  expect(raised(hardsigmoid, "HardSigmoid", [x])).toBeUndefined();
  expect(raised(hardsigmoid, "HardSigmoid", [x], { alpha: float(Math.fround(1 / 6)) })).toEqual({ inputs: [x] });
  expect(raised(silu, "Swish", [x], { alpha: float(1.702) }, { opset: 24 })).toBeUndefined();
});

it("reads relu6 from its bounds, wherever the opset has them", () => {
  const bounds = [stored("f32", [], [0]), stored("f32", [], [6])];
  expect(raised(relu6, "Clip", [x, ...bounds])).toEqual({ inputs: [x] });
  expect(raised(relu6, "Clip", [x], { min: float(0), max: float(6) }, { opset: 6 })).toEqual({ inputs: [x] });
  expect(raised(relu6, "Clip", [x, ...bounds.toReversed()])).toBeUndefined();
});
