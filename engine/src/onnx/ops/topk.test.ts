import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int } from "../attributes.ts";
import { topk } from "./topk.ts";

it("is one node, by way of i32 for small integers", () => {
  expect(written("input x: f32[2, 3]\nv, i = x -> topk(2)\noutput v, i")).toEqual(["TopK"]);
  expect(written("input x: u8[2, 3]\nv, i = x -> topk(2)\noutput v, i")).toEqual(["Cast", "TopK", "Cast"]);
});

it("is read where its results are in order", () => {
  const [x, k] = [value("f32", [2, 3]), stored("i64", [1], [2])];
  expect(raised(topk, "TopK", [x, k], { axis: int(0), largest: int(0) })).toMatchObject({
    inputs: [x],
    arguments: { k: { value: 2 }, axis: { value: 0 }, largest: { value: false } },
  });
  expect(raised(topk, "TopK", [x, k], { sorted: int(0) })).toBeUndefined();
  expect(raised(topk, "TopK", [x, value("i64", [1])])).toBeUndefined();
  expect(raised(topk, "TopK", [x], { k: int(3) }, { opset: 9 })?.arguments).toMatchObject({ k: { value: 3 } });
});
