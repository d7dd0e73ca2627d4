import { expect, test } from "vitest";
import { addDim, ceilDivDim, equalDims, floorDivDim, formatDim, symbolDim } from "./dim.ts";

const L = symbolDim("L");

test("rounding up has the form of rounding down, so equal extents are known to be equal", () => {
  // "same" padding gives ceil(L / 2); a kernel of 3 with padding 1 gives (L − 1)//2 + 1.
  expect(equalDims(ceilDivDim(L, 2), addDim(floorDivDim(addDim(L, -1), 2), 1))).toBe(true);
  expect(formatDim(ceilDivDim(addDim(L, -1), 2))).toBe(formatDim(floorDivDim(L, 2)));
  expect([ceilDivDim(7, 2), ceilDivDim(-7, 2), ceilDivDim(8, 2)]).toEqual([4, -3, 4]);
});
