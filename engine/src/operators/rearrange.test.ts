/**
 * Operators that only move elements: a link must name the very elements that belong together. Every element carries the
 * entry of the input that it came from; what disappears from the output when an entry is taken from the input must be
 * what the link says.
 */
import { expect, test } from "vitest";
import { isRefusal } from "../base/report.ts";
import { operatorsByName } from "./index.ts";
import type { AxisLink, AxisMember } from "./operator.ts";
import { f32, fromPlain, type Plain } from "./testing.ts";

/** A tensor with its elements in row-major order. */
interface Filled {
  readonly shape: readonly number[];
  readonly elements: readonly number[];
}

type Move = (input: Filled) => Filled;

const cases: readonly (readonly [
  name: string,
  shape: readonly number[],
  values: Readonly<Record<string, Plain>>,
  move: Move,
])[] = [
  ["flatten", [2, 3, 4], {}, (x) => ({ ...x, shape: [2, 12] })],
  ["reshape", [2, 12], { shape: [2, 3, 4] }, (x) => ({ ...x, shape: [2, 3, 4] })],
  ["reshape", [4, 6], { shape: [2, 2, 6] }, (x) => ({ ...x, shape: [2, 2, 6] })],
  ["transpose", [2, 3, 4], { order: [2, 0, 1] }, (x) => transposed(x, [2, 0, 1])],
  ["tile", [2, 3], { repeats: [2, 2] }, (x) => built([4, 6], ([i = 0, j = 0]) => at(x, [i % 2, j % 3]))],
  ["expand", [3, 1], { shape: [3, 4] }, (x) => built([3, 4], ([i = 0]) => at(x, [i, 0]))],
  ["slice", [2, 8], { start: 2, end: 6, axis: 1 }, (x) => built([2, 4], ([i = 0, j = 0]) => at(x, [i, j + 2]))],
  // Space to channels and back, as nested reshapes and one transposition (Shi et al., 2016).
  [
    "pixel_shuffle",
    [1, 8, 3, 2],
    { r: 2 },
    (x) => ({ ...transposed({ ...x, shape: [1, 2, 2, 2, 3, 2] }, [0, 1, 4, 2, 5, 3]), shape: [1, 2, 6, 4] }),
  ],
  [
    "pixel_unshuffle",
    [1, 2, 6, 4],
    { r: 2 },
    (x) => ({ ...transposed({ ...x, shape: [1, 2, 3, 2, 2, 2] }, [0, 1, 3, 5, 2, 4]), shape: [1, 8, 3, 2] }),
  ],
  [
    "channel_shuffle",
    [1, 6, 2],
    { groups: 2 },
    (x) => ({ ...transposed({ ...x, shape: [1, 2, 3, 2] }, [0, 2, 1, 3]), shape: [1, 6, 2] }),
  ],
];

test.each(cases)("%s of %j", (name, shape, values, move) => {
  const call = operatorsByName
    .get(name)
    ?.call([f32(...shape)], new Map(Object.entries(values).map(([key, value]) => [key, fromPlain(value)])));
  if (call === undefined || isRefusal(call)) throw new Error(`${name} was refused`);
  const links = call.axes?.() ?? [];
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) {
    const from = link.members.find((member) => member.kind === "input");
    const to = link.members.find((member) => member.kind === "output");
    if (from === undefined || to === undefined) continue;
    const marked = built(shape, (index) => entryOf(from, link, index[from.axis] ?? 0));
    const moved = move(marked);
    expect(moved.shape).toEqual(call.outputs[0]?.shape);
    const expected = built(moved.shape, (index) => entryOf(to, link, index[to.axis] ?? 0));
    expect({ link, elements: moved.elements }).toEqual({ link, elements: expected.elements });
  }
});

/** Which entry of the link the element at `index` along the member's axis belongs to; −1 for none. */
function entryOf(
  member: Exclude<AxisMember, { readonly kind: "parameter" }>,
  { size }: AxisLink,
  index: number,
): number {
  const [inner, outer, offset] = [Number(member.inner ?? 1), Number(member.outer ?? 1), Number(member.offset ?? 0)];
  const place = index - offset;
  if (place < 0 || place >= outer * Number(size) * inner) return -1;
  return Math.floor(place / inner) % Number(size);
}

function built(shape: readonly number[], element: (index: readonly number[]) => number): Filled {
  const count = shape.reduce((product, extent) => product * extent, 1);
  return { shape, elements: Array.from({ length: count }, (_, flat) => element(indexOf(shape, flat))) };
}

function indexOf(shape: readonly number[], flat: number): readonly number[] {
  let rest = flat;
  const index: number[] = [];
  for (const extent of shape.toReversed()) {
    index.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return index;
}

function at({ shape, elements }: Filled, index: readonly number[]): number {
  const flat = shape.reduce((sum, extent, axis) => sum * extent + (index[axis] ?? 0), 0);
  return elements[flat] ?? -1;
}

function transposed(x: Filled, order: readonly number[]): Filled {
  const shape = order.map((axis) => x.shape[axis] ?? 1);
  return built(shape, (index) => {
    const source = x.shape.map((_, axis) => index[order.indexOf(axis)] ?? 0);
    return at(x, source);
  });
}
