import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { softmax } from "./softmax.ts";

const axisOf = (shape: readonly number[], axis: number | undefined, opset: number) =>
  raised(softmax, "Softmax", [value("f32", shape)], { axis: axis === undefined ? undefined : int(axis) }, { opset })
    ?.arguments?.axis;

it("is one node", () => {
  expect(written("input x: f32[1, 2]\noutput y = x -> softmax -> log_softmax")).toEqual(["Softmax", "LogSoftmax"]);
});

it("is read along one axis", () => {
  expect(axisOf([2, 3, 4], 1, 13)).toEqual(intValue(1));
  expect(axisOf([2, 3, 4], undefined, 13)).toEqual(intValue(-1));
});

it("joined all axes from its own on before opset 13", () => {
  expect(axisOf([2, 3, 4], undefined, 11)).toBeUndefined();
  expect(axisOf([2, 3, 4], 2, 11)).toEqual(intValue(-1));
  expect(axisOf([2, 3, 1, 1], undefined, 11)).toEqual(intValue(1));
  expect(axisOf([2, 3], undefined, 11)).toEqual(intValue(-1));
});
