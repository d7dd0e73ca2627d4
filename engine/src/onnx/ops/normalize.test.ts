import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { normalize } from "./normalize.ts";

it("divides by the length, at least by a little", () => {
  expect(written("input x: f32[1, 8]\noutput y = x -> normalize")).toEqual(["ReduceL2", "Max", "Div"]);
});

it("is read of Euclidean lengths", () => {
  const x = value("f32", [1, 8]);
  expect(raised(normalize, "LpNormalization", [x])).toEqual({ inputs: [x], arguments: { axis: intValue(-1) } });
  expect(raised(normalize, "LpNormalization", [x], { p: int(1) })).toBeUndefined();
});
