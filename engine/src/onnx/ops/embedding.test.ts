import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int } from "../attributes.ts";
import { embedding } from "./embedding.ts";

it("is one node, after a cast of integers that ONNX does not look up with", () => {
  expect(written("input x: i64[2]\ny = x -> embedding(3, 2)\noutput y")).toEqual(["Gather"]);
  expect(written("input x: u8[2]\ny = x -> embedding(3, 2)\noutput y")).toEqual(["Cast", "Gather"]);
});

it("is read where rows of a stored table are looked up", () => {
  const [table, indices] = [stored("f32", [2, 2], [1, 2, 3, 4]), value("i64", [5])];
  const wanted = { inputs: [indices], arguments: { count: { value: 2 }, features: { value: 2 } } };
  expect(raised(embedding, "Gather", [table, indices])).toMatchObject(wanted);
  expect(raised(embedding, "Gather", [table, indices])?.weights).toEqual({ weight: table.constant });
  expect(raised(embedding, "Gather", [table, indices], { axis: int(1) })).toBeUndefined();
  expect(raised(embedding, "Gather", [table, stored("i64", [1], [0])])).toBeUndefined();
  expect(raised(embedding, "Gather", [stored("i64", [2, 2], [1, 2, 3, 4]), indices])).toBeUndefined();
  expect(raised(embedding, "Gather", [value("f32", [2, 2]), indices])).toBeUndefined();
});
