import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { bool, int as intValue } from "../../base/value.ts";
import { int, ints } from "../attributes.ts";
import { maxpool } from "./maxpool.ts";

const x = value("f32", [1, 2, 8, 8]);

it("is one node, of floats and small integers", () => {
  expect(written("input x: f32[1, 2, 8, 8]\noutput y = x -> maxpool(2)")).toEqual(["MaxPool"]);
  expect(written("input x: i64[1, 2, 8, 8]\noutput y = x -> maxpool(2)")).toContain("no MaxPool of i64");
});

it("is read; a stride as long as the kernel goes without saying", () => {
  const attributes = { kernel_shape: ints([2, 2]), strides: ints([2, 2]), ceil_mode: int(1) };
  expect(raised(maxpool, "MaxPool", [x], attributes)?.arguments).toEqual({
    kernel: intValue(2),
    stride: undefined,
    pad: undefined,
    dilation: intValue(1),
    ceil: bool(true),
  });
  expect(raised(maxpool, "MaxPool", [x], { kernel_shape: ints([2, 2]) })?.arguments?.stride).toEqual(intValue(1));
});

it("is not what also says where the greatest values were", () => {
  expect(raised(maxpool, "MaxPool", [x], { kernel_shape: ints([2, 2]) }, { results: 2 })).toBeUndefined();
});
