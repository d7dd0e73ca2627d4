import { describe, expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int, ints } from "../attributes.ts";
import { mean, sum } from "./reduction.ts";

describe("what is written", () => {
  it("is one node", () => {
    expect(written("input x: f32[2, 3]\ny = x -> mean(axis=1)\noutput y")).toEqual(["ReduceMean"]);
  });

  it("goes by way of i32 for small integers", () => {
    expect(written("input x: u8[2, 3]\ny = x -> sum\noutput y")).toEqual(["Cast", "ReduceSum", "Cast"]);
    expect(written("input x: u8[2, 3]\ny = x -> reduce_max\noutput y")).toEqual(["ReduceMax"]);
  });
});

describe("what is read", () => {
  const x = value("f32", [2, 3]);
  const axes = stored("i64", [2], [0, -1]);

  it("has its axes as an attribute or as an input, as the opset says", () => {
    const one = { inputs: [x], arguments: { axis: { value: 1 }, keepdims: { value: true } } };
    expect(raised(mean, "ReduceMean", [x], { axes: ints([1]) })).toMatchObject(one);
    const two = { arguments: { axis: { items: [{ value: 0 }, { value: -1 }] }, keepdims: { value: false } } };
    expect(raised(mean, "ReduceMean", [x, axes], { keepdims: int(0) }, { opset: 18 })).toMatchObject(two);
    expect(raised(sum, "ReduceSum", [x, axes], { keepdims: int(0) }, { opset: 13 })).toMatchObject(two);
    expect(raised(sum, "ReduceSum", [x], { axes: ints([1]) }, { opset: 11 })).toMatchObject(one);
  });

  it("reduces all axes where none are said, unless none are meant", () => {
    expect(raised(sum, "ReduceSum", [x])?.arguments?.axis).toBeUndefined();
    expect(raised(sum, "ReduceSum", [x], { noop_with_empty_axes: int(1) })).toBeUndefined();
  });

  it("is no node whose axes are worked out, and no mean of integers", () => {
    expect(raised(sum, "ReduceSum", [x, value("i64", [1])])).toBeUndefined();
    expect(raised(mean, "ReduceMean", [value("i32", [2])])).toBeUndefined();
  });
});
