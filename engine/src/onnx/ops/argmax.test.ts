import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int } from "../attributes.ts";
import { argmax } from "./argmax.ts";

it("is one node, by way of i32 for 16 bits", () => {
  expect(written("input x: f32[2, 3]\ny = x -> argmin\noutput y")).toEqual(["ArgMin"]);
  expect(written("input x: u16[2, 3]\ny = x -> argmax\noutput y")).toEqual(["Cast", "ArgMax"]);
});

it("is read with ONNX's defaults, which are others", () => {
  const x = value("f32", [2, 3]);
  expect(raised(argmax, "ArgMax", [x])).toMatchObject({ arguments: { axis: { value: 0 }, keepdims: { value: true } } });
  expect(raised(argmax, "ArgMax", [x], { select_last_index: int(1) })).toBeUndefined();
});
