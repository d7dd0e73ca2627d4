import { describe, expect, it } from "vitest";
import { roundDevice, subjectOf } from "../../../../test/kit/advice.ts";
import { channelAlignment } from "./channelAlignment.ts";

const net = (channels: number, rest = "") => `  input x: f32[1, 8, 100, 100]
  a = x -> conv(${channels}, kernel=3)${rest}
  y = a -> conv(3, kernel=1)
  output y`;

const found = (lines: string, device = roundDevice) => channelAlignment.run(subjectOf(lines, device));

describe("channels off the unit's alignment", () => {
  it("says how many lanes idle, and which numbers do not", () => {
    // 10,000 places × 8 · 9 × 44 = 31.68 M MACs, 3.168 ms; the last layer 44 · 3 · 10,000 = 1.32 M, 0.132 ms. Of 48 lanes 4 idle.
    expect(found(net(44))).toEqual([
      {
        code: "channels-off-alignment",
        severity: "hint",
        ops: [0],
        milliseconds: expect.closeTo(0.264, 9),
        message:
          "`a.conv` has 44 channels, and round (xnnpack, fp32, 1 thread) computes 8 at once: 48 would take as long. 4 of 48 lanes (8.3 %) idle: up to 264 µs of 3.30 ms (8.0 %).",
        help: "Use 48 or 40 channels.",
        suggestion: { kind: "channels", op: 0, channels: 44, alignment: 8, instead: [48, 40] },
      },
    ]);
  });

  it("offers the nearer number first, and none below the first multiple", () => {
    expect(found(net(42))[0]?.suggestion).toMatchObject({ instead: [40, 48] });
    expect(found(net(6))[0]?.suggestion).toMatchObject({ instead: [8] });
  });

  it("counts the depthwise convolution behind a layer with it", () => {
    // On a unit that is slow enough for arithmetic to bind.
    const fast = { ...roundDevice.units[0], unit: "cpu", name: "", source: "", gmacsPerSecond: { fp32: 1 } } as const;
    const [alone] = found(net(44), { ...roundDevice, units: [fast] });
    const [both] = found(net(44, " -> relu -> dwconv(kernel=3)"), { ...roundDevice, units: [fast] });
    // 440,000 numbers in and out and 44 · 9 + 44 weights, 4 bytes each: 3.52176 MB, 0.352176 ms.
    expect(both?.ops).toEqual([0]);
    expect((both?.milliseconds ?? 0) - (alone?.milliseconds ?? 0)).toBeCloseTo(0.352176 / 12, 9);
  });

  it("is silent where channels fit, where they are what the net gives, and where memory takes the time", () => {
    expect(found(net(48))).toEqual([]);
    const [unit] = roundDevice.units;
    if (unit === undefined) throw new Error("there is a unit");
    expect(found(net(44), { ...roundDevice, units: [{ ...unit, gigabytesPerSecond: 0.1 }] })).toEqual([]);
    const { channelAlignment: _, ...without } = unit;
    expect(found(net(44), { ...roundDevice, units: [without] })).toEqual([]);
  });
});
