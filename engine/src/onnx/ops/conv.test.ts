import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { exportText } from "../../../../test/kit/onnx.ts";
import { isRefusal } from "../../base/report.ts";
import { bool, int as intValue, list } from "../../base/value.ts";
import { int, ints, text } from "../attributes.ts";
import { conv } from "./conv.ts";
import { dwconv } from "./dwconv.ts";

const ones = (...shape: readonly number[]) => stored("f32", shape, new Array(shape.reduce((a, b) => a * b)).fill(1));

it("is one node, whose pads are written as numbers", () => {
  expect(written("input x: f32[1, 2, 8, 8]\noutput y = x -> conv(4, kernel=3)")).toEqual(["Conv"]);
  const model = exportText("net a {\ninput x: f32[1, 2, 8, 8]\noutput y = x -> conv(4, kernel=3, stride=2)\n}");
  if (isRefusal(model)) throw new Error(model.message);
  const { attributes } = model.graph.nodes[0] ?? {};
  expect(attributes).toEqual(
    new Map([
      ["kernel_shape", ints([3, 3])],
      ["strides", ints([2, 2])],
      ["pads", ints([1, 1, 1, 1])],
    ]),
  );
});

it("refuses groups that only a sample fixes", () => {
  const body = "dim C = 4\ninput x: f32[1, C, 8, 8]\noutput y = x -> conv(C, kernel=3, groups=C)";
  expect(written(body)).toContain("`groups` is C");
});

it("is read with its weights; what is the default need not be said", () => {
  const [x, weight, bias] = [value("f32", [1, 2, 8, 8]), ones(4, 2, 3, 3), ones(4)];
  const attributes = { pads: ints([1, 1, 1, 1]) };
  expect(raised(conv, "Conv", [x, weight, bias], attributes)).toEqual({
    out: 4,
    inputs: [x],
    arguments: {
      out: intValue(4),
      kernel: intValue(3),
      stride: intValue(1),
      pad: undefined,
      dilation: intValue(1),
      groups: intValue(1),
      bias: bool(true),
    },
    weights: { weight: weight.constant, bias: bias.constant },
  });
});

it.each([
  ["pads on one side", { pads: ints([0, 0, 1, 1]) }, list([0, 0, 1, 1].map((pad) => intValue(pad)))],
  ["none", {}, intValue(0)],
  ["VALID", { auto_pad: text("VALID"), pads: ints([1, 1, 1, 1]) }, intValue(0)],
  // 8 positions, 3 taps, step 2: 4 windows reach (4 − 1)·2 + 3 = 9, so one zero is missing.
  ["SAME_UPPER", { auto_pad: text("SAME_UPPER"), strides: ints([2, 2]) }, { kind: "string", value: "same" }],
  ["SAME_UPPER as by default", { auto_pad: text("SAME_UPPER") }, undefined],
  [
    "SAME_LOWER",
    { auto_pad: text("SAME_LOWER"), strides: ints([2, 2]) },
    list([1, 1, 0, 0].map((pad) => intValue(pad))),
  ],
])("reads padding: %s", (_, attributes, pad) => {
  const read = raised(conv, "Conv", [value("f32", [1, 2, 8, 8]), ones(4, 2, 3, 3)], attributes);
  expect(read?.arguments?.pad).toEqual(pad);
});

it("is not what has weights that are worked out, or a bias of another length", () => {
  const x = value("f32", [1, 2, 8, 8]);
  expect(raised(conv, "Conv", [x, value("f32", [4, 2, 3, 3])])).toBeUndefined();
  expect(raised(conv, "Conv", [x, ones(4, 2, 3, 3), ones(1)])).toBeUndefined();
});

it("leaves depthwise ones to dwconv", () => {
  const inputs = [value("f32", [1, 2, 8, 8]), ones(4, 1, 3, 3)];
  const attributes = { group: int(2), pads: ints([1, 1, 1, 1]) };
  expect(raised(conv, "Conv", inputs, attributes)).toBeUndefined();
  expect(raised(dwconv, "Conv", inputs, attributes)?.arguments?.multiplier).toEqual(intValue(2));
});
