import { describe, expect, it } from "vitest";
import { roundDevice, roundTable, subjectOf } from "../../../../test/kit/advice.ts";
import { memoryBoundDepthwise } from "./memoryBoundDepthwise.ts";

const net = (kernel: number) => `  input x: f32[1, 10, 100, 100]
  y = x -> dwconv(kernel=${kernel}, bias=false)
  output y`;

describe("depthwise convolutions that wait for memory", () => {
  it("says where they stand under the roofline", () => {
    const unit = { unit: "cpu", name: "", source: "", gigabytesPerSecond: 5, gmacsPerSecond: { fp32: 10 } } as const;
    const table = { ...roundTable, coefficients: { depthwise: { msPerMb: 0.2 } } };
    const device = { ...roundDevice, units: [unit], tables: [table] };
    // 9 · 100,000 = 0.9 M MACs; 200,000 numbers and 100 weights of 4 bytes, 0.8004 MB: 1.12 per byte, and 10 / 5 would be needed.
    expect(memoryBoundDepthwise.run(subjectOf(net(3), device))).toEqual([
      {
        code: "memory-bound-depthwise",
        severity: "hint",
        ops: [0],
        milliseconds: expect.closeTo(0.16008, 9),
        message:
          "`y.dwconv` (depthwise 3x3 of 10 channels) waits for memory on round (xnnpack, fp32, 1 thread): it makes 1.1 multiply-accumulates per byte, where 5 GB/s need 2.0. It takes 160 µs of 160 µs (100 %); its arithmetic alone 90.0 µs.",
        help: "Use fewer channels here, or the stride earlier. In int8 a fourth of the bytes would move.",
      },
    ]);
  });

  it("is silent where arithmetic takes longer, where the table is faster than arithmetic, and where the unit's memory is not known", () => {
    // 81 · 0.1 M MACs on 0.8 MB: 10 per byte.
    expect(memoryBoundDepthwise.run(subjectOf(net(9)))).toEqual([]);
    // 90 µs of arithmetic, 80 in the table.
    const slow = { unit: "cpu", name: "", source: "", gigabytesPerSecond: 5, gmacsPerSecond: { fp32: 10 } } as const;
    expect(memoryBoundDepthwise.run(subjectOf(net(3), { ...roundDevice, units: [slow] }))).toEqual([]);
    const [unit] = roundDevice.units;
    if (unit === undefined) throw new Error("there is a unit");
    const { gigabytesPerSecond: _, ...without } = unit;
    expect(memoryBoundDepthwise.run(subjectOf(net(3), { ...roundDevice, units: [without] }))).toEqual([]);
  });
});
