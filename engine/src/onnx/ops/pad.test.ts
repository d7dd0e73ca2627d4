import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { float as floatValue, int as intValue, list } from "../../base/value.ts";
import { float, ints, text } from "../attributes.ts";
import { pad } from "./pad.ts";

const x = value("f32", [1, 2, 8]);
const pads = (...numbers: readonly number[]) => list(numbers.map((number) => intValue(number)));

it("is one node, but for wrapping around before opset 19", () => {
  const body = 'input x: f32[1, 2, 8]\noutput y = x -> pad([1, 2], mode="circular")';
  expect(written(body, { opset: 19 })).toEqual(["Pad"]);
  expect(written(body)).toEqual(["Slice", "Slice", "Concat"]);
});

it("is read; batch and channels need not be said where they stay", () => {
  const read = raised(pad, "Pad", [x, stored("i64", [6], [0, 0, 1, 0, 0, 2]), stored("f32", [], [0.5])]);
  expect(read?.arguments).toEqual({
    pads: pads(1, 2),
    value: floatValue(0.5),
    mode: { kind: "string", value: "constant" },
  });
  expect(raised(pad, "Pad", [x, stored("i64", [6], [0, 1, 1, 0, 0, 2])])?.arguments?.pads).toEqual(
    pads(0, 1, 1, 0, 0, 2),
  );
});

it("reads axes that are named, and attributes of old", () => {
  const named = raised(pad, "Pad", [x, stored("i64", [2], [1, 2]), undefined, stored("i64", [1], [-1])], {
    mode: text("edge"),
  });
  expect(named?.arguments).toMatchObject({ pads: pads(1, 2), mode: { kind: "string", value: "replicate" } });
  const old = { pads: ints([0, 0, 1, 0, 0, 2]), value: float(1) };
  expect(raised(pad, "Pad", [x], old, { opset: 9 })?.arguments).toMatchObject({ pads: pads(1, 2), value: intValue(1) });
});

it("is not what is worked out", () => {
  expect(raised(pad, "Pad", [x, value("i64", [6])])).toBeUndefined();
  expect(raised(pad, "Pad", [x, stored("i64", [6], [0, 0, 1, 0, 0, 2]), value("f32", [])])).toBeUndefined();
});
