import { describe, expect, it } from "vitest";
import { roundDevice, roundTable, subjectOf } from "../../../../test/kit/advice.ts";
import type { Device, Table } from "../profile.ts";
import { slowerInt8 } from "./slowerInt8.ts";

/** Milliseconds of a kernel of any kind, and per million bytes of what is element by element. */
function device(int8: Partial<Table>, hasInt8Products = true): Device {
  const [unit] = roundDevice.units;
  if (unit === undefined) throw new Error("there is a unit");
  const float: Table = {
    ...roundTable,
    coefficients: { conv: { msPerKernel: 1 }, linear: { msPerKernel: 1 }, elementwise: { msPerMb: 0.1 } },
  };
  const integer: Table = { ...roundTable, coefficients: {}, precision: "int8", ...int8 };
  return { ...roundDevice, units: [{ ...unit, hasInt8Products }], tables: [float, integer] };
}

const net = (a: string, b: string, c: string) => `  input x: f32[1, 10, 100, 100]
  a = x -> conv(10, kernel=1)${a} -> relu
  b = a -> conv(10, kernel=1)${b}
  c = b -> conv(10, kernel=1)${c}
  output c`;

describe("int8 that is slower than float", () => {
  it("says so where the table has it, and why", () => {
    const slow = device({ coefficients: { conv: { msPerKernel: 3 } } }, false);
    expect(slowerInt8.run(subjectOf(net(" @int8", " @int8", " @int8"), slow))).toEqual([
      {
        code: "int8-slower",
        severity: "information",
        ops: [0, 2, 3],
        milliseconds: 6,
        message:
          "`a.conv` and 2 others take 9.00 ms in int8 on round (xnnpack, fp32, 1 thread) and 3.00 ms in float. Its unit has no instructions for products of 8 bits. In float the net saves 6.00 ms of 9.00 ms (67 %).",
        help: "Keep them in float: `@float`.",
        suggestion: { kind: "float", ops: [0, 2, 3] },
      },
    ]);
    const [own] = slowerInt8.run(
      subjectOf(net(" @int8", "", ""), device({ coefficients: { conv: { msPerKernel: 3 } } })),
    );
    expect(own?.message).toContain("So its table for int8 has it.");
  });

  it("names the ratio that was measured", () => {
    const donor = { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1, scale: 1.25, n: 7 } as const;
    const [found] = slowerInt8.run(subjectOf(net(" @int8", " @int8", " @int8"), device({ donor })));
    expect(found?.milliseconds).toBeCloseTo(0.75, 9);
    expect(found?.message).toContain("There int8 takes 1.25 times as long as fp32: measured on 7 nets.");
  });

  it("counts the conversions around ops in 8 bits", () => {
    // 0.95 ms instead of 1; 100,000 numbers of 4 bytes become such of 1, and back: twice 0.5 MB, 0.05 ms each.
    const even = device({ coefficients: { conv: { msPerKernel: 0.95 } } });
    const [found, ...others] = slowerInt8.run(subjectOf(net("", " @int8", ""), even));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ ops: [2], suggestion: { kind: "float", ops: [2] } });
    expect(found?.milliseconds).toBeCloseTo(0.05, 9);
    expect(found?.message).toBe(
      "`b.conv` takes 950 µs in int8 on round (xnnpack, fp32, 1 thread) and 1.00 ms in float. Converting to 8 bits and back takes 100 µs. In float the net saves 50.0 µs of 2.95 ms (1.7 %).",
    );
    // Two in a row share their conversions; at the border of the net there are none.
    const fast = device({ coefficients: { conv: { msPerKernel: 0.89 } } });
    expect(slowerInt8.run(subjectOf(net("", " @int8", ""), fast))).toEqual([]);
    expect(slowerInt8.run(subjectOf(net(" @int8", " @int8", " @int8"), even))).toEqual([]);
  });

  it("finds the one that is slow among others that gain", () => {
    const mixed = device({ coefficients: { "conv 1x1": { msPerKernel: 0.2 }, "conv 3x3": { msPerKernel: 3 } } });
    const lines = net(" @int8", " @int8", " @int8").replace(
      "b = a -> conv(10, kernel=1)",
      "b = a -> conv(10, kernel=3)",
    );
    const [found, ...others] = slowerInt8.run(subjectOf(lines, mixed));
    expect(others).toEqual([]);
    expect(found?.ops).toEqual([2]);
    // 3 − 1 ms, less twice 0.05 ms of conversions.
    expect(found?.milliseconds).toBeCloseTo(1.9, 9);
    expect(found?.message).toContain("Between them 100 µs go into converting.");
  });

  it("speaks of the target where that names int8, and not where nothing else was measured", () => {
    const slow = device({ coefficients: { conv: { msPerKernel: 3 } } });
    const settings = new Map([["precision", { kind: "string", value: "int8" } as const]]);
    expect(slowerInt8.run(subjectOf(net("", "", ""), slow, settings))).toEqual([
      {
        code: "int8-slower",
        severity: "information",
        ops: [],
        milliseconds: 6,
        message:
          "In int8 the net takes 9.00 ms on round(precision=int8) (xnnpack, int8, 1 thread), in float 3.00 ms. So its table for int8 has it.",
        help: "Run it there in float: `round(precision=fp32)`.",
        suggestion: { kind: "variant", precision: "fp32" },
      },
    ]);
    const [, only] = slow.tables;
    if (only === undefined) throw new Error("there are two tables");
    expect(slowerInt8.run(subjectOf(net("", "", ""), { ...slow, tables: [only] }))).toEqual([]);
    expect(slowerInt8.run(subjectOf(net("", "", ""), slow))).toEqual([]);
  });

  it("compares with the floats of the runtime, which may have 16 bits", () => {
    const [float, integer] = device({ coefficients: { conv: { msPerKernel: 1.5 } } }).tables;
    if (float === undefined || integer === undefined) throw new Error("there are two tables");
    // A millisecond for a million bytes: 0.8004 MB in 32 bits would take longer than int8, half of it does not.
    const half = { ...float, precision: "fp16", coefficients: { conv: { msPerMb: 2 } } } as const;
    const [found] = slowerInt8.run(
      subjectOf(net(" @int8", " @int8", " @int8"), { ...roundDevice, tables: [half, integer] }),
    );
    // 3 · 1.5 ms, and 3 · 2 · (200,000 + 110) · 2 bytes / 1e6.
    expect(found?.milliseconds).toBeCloseTo(4.5 - 2.40132, 5);
  });

  it("does not hold a measured time against a roofline", () => {
    const [float] = device({}).tables;
    if (float === undefined) throw new Error("there is a table");
    // Nothing is known of int8 but the roofline, which is faster than anything.
    expect(slowerInt8.run(subjectOf(net(" @int8", " @int8", " @int8"), { ...roundDevice, tables: [float] }))).toEqual(
      [],
    );
  });
});
