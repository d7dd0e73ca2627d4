import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue, list } from "../../base/value.ts";
import { int, ints } from "../attributes.ts";
import { split } from "./split.ts";

const x = value("f32", [1, 7]);
const axis = int(1);

it("is one node, whose parts may be counted while it runs", () => {
  const body = "dim H = 2\ninput x: f32[1, 2*H]\na, b = x -> split(parts=2)\noutput a, b";
  for (const opset of [13, 18]) expect(written(body, { opset })).toEqual(["Split"]);
});

it.each([
  ["an input", [x, stored("i64", [2], [3, 4])], {}, { sizes: list([intValue(3), intValue(4)]) }],
  ["an attribute", [x], { split: ints([3, 4]) }, { sizes: list([intValue(3), intValue(4)]) }],
  [
    "how many there are, the last one smaller",
    [x],
    { num_outputs: int(2) },
    { sizes: list([intValue(4), intValue(3)]) },
  ],
  ["how many results there are", [value("f32", [1, 8])], {}, { parts: intValue(2) }],
])("is read from %s", (_, inputs, attributes, expected) => {
  const read = raised(split, "Split", inputs, { ...attributes, axis }, { results: 2 });
  expect(read?.arguments).toEqual({ ...expected, axis: intValue(1) });
});
