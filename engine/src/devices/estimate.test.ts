import { describe, expect, it } from "vitest";
import { roundDevice, roundTable, subjectOf } from "../../../test/kit/advice.ts";
import { devicesOf } from "../../../test/kit/devices.ts";
import { isRefusal } from "../base/report.ts";
import { estimateLatency } from "./estimate.ts";
import type { Device, Table } from "./profile.ts";
import { resolveTarget } from "./target.ts";
import type { HeldOutError } from "./validate.ts";

// 16·16 places × 8·8·9 = 147,456 MACs; 2,048 numbers in and out and 584 of weights, four bytes each: 18,720 bytes.
const lines = "  input x: f32[1, 8, 16, 16]\n  y = x -> conv(8, kernel=3)\n  output y";
const signature = "conv 3x3 in=8 out=8 out0=16 out1=16 stride=1 batch=1";

const error: HeldOutError = {
  n: 100,
  heldOut: "nets",
  folds: 10,
  mape: 5,
  p90: 10,
  within10: 0.9,
  rank: 1,
  band: [0.9, 1.2],
  covered: 0.9,
};

function estimate(device: Device, others: readonly Device[] = [], text = lines) {
  const subject = subjectOf(text, device);
  const devices = devicesOf(device, ...others);
  const target = resolveTarget(devices, device.id);
  if (isRefusal(target)) throw new Error(target.message);
  return estimateLatency(subject.cost, target, devices);
}

const withTables = (...tables: readonly Table[]): Device => ({ ...roundDevice, tables });

describe("estimates of latency", () => {
  it("take the surest way: an entry, a grid, a fit, a donor, a roofline", () => {
    const exact = { kernel: signature, milliseconds: 1.5 };
    const grid = {
      kind: "conv 3x3",
      axes: [{ extent: "out", values: [4, 12] }],
      milliseconds: [1, 2],
    };
    const donor = {
      device: "other",
      unit: "cpu",
      runtime: "xnnpack",
      precision: "fp32",
      threads: 1,
      scale: 2,
      n: 5,
    } as const;
    const other: Device = { ...roundDevice, id: "other" };
    const { coefficients, ...bare } = roundTable;
    const ways = [
      [withTables({ ...bare, exact: [exact], grids: [grid], coefficients: coefficients ?? {}, donor }), 1.5, "table"],
      [withTables({ ...bare, grids: [grid], coefficients: coefficients ?? {}, donor }), 1.5, "interpolated"],
      [withTables({ ...bare, coefficients: coefficients ?? {}, donor }), 0.0147456, "fitted"],
      [withTables({ ...bare, donor }), 0.0294912, "donor"],
      // 10 GMAC/s: 14.7 µs of arithmetic, 1.9 µs of memory.
      [withTables(bare), 0.0147456, "roofline"],
    ] as const;
    for (const [device, milliseconds, source] of ways) {
      const found = estimate(device, [other]);
      expect(found.milliseconds).toBeCloseTo(milliseconds, 9);
      expect(found.source).toBe(source);
    }
  });

  it("have the band of the table's held-out errors", () => {
    const found = estimate(withTables({ ...roundTable, error }));
    expect(found.low).toBeCloseTo(0.9 * 0.0147456, 9);
    expect(found.high).toBeCloseTo(1.2 * 0.0147456, 9);
    expect(found.isBandMeasured).toBe(true);
    expect(estimate(withTables(roundTable)).isBandMeasured).toBe(false);
  });

  it("of a ratio have the donor's band, widened by how far the ratios lie apart", () => {
    const { coefficients: _, ...bare } = roundTable;
    const ratio: Table = {
      ...bare,
      threads: 4,
      donor: { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1, scale: 0.5, low: 0.4, high: 0.6, n: 6 },
    };
    const found = estimate(withTables(ratio, { ...roundTable, error }));
    expect(found.milliseconds).toBeCloseTo(0.0147456 / 2, 9);
    expect(found.low / (found.milliseconds ?? 1)).toBeCloseTo(0.9 * 0.8 ** 1.5, 9);
    expect(found.high / (found.milliseconds ?? 1)).toBeCloseTo(1.2 * 1.2 ** 1.5, 9);
  });

  it("say how much of the MACs they cover, and nothing while something is not counted", () => {
    const more = `${lines.replace("  output y", "")}  z = y -> flatten -> linear(10)\n  output z`;
    const table: Table = { ...roundTable, coefficients: { conv: { msPerGmac: 100 } } };
    const found = estimate(withTables(table), [], more);
    // 2,048 × 10 MACs of the linear layer rest on the roofline.
    expect(found.coverage).toBeCloseTo(147_456 / (147_456 + 20_480), 9);
    expect(found.roofline).toHaveLength(1);
    const foreign = `${lines.replace("  output y", "")}  z: f32[1, 8, 16, 16] = onnx.Foo(y)\n  output z`;
    const uncounted = estimate(withTables(roundTable), [], foreign);
    expect(uncounted.coverage).toBeUndefined();
    expect(uncounted.unsupported).toHaveLength(1);
    expect(uncounted.milliseconds).toBeCloseTo(0.0147456, 9);
  });

  it("of a float net on a table of integers are those of the net in integers, and say so", () => {
    const table: Table = { ...roundTable, precision: "int8", coefficients: { conv: { msPerMb: 100 } } };
    const found = estimate(withTables(table));
    expect(found.isAsIf).toBe(true);
    // 2,048 numbers in and out, and 584 of weights, of one byte each.
    expect(found.milliseconds).toBeCloseTo((4680 / 1e6) * 100, 9);
  });

  it("say where a layer is larger than all that were measured", () => {
    const ranges = { conv: { n: 3, macs: [1000, 50_000], bytes: [1000, 50_000] } } as const;
    expect(estimate(withTables({ ...roundTable, ranges })).kernels[0]?.isOutsideRange).toBe(true);
    const wide = { conv: { n: 3, macs: [1000, 100_000], bytes: [1000, 50_000] } } as const;
    // All of the time lies outside, so that the band is wider by as much as is guessed for that.
    const found = estimate(withTables({ ...roundTable, ranges }));
    expect(found.high / (found.milliseconds ?? 1)).toBeCloseTo(2 * 1.5, 9);
    // Twice beyond is still a fair guess.
    expect(estimate(withTables({ ...roundTable, ranges: wide })).kernels[0]?.isOutsideRange).toBe(false);
  });

  it("end where donors go in a circle", () => {
    const { coefficients: _, ...bare } = roundTable;
    const to = (device: string) =>
      ({ device, unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1, scale: 1, n: 1 }) as const;
    const other: Device = { ...roundDevice, id: "other", tables: [{ ...bare, donor: to("round") }] };
    expect(estimate(withTables({ ...bare, donor: to("other") }), [other]).source).toBe("roofline");
  });
});
