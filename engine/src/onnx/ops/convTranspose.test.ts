import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue, list } from "../../base/value.ts";
import { int, ints, text } from "../attributes.ts";
import { convTranspose } from "./convTranspose.ts";

const x = value("f32", [1, 4, 5, 5]);
const weight = stored("f32", [4, 2, 3, 3], new Array(72).fill(1));

it("is one node", () => {
  expect(written("input x: f32[1, 2, 8, 8]\noutput y = x -> conv_transpose(4, kernel=2, stride=2)")).toEqual([
    "ConvTranspose",
  ]);
});

it("is read; the outputs are those of all groups", () => {
  const read = raised(convTranspose, "ConvTranspose", [x, weight], { group: int(2), pads: ints([1, 1, 0, 0]) });
  expect(read?.arguments).toMatchObject({
    out: intValue(4),
    groups: intValue(2),
    pad: list([1, 1, 0, 0].map((pad) => intValue(pad))),
  });
});

it.each([
  // 2·(5 − 1) + 3 = 11 positions of which 10 are wanted: one is cut.
  ["output_shape", { output_shape: ints([10, 10]) }, [1, 1, 0, 0]],
  ["SAME_UPPER", { auto_pad: text("SAME_UPPER") }, [0, 0, 1, 1]],
  ["SAME_LOWER", { auto_pad: text("SAME_LOWER") }, [1, 1, 0, 0]],
])("works out what %s cuts away", (_, attributes, pads) => {
  const read = raised(convTranspose, "ConvTranspose", [x, weight], { ...attributes, strides: ints([2, 2]) });
  expect(read?.arguments?.pad).toEqual(list(pads.map((pad) => intValue(pad))));
});

it("is not what would cut away less than nothing", () => {
  expect(raised(convTranspose, "ConvTranspose", [x, weight], { output_shape: ints([9, 9]) })).toBeUndefined();
});
