import { describe, expect, it } from "vitest";
import { roundDevice, roundTable, subjectOf } from "../../../../test/kit/advice.ts";
import { outsideTable } from "./outsideTable.ts";

const net = `  input x: f32[1, 10, 100, 100]
  y = x -> conv(10, kernel=1)
  output y`;

describe("layers that the table does not reach", () => {
  it("says what the range is", () => {
    // 1 M MACs; 100,000 numbers in and out, 110 of weights: 0.80044 MB.
    const ranges = { conv: { n: 12, macs: [1e3, 4e5], bytes: [1e3, 1e6] } } as const;
    const device = { ...roundDevice, tables: [{ ...roundTable, ranges }] };
    expect(outsideTable.run(subjectOf(net, device))).toEqual([
      {
        code: "outside-table",
        severity: "information",
        ops: [0],
        milliseconds: expect.closeTo(0.1, 9),
        message:
          "`y.conv` (conv 1x1) with 1.00 M MACs is far from what the table of round (xnnpack, fp32, 1 thread) was made of: 12 kernels from 1.00 k MACs to 400 k MACs. Its time goes on in a straight line from there: 100 µs of 100 µs (100 %).",
        help: "Measure it there, or take the figure for a guess.",
      },
    ]);
    const less = { conv: { n: 12, macs: [1e8, 1e9], bytes: [1e7, 1e8] } } as const;
    expect(outsideTable.run(subjectOf(net, { ...roundDevice, tables: [{ ...roundTable, ranges: less }] }))).toEqual([]);
    // Twice as much is near enough.
    const near = { conv: { n: 12, macs: [1e3, 5e5], bytes: [1e3, 1e6] } } as const;
    expect(outsideTable.run(subjectOf(net, { ...roundDevice, tables: [{ ...roundTable, ranges: near }] }))).toEqual([]);
  });

  it("says what the table has nothing like", () => {
    const device = { ...roundDevice, tables: [{ ...roundTable, coefficients: { linear: { msPerGmac: 100 } } }] };
    // 1 M MACs at 10 G in a second.
    expect(outsideTable.run(subjectOf(net, device)).map(({ code, message }) => [code, message])).toEqual([
      [
        "not-in-table",
        "The table of round (xnnpack, fp32, 1 thread) knows nothing like `y.conv` (conv 1x1): 100 µs of 100 µs (100 %) is only what the unit's arithmetic takes at best.",
      ],
    ]);
    expect(outsideTable.run(subjectOf(net, { ...roundDevice, tables: [] }))).toEqual([]);
  });

  it("says once that a precision has no table", () => {
    // 1 M MACs in each of two layers, and nothing of int8 but the roofline: 0.1 ms each.
    const found = outsideTable.run(subjectOf(net.replace("kernel=1)", "kernel=1) @int8 -> conv(10, kernel=1) @int8")));
    expect(found).toMatchObject([{ code: "not-in-table", ops: [0, 1] }]);
    expect(found[0]?.message).toBe(
      "There is no table of int8 beside that of round (xnnpack, fp32, 1 thread): 200 µs of 200 µs (100 %), of 2 ops, is only what the unit does at best.",
    );
  });

  it("says what is missing for want of any figures", () => {
    const lines = net.replace("kernel=1)", "kernel=1) @int8 -> conv(10, kernel=1) @int8");
    const { units: _, ...rest } = roundDevice;
    const found = outsideTable.run(subjectOf(lines, { ...rest, units: [] }));
    expect(found).toMatchObject([{ code: "not-in-table", ops: [0, 1] }]);
    expect(found[0]?.message).toBe(
      "The time of `y.conv` and of 1 other is missing in the estimate for round (xnnpack, fp32, 1 thread): there are no int8 figures for Round. They make 2.00 M of 2.00 M MACs.",
    );
    expect(found[0]?.milliseconds).toBeUndefined();
  });
});
