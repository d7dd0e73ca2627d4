import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { symbolDim } from "../../base/dim.ts";
import { bool, float as floatValue, int as intValue, list } from "../../base/value.ts";
import { float, floats, ints, text } from "../attributes.ts";
import { resize } from "./resize.ts";

const N = symbolDim("N");
const x = value("f32", [N, 3, 8, 8]);
const scales = (...numbers: readonly number[]) => stored("f32", [numbers.length], numbers);
const plain = { coordinate_transformation_mode: text("asymmetric"), nearest_mode: text("floor") };

it("is one node", () => {
  expect(written("input x: f32[1, 3, 8, 8]\noutput y = x -> resize(scale=2)")).toEqual(["Resize"]);
  expect(written("input x: f32[1, 3, 8, 8]\noutput y = x -> resize(size=5)")).toEqual(["Resize"]);
});

it("is read with one factor, or one for each", () => {
  const read = (...factors: readonly number[]) =>
    raised(resize, "Resize", [x, undefined, scales(1, 1, ...factors)], plain)?.arguments;
  expect(read(2, 2)).toEqual({
    scale: intValue(2),
    mode: { kind: "string", value: "nearest" },
    align_corners: bool(false),
  });
  expect(read(2, 1.5)?.scale).toEqual(list([intValue(2), floatValue(1.5)]));
});

it("is read with sizes, if batch and channels stay", () => {
  const sized = { ...x, id: -1 };
  const to = (...sizes: readonly (number | typeof N)[]) =>
    raised(resize, "Resize", [sized, undefined, undefined, { ...value("i64", [4]), integers: sizes }], plain);
  expect(to(N, 3, 5, 6)?.arguments?.size).toEqual(list([intValue(5), intValue(6)]));
  expect(to(N, 6, 5, 6)).toBeUndefined();
});

it("reads the axes that it means", () => {
  const attributes = { ...plain, axes: ints([2, 3]) };
  const read = raised(resize, "Resize", [x, undefined, scales(2, 3)], attributes, { opset: 18 });
  expect(read?.arguments?.scale).toEqual(list([intValue(2), intValue(3)]));
});

it.each([
  ["asymmetric", "floor", 1.5, true],
  ["half_pixel", "round_prefer_floor", 2, true],
  ["half_pixel", "round_prefer_floor", 1.5, false],
  ["half_pixel", "floor", 2, false],
  ["asymmetric", "round_prefer_floor", 2, true],
  ["asymmetric", "round_prefer_floor", 3, false],
  ["align_corners", "floor", 2, false],
])("nearest by %s and %s, factor %d: is it PyTorch's? %s", (place, rule, factor, expected) => {
  const attributes = { coordinate_transformation_mode: text(place), nearest_mode: text(rule) };
  const read = raised(resize, "Resize", [x, undefined, scales(1, 1, factor, factor)], attributes);
  expect(read !== undefined).toBe(expected);
});

it("reads linear and cubic by half pixels or aligned corners only", () => {
  const factors = scales(1, 1, 2, 2);
  const mode = text("linear");
  const by = (place: string) =>
    raised(resize, "Resize", [x, undefined, factors], { mode, coordinate_transformation_mode: text(place) });
  expect(by("half_pixel")?.arguments?.align_corners).toEqual(bool(false));
  expect(by("align_corners")?.arguments?.align_corners).toEqual(bool(true));
  expect(by("asymmetric")).toBeUndefined();
  const cubic = { mode: text("cubic"), cubic_coeff_a: float(-0.5) };
  expect(raised(resize, "Resize", [x, undefined, factors], cubic)).toBeUndefined();
});

it("reads Upsample of the nearest", () => {
  const read = raised(resize, "Upsample", [x], { scales: floats([1, 1, 2, 2]) }, { opset: 7 });
  expect(read?.arguments?.scale).toEqual(intValue(2));
});
