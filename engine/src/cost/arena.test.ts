import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import type { Graph } from "../graph/graph.ts";
import { type ArenaBuffer, arenaOf, type MemoryRules, planArena } from "./arena.ts";
import { livenessOf } from "./liveness.ts";

/** `[bytes, first, last]` of each piece. */
function pieces(...list: readonly (readonly [bytes: number, first: number, last: number])[]): readonly ArenaBuffer[] {
  return list.map(([bytes, first, last]) => ({ bytes, first, last }));
}

const packed = { alignment: 1 };

/** Sizes, times and results are those of TensorFlow Lite Micro's greedy_memory_planner_test.cc (Apache-2.0). */
describe("the cases that TensorFlow Lite Micro publishes", () => {
  it("two pieces that are never in use together share their bytes", () => {
    expect(planArena(pieces([10, 0, 1], [20, 2, 3]), packed)).toEqual({ arenaBytes: 20, offsets: [0, 0] });
  });

  it("larger pieces come first, smaller ones where there is room", () => {
    const plan = planArena(pieces([10, 0, 1], [20, 1, 2], [30, 2, 3], [40, 3, 4], [50, 0, 1]), packed);
    expect(plan).toEqual({ arenaBytes: 90, offsets: [50, 70, 40, 0, 0] });
  });

  it("a small piece between two large ones lies behind the larger", () => {
    expect(planArena(pieces([100, 0, 1], [50, 2, 3], [20, 1, 2]), packed).arenaBytes).toBe(120);
  });

  it("person detection: a MobileNet whose pieces are 241,027 B together", () => {
    const net = pieces(
      ...([
        [9216, 0, 29],
        [3, 28, 29],
        [256, 27, 28],
        [2304, 26, 27],
        [2304, 25, 26],
        [2304, 24, 25],
      ] as const),
      ...([
        [1152, 23, 24],
        [4608, 22, 23],
        [4608, 21, 22],
        [4608, 20, 21],
        [4608, 19, 20],
        [4608, 18, 19],
      ] as const),
      ...([
        [4608, 17, 18],
        [4608, 16, 17],
        [4608, 15, 16],
        [4608, 14, 15],
        [4608, 13, 14],
        [4608, 12, 13],
      ] as const),
      ...([
        [2304, 11, 12],
        [9216, 10, 11],
        [9216, 9, 10],
        [9216, 8, 9],
        [4608, 7, 8],
        [18432, 6, 7],
      ] as const),
      ...([
        [18432, 5, 6],
        [18432, 4, 5],
        [9216, 3, 4],
        [36864, 2, 3],
        [18432, 1, 2],
        [18432, 0, 1],
      ] as const),
    );
    expect(net.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(241_027);
    // 36,864 and 18,432 B at time 2, beside the 9,216 B that stay: no plan can be smaller.
    expect(planArena(net, packed).arenaBytes).toBe(64_512);
  });
});

describe("planArena", () => {
  it("rounds sizes up, so that offsets are multiples of the alignment", () => {
    // 17 B become 32 and lie first, 16 B lie behind them, and 1 B becomes another 16.
    const plan = planArena(pieces([1, 0, 0], [17, 0, 0], [16, 0, 0]), { alignment: 16 });
    expect(plan).toEqual({ arenaBytes: 64, offsets: [48, 0, 32] });
  });

  it("places the later of two equal pieces first", () => {
    expect(planArena(pieces([8, 0, 1], [8, 0, 1]), packed).offsets).toEqual([8, 0]);
  });

  it("fills a hole that is just large enough, and passes one that is not", () => {
    // At time 1 the 40 B are free between the 50 B below and the 30 B above.
    const around = [
      [50, 0, 1],
      [40, 0, 0],
      [30, 0, 1],
    ] as const;
    expect(planArena(pieces(...around, [20, 1, 1]), packed).offsets).toEqual([0, 50, 90, 50]);
    expect(planArena(pieces(...around, [25, 1, 1], [20, 1, 1]), packed).offsets).toEqual([0, 50, 90, 50, 120]);
  });

  it("gives no room to pieces without bytes, and to nothing none", () => {
    expect(planArena(pieces([0, 0, 9], [4, 0, 9]), packed)).toEqual({ arenaBytes: 4, offsets: [0, 0] });
    expect(planArena([], packed)).toEqual({ arenaBytes: 0, offsets: [] });
  });

  it("never lets two pieces in use share a byte, and never needs less than they do together", () => {
    const random = generator(7);
    for (let round = 0; round < 200; round++) {
      const alignment = [1, 4, 16][round % 3] ?? 1;
      const times = 1 + random(20);
      const buffers = Array.from({ length: random(40) }, () => {
        const first = random(times);
        return { bytes: random(300), first, last: first + random(times - first) };
      });
      const plan = planArena(buffers, { alignment });
      expect(plan).toEqual(planArena(buffers, { alignment }));
      const placed = buffers.map(({ bytes, ...when }, index) => {
        const start = plan.offsets[index] ?? -1;
        return { ...when, start, end: start + bytes };
      });
      for (const [index, a] of placed.entries()) {
        expect(a.start % alignment).toBe(0);
        for (const b of placed.slice(0, index)) {
          const meet = a.first <= b.last && b.first <= a.last;
          expect(meet && a.start < b.end && b.start < a.end).toBe(false);
        }
      }
      const together = Array.from({ length: times }, (_, time) =>
        buffers.reduce((sum, { bytes, first, last }) => sum + (first <= time && time <= last ? bytes : 0), 0),
      );
      expect(plan.arenaBytes).toBeGreaterThanOrEqual(Math.max(...together));
    }
  });
});

/** Whole numbers below a bound, the same in every run. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * bound);
  };
}

function graphOf(body: string): Graph {
  const [shown] = analyseText(`net n {\n${body}\n}\n`).shown;
  if (shown === undefined) throw new Error("the text has a net");
  return shown.cost.graph;
}

const micro: MemoryRules = {
  planner: "tflm-greedy",
  alignment: 16,
  elementwiseInPlace: false,
  depthwiseInPlace: false,
  reshapeCopies: true,
  overheadBytes: 0,
};

describe("arenaOf", () => {
  const body = `  input x: i8[1, 2, 8, 8]
  y = x -> cast(f32) -> conv(4, kernel=3, bias=false) -> bn -> relu
  z = y -> conv(4, kernel=1) -> flatten
  output z
  policy { "**": @int8 }`;

  it("names each piece by the op that wrote it first, with its time", () => {
    // x is 1·2·8·8 = 128 B; the cast is float and so 512 B; from the convolution on, 4·8·8 numbers of one byte are 256 B.
    const { arenaBytes, buffers } = arenaOf(graphOf(body), {
      ...micro,
      elementwiseInPlace: true,
      reshapeCopies: false,
    });
    expect(buffers.map(({ path, bytes, first, last }) => [path, bytes, first, last])).toEqual([
      ["x", 128, -1, 0],
      ["y.cast", 512, 0, 1],
      ["y.conv", 256, 1, 4],
      ["z.conv", 256, 4, 6],
    ]);
    expect(arenaBytes).toBe(768);
  });

  it("keeps what kernels hand on inside them out, and copies reshapes where the runtime does", () => {
    const { arenaBytes, buffers } = arenaOf(graphOf(body), micro, { kernels: [{ ops: [1, 2, 3] }], pruned: [] });
    expect(buffers.map(({ path, bytes, first, last }) => [path, bytes, first, last])).toEqual([
      ["x", 128, -1, 0],
      ["y.cast", 512, 0, 3],
      ["y.conv", 256, 3, 4],
      ["z.conv", 256, 4, 5],
      ["z.flatten", 256, 5, 6],
    ]);
    expect(arenaBytes).toBe(768);
  });

  it("never needs less than the peak", () => {
    const graph = graphOf(`  input x: f32[1, 3, 12, 12]
  a = x -> conv(5, kernel=3) -> relu
  b = a -> dwconv(3, stride=2) -> conv(7, kernel=1)
  c = a -> conv(7, kernel=3, stride=2) + b -> maxpool(2)
  output b, c`);
    for (const depthwiseInPlace of [false, true]) {
      const rules = { ...micro, alignment: 1, depthwiseInPlace };
      expect(arenaOf(graph, rules).arenaBytes).toBeGreaterThanOrEqual(livenessOf(graph, rules).peakBytes);
    }
  });
});
