import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { gather } from "./gather.ts";

const picks = value("i64", [4]);

it("is one node, and a cast of small indices", () => {
  const body = (dtype: string) => `input x: f32[5, 3]\ninput i: ${dtype}[2]\noutput y = gather(x, i)`;
  expect(written(body("i32"))).toEqual(["Gather"]);
  expect(written(body("u8"))).toEqual(["Cast", "Gather"]);
});

it("is read, unless it looks rows up in a stored table", () => {
  const x = value("f32", [5, 3]);
  expect(raised(gather, "Gather", [x, picks], { axis: int(1) })).toEqual({
    inputs: [x, picks],
    arguments: { axis: intValue(1) },
  });
  expect(raised(gather, "Gather", [stored("f32", [2, 1], [1, 2]), picks])).toBeUndefined();
});
