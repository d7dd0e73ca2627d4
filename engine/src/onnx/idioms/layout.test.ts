import { describe, expect, it } from "vitest";
import { stored, value } from "../../../../test/kit/nodes.ts";
import { type Dim, mulDim, symbolDim } from "../../base/dim.ts";
import { type Attributes, attributeMap, int, ints } from "../attributes.ts";
import type { RaisableValue } from "../facet.ts";
import type { IdiomNode } from "./idiom.ts";
import { type Layout, moved, repeated, sourceLayout } from "./layout.ts";

/** A node that moves data of one shape to others. */
function mover(
  op: string,
  shape: readonly Dim[],
  results: readonly (readonly Dim[])[],
  inputs: readonly RaisableValue[] = [],
  attributes: Attributes = {},
): IdiomNode {
  const held = attributeMap(attributes);
  const all = [value("f32", shape), ...inputs];
  return {
    node: { name: op, domain: "", op, inputs: [], outputs: [], attributes: held, metadata: new Map() },
    opset: 17,
    input: (index) => all[index],
    inputCount: all.length,
    resultCount: results.length,
    int: (name) => {
      const attribute = held.get(name);
      return attribute?.kind === "int" ? attribute.value : undefined;
    },
    float: () => undefined,
    text: () => undefined,
    ints: (name) => {
      const attribute = held.get(name);
      return attribute?.kind === "ints" ? attribute.values : undefined;
    },
    floats: () => undefined,
    results: results.map((each) => value("f32", each)),
    from: () => undefined,
    readers: () => [],
  };
}

/** The layout in short: `1:8×4` is four entries of axis 1 that lie 8 apart. */
function inShort(layout: Layout | undefined): readonly string[] | undefined {
  return layout?.axes.map((parts) =>
    parts.map(({ axis, inner, extent }) => `${axis}:${String(inner)}×${String(extent)}`).join(" "),
  );
}

const source = sourceLayout([2, 3, 8]);

describe("layouts", () => {
  it("are followed through what splits features into heads", () => {
    const split = moved(source, { node: mover("Reshape", [2, 3, 8], [[2, 3, 4, 2]]), result: 0 });
    expect(inShort(split)).toEqual(["0:1×2", "1:1×3", "2:2×4", "2:1×2"]);
    const turned = mover("Transpose", [2, 3, 4, 2], [[2, 4, 3, 2]], [], { perm: ints([0, 2, 1, 3]) });
    const heads = split && moved(split, { node: turned, result: 0 });
    expect(inShort(heads)).toEqual(["0:1×2", "2:2×4", "1:1×3", "2:1×2"]);
    // Samples and heads in one axis are two parts of it.
    const merged = heads && moved(heads, { node: mover("Reshape", [2, 4, 3, 2], [[8, 3, 2]]), result: 0 });
    expect(inShort(merged)).toEqual(["0:1×2 2:2×4", "1:1×3", "2:1×2"]);
  });

  it("come back to the source", () => {
    const apart = moved(source, { node: mover("Reshape", [2, 3, 8], [[6, 2, 4]]), result: 0 });
    const back = apart && moved(apart, { node: mover("Reshape", [6, 2, 4], [[2, 3, 8]]), result: 0 });
    expect(inShort(back)).toEqual(inShort(source));
  });

  it("are cut where a reshape cuts, also over extents that are not known", () => {
    const n = symbolDim("N");
    const symbolic = sourceLayout([5, n, 12]);
    const node = mover("Reshape", [5, n, 12], [[5, mulDim(n, 4), 3]]);
    const [first, second, third] = moved(symbolic, { node, result: 0 })?.axes ?? [];
    expect(first).toEqual([{ axis: 0, inner: 1, extent: 5 }]);
    expect(second).toEqual([
      { axis: 1, inner: 1, extent: n },
      { axis: 2, inner: 3, extent: 4 },
    ]);
    expect(third).toEqual([{ axis: 2, inner: 1, extent: 3 }]);
    expect(moved(symbolic, { node: mover("Reshape", [5, n, 12], [[n, 60]]), result: 0 })).toBeUndefined();
  });

  it("remember where a part begins", () => {
    const parts = [
      [2, 3, 4],
      [2, 3, 4],
    ] as const;
    const second = moved(source, { node: mover("Split", [2, 3, 8], parts, [], { axis: int(-1) }), result: 1 });
    expect(inShort(second)).toEqual(["0:1×2", "1:1×3", "2:1×4"]);
    expect(second?.offsets).toEqual(new Map([[2, 4]]));
    const picked = mover("Gather", [2, 3, 8], [[2, 8]], [stored("i64", [], [-1])], { axis: int(1) });
    const last = moved(source, { node: picked, result: 0 });
    expect(inShort(last)).toEqual(["0:1×2", "2:1×8"]);
    expect(last?.offsets).toEqual(new Map([[1, 2]]));
    const slice = mover(
      "Slice",
      [2, 3, 8],
      [[2, 3, 6]],
      [stored("i64", [1], [2]), stored("i64", [1], [99]), stored("i64", [1], [2])],
    );
    expect(moved(source, { node: slice, result: 0 })?.offsets).toEqual(new Map([[2, 2]]));
  });

  it("tell what is repeated", () => {
    const shared = mover("Gather", [2, 3, 8], [[2, 6, 8]], [stored("i64", [6], [0, 0, 1, 1, 2, 2])], { axis: int(1) });
    expect(inShort(moved(source, { node: shared, result: 0 }))).toEqual(["0:1×2", `1:1×3 ${repeated}:1×2`, "2:1×8"]);
    const other = mover("Gather", [2, 3, 8], [[2, 3, 8]], [stored("i64", [3], [0, 2, 1])], { axis: int(1) });
    expect(moved(source, { node: other, result: 0 })).toBeUndefined();
  });
});
