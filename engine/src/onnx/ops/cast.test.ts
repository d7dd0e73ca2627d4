import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int } from "../attributes.ts";
import { cast } from "./cast.ts";

it("is one node, and none to the same type", () => {
  expect(written("input x: u8[2]\noutput y = x -> cast(f32) -> cast(f32) -> relu")).toEqual(["Cast", "Relu"]);
});

it("refuses four bits before opset 21", () => {
  expect(written("input x: f32[2]\noutput y = x -> cast(i4)")).toContain("opset 17 has no i4");
});

it("is read by ONNX's numbers for types", () => {
  const x = value("u8", [2]);
  expect(raised(cast, "Cast", [x], { to: int(10) })?.arguments?.dtype).toEqual({ kind: "dtype", dtype: "f16" });
  // 17 is a float of eight bits, which Lathe has no name for.
  expect(raised(cast, "Cast", [x], { to: int(17) })).toBeUndefined();
});
