import { expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { symbolDim } from "../../base/dim.ts";
import { int as intValue, list } from "../../base/value.ts";
import { int } from "../attributes.ts";
import { reshape } from "./reshape.ts";

const N = symbolDim("N");
const dims = "dim N = 2\ndim S = 4\ninput x: f32[N, S, 6]\n";

it("asks for no extent that stays or follows", () => {
  expect(written(`${dims}output y = x -> reshape([N, S, 2, 3])`)).toEqual(["Reshape"]);
  expect(written(`${dims}output y = x -> reshape([N*S, 6])`)).toEqual(["Reshape"]);
});

it("asks for extents where there is no other way", () => {
  expect(written(`${dims}output y = x -> reshape([S, N, 6])`)).toEqual([
    "Shape",
    "Gather",
    "Shape",
    "Gather",
    "Concat",
    "Reshape",
  ]);
});

it("is read with kept extents as what they are", () => {
  const x = value("f32", [N, 4, 6]);
  const read = raised(reshape, "Reshape", [x, stored("i64", [4], [0, 0, -1, 3])]);
  expect(read?.arguments?.shape).toEqual(list([intValue(N), intValue(4), intValue(-1), intValue(3)]));
});

it("is not what is worked out, or what means an extent of 0", () => {
  const x = value("f32", [2, 6]);
  expect(raised(reshape, "Reshape", [x, value("i64", [2])])).toBeUndefined();
  expect(raised(reshape, "Reshape", [x, stored("i64", [2], [0, 6])], { allowzero: int(1) })).toBeUndefined();
});
