import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { float as floatValue, int as intValue } from "../../base/value.ts";
import { float } from "../attributes.ts";
import { clip } from "./clip.ts";

const x = value("f32", [1, 2]);

it("is one node, and none without bounds", () => {
  expect(written("input x: f32[1, 2]\noutput y = x -> clip(0, 1)")).toEqual(["Clip"]);
  // An output that is an input needs a node to be called otherwise.
  expect(written("input x: f32[1, 2]\noutput y = x -> clip")).toEqual(["Identity"]);
});

it("is read; a bound beyond single precision is none", () => {
  const read = raised(clip, "Clip", [x, stored("f32", [], [-3.5]), undefined]);
  expect(read?.arguments).toEqual({ min: floatValue(-3.5), max: undefined });
  const older = { min: float(-3.4028234663852886e38), max: float(1) };
  expect(raised(clip, "Clip", [x], older, { opset: 6 })?.arguments).toEqual({ min: undefined, max: intValue(1) });
});

it("is not what has a bound that is worked out", () => {
  expect(raised(clip, "Clip", [x, value("f32", [])])).toBeUndefined();
});
