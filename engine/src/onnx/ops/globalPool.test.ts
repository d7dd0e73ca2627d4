import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { globalAvgpool } from "./globalPool.ts";

it("is one node; of integers a reduction", () => {
  expect(written("input x: f32[1, 2, 8]\noutput y = x -> global_avgpool")).toEqual(["GlobalAveragePool"]);
  expect(written("input x: f32[1, 2, 8]\noutput y = x -> global_maxpool")).toEqual(["GlobalMaxPool"]);
  expect(written("input x: i32[1, 2, 8]\noutput y = x -> global_maxpool")).toEqual(["ReduceMax"]);
});

it("is read", () => {
  const x = value("f32", [1, 2, 8]);
  expect(raised(globalAvgpool, "GlobalAveragePool", [x])).toEqual({ inputs: [x] });
});
