import { describe, expect, it } from "vitest";
import { roundDevice, roundTable, subjectOf } from "../../../../test/kit/advice.ts";
import type { Device } from "../profile.ts";
import { memoryBoundDepthwise } from "./memoryBoundDepthwise.ts";

const net = (kernel: number) => `  input x: f32[1, 10, 100, 100]
  y = x -> dwconv(kernel=${kernel}, bias=false)
  output y`;

/** Ten billion multiply-accumulates in a second, and so many ms for a million bytes of a depthwise convolution. */
const device = (gigabytesPerSecond: number, msPerMb: number): Device => ({
  ...roundDevice,
  units: [{ unit: "cpu", name: "", source: "", gigabytesPerSecond, gmacsPerSecond: { fp32: 10 } }],
  tables: [{ ...roundTable, coefficients: { conv: { msPerGmac: 100 }, depthwise: { msPerMb } } }],
});

describe("depthwise convolutions that wait for memory", () => {
  it("are found by the roofline", () => {
    // 9 · 100,000 = 0.9 M MACs; 200,000 numbers and 100 weights of 4 bytes, 0.8004 MB: 1.1 per byte, and 10 / 5 would be needed.
    expect(memoryBoundDepthwise.run(subjectOf(net(3), device(5, 0.2)))).toEqual([
      {
        code: "memory-bound-depthwise",
        severity: "hint",
        ops: [0],
        milliseconds: expect.closeTo(0.16008, 9),
        message:
          "`y.dwconv` (depthwise 3x3 of 10 channels) waits for memory on round (xnnpack, fp32, 1 thread): it makes 1.1 multiply-accumulates per byte that it moves. It takes 160 µs of 160 µs (100 %); its arithmetic alone would take 90.0 µs.",
        help: "Use fewer channels here, or the stride earlier. In int8 fewer bytes would move.",
      },
    ]);
  });

  it("are found by what a multiply-accumulate takes in the net's other convolutions", () => {
    // A convolution of 10 · 10 · 10,000 = 1 M MACs takes 0.1 ms, and moves 0.80044 MB. 0.24012 ms for 0.9 M are 2.67 times as much.
    const lines = net(3).replace("x ->", "x -> conv(10, kernel=1) ->");
    const [found] = memoryBoundDepthwise.run(subjectOf(lines, device(1000, 0.3)));
    expect(found?.message).toBe(
      "`y.dwconv` (depthwise 3x3 of 10 channels) waits for memory on round (xnnpack, fp32, 1 thread): it makes 1.1 multiply-accumulates per byte that it moves, the net's other convolutions 1.2. Each takes 2.7 times as long as in these. It takes 240 µs of 340 µs (71 %).",
    );
    expect(memoryBoundDepthwise.run(subjectOf(lines, device(1000, 0.2)))).toEqual([]);
  });

  it("are found by what the unit does on average, where there is no other", () => {
    // 0.24012 ms for 0.9 M MACs, where 0.1 ms are usual for a million.
    const [found] = memoryBoundDepthwise.run(subjectOf(net(3), device(1000, 0.3)));
    expect(found?.message).toContain(
      "Each takes 2.7 times as long as on average there. It takes 240 µs of 240 µs (100 %).",
    );
  });

  it("are not those whose arithmetic takes longer, or whose table is faster than arithmetic", () => {
    // 81 · 0.1 M MACs on 0.8 MB: 10 per byte.
    expect(memoryBoundDepthwise.run(subjectOf(net(9), device(5, 0.2)))).toEqual([]);
    // 90 µs of arithmetic, 80 in the table.
    expect(memoryBoundDepthwise.run(subjectOf(net(3), device(5, 0.1)))).toEqual([]);
  });
});
