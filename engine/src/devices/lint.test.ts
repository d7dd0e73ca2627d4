import { describe, expect, it } from "vitest";
import { device, devicesOf, plainTable } from "../../../test/kit/devices.ts";
import { lintDevice } from "./lint.ts";
import type { Device, Table } from "./profile.ts";

const dated = { source: "made for a test", licence: "MIT", date: "2024-01-31" };
const unit = { unit: "cpu", name: "a core", gmacsPerSecond: { fp32: 1 }, source: "made for a test" } as const;

function withTable(parts: Partial<Table>, others: Partial<Device> = {}): Device {
  return device("phone", { units: [unit], tables: [{ ...plainTable, provenance: dated, ...parts }], ...others });
}

const lint = (one: Device, ...others: readonly Device[]) =>
  lintDevice(one, devicesOf(one, ...others)).map(({ severity, path, message }) => [severity, path, message]);

const { coefficients: _, ...bare } = { ...plainTable, provenance: dated };
const grid = {
  kind: "conv 1x1",
  axes: [
    { extent: "in", values: [8, 16] },
    { extent: "out", values: [8, 16, 32] },
  ],
};

describe("a lint of devices", () => {
  it("has nothing to say of one in order", () => {
    const exact = [
      { kernel: "conv 1x1 in=8 out=8", milliseconds: 1 },
      { kernel: "conv 1x1 in=8 out=16", milliseconds: 0.98 },
      // Less work on another axis is another row.
      { kernel: "conv 3x3 in=8 out=32", milliseconds: 0.5 },
    ];
    expect(lint(withTable({ exact, grids: [{ ...grid, milliseconds: [1, 2, 3, 2, 3, 4] }] }))).toEqual([]);
  });

  it("holds the id against the file's name, and other names against ids", () => {
    const one = withTable({}, { aliases: ["board"] });
    expect(lintDevice(one, devicesOf(one, device("board")), "pixel4").map(({ path }) => path)).toEqual([
      "/id",
      "/aliases/0",
    ]);
  });

  it("finds holes in grids", () => {
    expect(lint(withTable({ grids: [{ ...grid, milliseconds: [1, 2, 3, 4, 5] }] }))).toEqual([
      ["error", "/tables/0/grids/0/milliseconds", "A hole: there are 5 times for 2 × 3 crossings."],
    ]);
    const axes = [{ extent: "out", values: [8, 72] }];
    expect(lint(withTable({ grids: [{ kind: "conv 1x1", axes, milliseconds: [1, 2] }] }))).toEqual([
      ["warning", "/tables/0/grids/0/axes/0/values/1", "A hole: nothing was measured between 8 and 72 of `out`."],
    ]);
    const falling = [{ extent: "out", values: [16, 8] }];
    expect(
      lint(withTable({ grids: [{ kind: "conv 1x1", axes: falling, milliseconds: [2, 1] }] }))[0]?.slice(0, 2),
    ).toEqual(["error", "/tables/0/grids/0/axes/0/values/1"]);
  });

  it("finds rows that are faster with more work by more than 3 %, along each axis of a grid", () => {
    // Along `out`: 2 → 1.9; along `in`: 3 → 2.
    expect(lint(withTable({ grids: [{ ...grid, milliseconds: [2, 1.9, 3, 2, 2, 2] }] }))).toEqual([
      [
        "warning",
        "/tables/0/grids/0/milliseconds/1",
        "Faster with more work: 2 ms at out=8, but 1.9 ms (5 % less) at out=16. Measure both again.",
      ],
      [
        "warning",
        "/tables/0/grids/0/milliseconds/5",
        "Faster with more work: 3 ms at in=8, but 2 ms (33 % less) at in=16. Measure both again.",
      ],
    ]);
    expect(lint(withTable({ grids: [{ ...grid, milliseconds: [2, 1.95, 3, 2, 2, 3] }] }))).toEqual([]);
  });

  it("finds them among kernels that were measured alone", () => {
    const exact = [
      { kernel: "conv 3x3 in=8 out=16 with relu", milliseconds: 1 },
      { kernel: "conv 3x3 in=8 out=8 with relu", milliseconds: 2 },
      { kernel: "conv 3x3 in=8 out=4", milliseconds: 9 },
    ];
    expect(lint(withTable({ exact }))).toEqual([
      [
        "warning",
        "/tables/0/exact/0",
        "Faster with more work: 2 ms at out=8, but 1 ms (50 % less) at out=16. Measure both again.",
      ],
    ]);
  });

  it("finds repeats, and says how far apart they are", () => {
    const exact = [
      { kernel: "conv 1x1 in=8 out=8", milliseconds: 1 },
      { kernel: "conv 1x1 in=8 out=8", milliseconds: 1.5 },
    ];
    expect(lint(withTable({ exact }))).toEqual([
      [
        "warning",
        "/tables/0/exact/1",
        "`conv 1x1 in=8 out=8` stands here and in entry 0, 50 % apart: that is noise. Keep one, the median.",
      ],
    ]);
  });

  it("finds donors that lead nowhere", () => {
    const donor = { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1, scale: 2, n: 5 } as const;
    const paths = (tables: readonly Table[], ...others: readonly Device[]) =>
      lint(device("phone", { units: [unit], tables }), ...others).map(([, path, message]) => `${path} ${message}`);
    expect(paths([{ ...bare, donor: { ...donor, device: "other" } }])[0]).toMatch(
      /^\/tables\/0\/donor The donor leads nowhere: There is no device `other`/,
    );
    expect(paths([{ ...bare, threads: 4, donor }])[0]).toMatch(
      /leads nowhere: the phone has no table for xnnpack, fp32, 1 thread\.$/,
    );
    const given = device("other", { units: [unit], tables: [{ ...plainTable, provenance: dated }] });
    expect(paths([{ ...bare, donor: { ...donor, device: "other" } }], given)).toEqual([]);
  });

  it("finds donors that lead in a circle, also to themselves", () => {
    const donor = { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1, scale: 2, n: 5 } as const;
    const circle = "Donors lead in a circle: a kernel that none of them knows has no time.";
    expect(lint(device("phone", { units: [unit], tables: [{ ...bare, donor }] }))[0]?.[2]).toBe(circle);
    const one = device("one", { units: [unit], tables: [{ ...bare, donor: { ...donor, device: "two" } }] });
    const two = device("two", { units: [unit], tables: [{ ...bare, donor: { ...donor, device: "one" } }] });
    expect(lint(one, two)[0]?.[2]).toBe(circle);
  });

  it("finds kinds that no runtime makes", () => {
    const numbers = { msPerGmac: 1 };
    const found = lint(
      withTable({ coefficients: { convolution: numbers, "elementwise swosh": numbers, "elementwise add": numbers } }),
    );
    expect(found.map(([severity, path]) => [severity, path])).toEqual([
      ["error", "/tables/0/coefficients/convolution"],
      ["error", "/tables/0/coefficients/elementwise swosh"],
    ]);
  });

  it("finds what a table lacks, and what contradicts itself in it", () => {
    const paths = (parts: Partial<Table>) => lint(withTable(parts)).map(([, path]) => path);
    expect(paths({ provenance: { source: "made for a test", licence: "MIT" } })).toEqual(["/tables/0/provenance"]);
    expect(paths({ coefficients: {} })).toEqual(["/tables/0"]);
    expect(paths({ unit: "npu" })).toEqual(["/tables/0"]);
    expect(paths({ coefficients: { conv: { msPerGmac: 0 }, pool: {} } })).toEqual(["/tables/0/coefficients"]);
    expect(paths({ coefficients: { conv: { msPerMbBeyondCache: 1 } } })).toEqual(["/tables/0/coefficients/conv"]);
    expect(paths({ ranges: { linear: { n: 3, macs: [2, 1], bytes: [1, 2] } } })).toEqual([
      "/tables/0/ranges/linear/macs",
    ]);
    expect(paths({ ranges: { conv: { n: 3, macs: [1, 2], bytes: [1, 2] } } })).toEqual(["/tables/0/ranges/conv"]);
    const error = { n: 3, heldOut: "nets", folds: 5, mape: 1, p90: 1, within10: 1, rank: 1, covered: 1 };
    expect(paths({ error: { ...error, band: [1.2, 0.9] } })).toEqual(["/tables/0/error/band", "/tables/0/error/folds"]);
    const twice = device("phone", {
      units: [unit],
      tables: [
        { ...plainTable, provenance: dated },
        { ...plainTable, provenance: dated },
      ],
    });
    expect(lint(twice).map(([, path]) => path)).toEqual(["/tables/1"]);
  });
});
