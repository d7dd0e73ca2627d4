import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { float, int } from "../attributes.ts";
import { lrn } from "./lrn.ts";

it("is one node of two spatial dims, and others are brought to them", () => {
  expect(written("input x: f32[1, 8, 4, 4]\noutput y = x -> lrn(5)")).toEqual(["LRN"]);
  expect(written("input x: f32[1, 8, 4]\noutput y = x -> lrn(5)")).toEqual(["Reshape", "LRN", "Reshape"]);
});

it("refuses a window without a middle", () => {
  expect(written("input x: f32[1, 8, 4, 4]\noutput y = x -> lrn(4)")).toContain("has no middle");
});

it("is read; ONNX calls k the bias", () => {
  const attributes = { size: int(5), bias: float(2) };
  expect(raised(lrn, "LRN", [value("f32", [1, 8, 4, 4])], attributes)?.arguments).toMatchObject({
    size: intValue(5),
    k: intValue(2),
  });
});
