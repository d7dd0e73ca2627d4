import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { device, plainTable } from "../../test/kit/devices.ts";
import { check } from "./commands/check.ts";
import { cost } from "./commands/cost.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-targets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, ".lathe", "devices"), { recursive: true });

/** 64 and 128 MACs: at 1e6 ms per GMAC 0.064 and 0.128 ms, and 0.01 ms for the run; four threads take half. */
const text = `net n {
  input x: f32[1, 8]
  target phone
  budget { latency <= 100us }
  y = x -> first: linear(8) -> second: linear(16)
  output y
}
`;
const coefficients = { linear: { msPerGmac: 1e6, msPerMb: 0, msPerKernel: 0 } };
const error = { n: 20, heldOut: "nets", folds: 5, mape: 5, p90: 9, within10: 0.9, rank: 0.9, covered: 0.9 };
const phone = device("phone", {
  tables: [
    { ...plainTable, coefficients, runMilliseconds: 0.01, error: { ...error, band: [0.9, 1.2] } },
    { ...plainTable, threads: 4, coefficients: { linear: { ...coefficients.linear, msPerGmac: 5e5 } } },
  ],
});
const board = device("board", {
  kind: "microcontroller",
  memory: {
    sramBytes: 64,
    flashBytes: 4096,
    overheadBytes: 16,
    alignment: 16,
    planner: "tflm-greedy",
    source: "made for a test",
  },
  energy: { picojoulesPerMac: { fp32: 4 }, picojoulesPerByte: { offChip: 100 }, source: "made for a test" },
});
for (const each of [phone, board])
  writeFileSync(join(folder, ".lathe", "devices", `${each.id}.json`), JSON.stringify(each));
const path = join(folder, "n.net");
writeFileSync(path, text);
const table = join(folder, "table.json");
writeFileSync(table, JSON.stringify({ ...phone, id: "other" }));

async function json(target?: string) {
  const { output } = await cost(path, { json: true, ...(target !== undefined && { target }) });
  return JSON.parse(output);
}

describe("lathe cost on targets", () => {
  it("gives the latency of the file's target, with its band and what it rests on", async () => {
    const { latency, layers } = await json();
    expect(latency).toEqual([
      {
        target: "phone",
        ms: expect.closeTo(0.202, 9),
        low: expect.closeTo(0.1818, 9),
        high: expect.closeTo(0.2424, 9),
        source: "fitted",
        coverage: 1,
        unsupported: [],
        roofline: [],
        runtime: "xnnpack",
        precision: "fp32",
        threads: 1,
        device: "phone",
        unit: "cpu",
        as_if: false,
        band_measured: true,
        n: 20,
        run_ms: 0.01,
        uncounted: [],
        pruned: [],
        outside_range: [],
      },
    ]);
    expect(layers).toMatchObject([
      { path: "first", latency_ms: { phone: expect.closeTo(0.064, 9) } },
      { path: "second", latency_ms: { phone: expect.closeTo(0.128, 9) } },
    ]);
  });

  it("takes several targets, variants of them, and table files", async () => {
    const { latency } = await json(`phone(threads=4, precision=fp32),${table},board`);
    expect(latency).toMatchObject([
      { target: "phone(threads=4, precision=fp32)", ms: expect.closeTo(0.096, 9), threads: 4, band_measured: false },
      { target: table, device: "other", ms: expect.closeTo(0.202, 9) },
      { target: "board", ms: null, source: null, coverage: null, reason: "nothing has been measured there yet" },
    ]);
  });

  it("plans the memory of a board: 32 + 32 bytes, then 32 + 64, each beside the other", async () => {
    const { memory, energy } = await json("board");
    expect(memory).toMatchObject([
      {
        target: "board",
        arena_bytes: 96,
        planner: "tflm-greedy",
        overhead_bytes: 16,
        sram_bytes: 64,
        fits_sram: false,
        // 8 · 8 + 8 and 8 · 16 + 16 numbers.
        weight_bytes: 864,
        fits_flash: true,
      },
    ]);
    expect(memory[0].offsets).toHaveLength(3);
    // 192 MACs of 4 pJ; 864 + 32 + 32 + 32 + 64 bytes of 100 pJ.
    expect(energy).toMatchObject([
      { target: "board", joules: expect.closeTo(103_168e-12, 15), arithmetic_joules: expect.closeTo(768e-12, 15) },
    ]);
  });

  it("shows a column for each target with figures, and a line for each", async () => {
    const { output } = await cost(path, { target: "phone,board" });
    expect(output).toMatch(/alive +ms phone\n/);
    expect(output).toMatch(/ first .* 0\.064\n/);
    expect(output).toContain(
      "  phone: 202 µs (182–242 µs), fitted, xnnpack, fp32, 1 thread, coverage 100.0 % of the MACs, band of 20 held-out cases",
    );
    expect(output).toContain("  board: latency is not known: nothing has been measured there yet");
    expect(output).toContain("    arena 96 B + 16 B of the runtime of 64 B SRAM: does not fit (tflm-greedy)");
  });

  it.each([
    ["fone", 2, "There is no device `fone`; there are "],
    ["phone(threads=3)", 2, "There are xnnpack, fp32, 1 thread; xnnpack, fp32, 4 threads."],
    ["phone(speed=3)", 2, "A target has no setting `speed`."],
    ["phone(", 2, '"phone(" is no target.'],
    ["./none.json", 1, "./none.json cannot be read: there is no such file."],
  ])("refuses --target %s with exit code %i", async (target, code, message) => {
    expect(await cost(path, { target })).toMatchObject({ code, output: "", errors: expect.stringContaining(message) });
  });
});

describe("lathe check on targets", () => {
  it("judges budgets there, with the band", async () => {
    const { code, output } = await check(path, { json: true });
    expect(code).toBe(1);
    expect(JSON.parse(output).budgets).toEqual([
      {
        net: "n",
        target: "phone",
        metric: "latency",
        limit: expect.closeTo(100e-6, 12),
        value: expect.closeTo(202e-6, 12),
        ok: false,
        low: expect.closeTo(181.8e-6, 12),
        high: expect.closeTo(242.4e-6, 12),
      },
    ]);
    expect((await check(path, { target: "phone(threads=4)" })).code).toBe(0);
  });
});
