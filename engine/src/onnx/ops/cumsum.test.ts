import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int } from "../attributes.ts";
import { cumsum } from "./cumsum.ts";

it("is one node", () => {
  expect(written("input x: f32[2, 3]\ny = x -> cumsum(axis=1)\noutput y")).toEqual(["CumSum"]);
});

it("is read where it runs forward and includes the place itself", () => {
  const [x, axis] = [value("f32", [2, 3]), stored("i64", [], [-1])];
  expect(raised(cumsum, "CumSum", [x, axis])).toMatchObject({ inputs: [x], arguments: { axis: { value: -1 } } });
  expect(raised(cumsum, "CumSum", [x, axis], { reverse: int(1) })).toBeUndefined();
  expect(raised(cumsum, "CumSum", [x, axis], { exclusive: int(1) })).toBeUndefined();
  expect(raised(cumsum, "CumSum", [x, value("i64", [])])).toBeUndefined();
});
