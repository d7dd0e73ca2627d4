import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { where } from "./where.ts";

it("is one node, by way of i32 for types that ONNX Runtime does not select", () => {
  expect(written("input x: f32[2]\noutput y = where(x > 0, x, 0)")).toEqual(["Greater", "Where"]);
  expect(written("input c: bool[2]\ninput x: i16[2]\noutput y = where(c, x, 0)")).toEqual([
    "Cast",
    "Cast",
    "Where",
    "Cast",
  ]);
});

it("is read with numbers where a tensor beside them, or f32, says their type", () => {
  const [c, x] = [value("bool", [2, 3]), value("f32", [3])];
  expect(raised(where, "Where", [c, x, stored("f32", [1, 1], [0])])).toEqual({ inputs: [c, x, 0] });
  expect(raised(where, "Where", [c, stored("f32", [], [1]), stored("f32", [], [0])])).toEqual({ inputs: [c, 1, 0] });
  const [one, zero] = [stored("i64", [], [1]), stored("i64", [], [0])];
  expect(raised(where, "Where", [c, one, zero])).toEqual({ inputs: [c, one, zero] });
});
