import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { bool } from "../../base/value.ts";
import { int, ints } from "../attributes.ts";
import { avgpool } from "./avgpool.ts";

const x = value("f32", [1, 2, 8, 8]);
const window = { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) };

it("is one node", () => {
  expect(written("input x: f32[1, 2, 8, 8]\noutput y = x -> avgpool(2)")).toEqual(["AveragePool"]);
});

it("leaves padding out of the mean unless told", () => {
  expect(raised(avgpool, "AveragePool", [x], window)?.arguments?.count_pad).toEqual(bool(false));
  const counted = { ...window, count_include_pad: int(1) };
  expect(raised(avgpool, "AveragePool", [x], counted)?.arguments?.count_pad).toEqual(bool(true));
  const { kernel_shape } = window;
  expect(raised(avgpool, "AveragePool", [x], { kernel_shape })?.arguments?.count_pad).toEqual(bool(true));
});

it("is not one whose window has gaps", () => {
  expect(raised(avgpool, "AveragePool", [x], { ...window, dilations: ints([2, 2]) })).toBeUndefined();
});
