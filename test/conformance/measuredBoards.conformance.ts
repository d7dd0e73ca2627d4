/** The nets that others measured on boards, as we have written them down: they cost what is published of them. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyseCase } from "../accuracy/analyseCase.ts";
import type { MeasuredSet } from "../accuracy/measured.ts";
import { ncnn } from "../accuracy/sets/ncnn.ts";
import { readRecords } from "../accuracy/sets/records.ts";

const folder = join(process.env.LATHE_DATA ?? "", "latency");
const records = readRecords(folder);

/** Errors, MACs and params in 1e6. */
function count(text: string): { readonly errors: readonly string[]; readonly macs: number; readonly params: number } {
  const { reports, shown } = analyseCase(text);
  const totals = shown[0]?.cost.totals;
  return {
    errors: reports.filter(({ severity }) => severity === "error").map(({ message }) => message),
    macs: (totals?.macs ?? Number.NaN) / 1e6,
    params: (totals?.params ?? Number.NaN) / 1e6,
  };
}

/** The text of each net, whichever device it ran on. */
function texts(sets: readonly MeasuredSet[]): ReadonlyMap<string, string> {
  return new Map(sets.flatMap(({ cases }) => cases.map(({ name, text }) => [name, text] as const)));
}

function expectClose(actual: number, expected: number, share: number): void {
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(share * expected);
}

describe("ncnn's benchmark", () => {
  const sets = ncnn(folder);
  const rows = records.filter(({ runtime }) => runtime === "ncnn" || runtime === "ncnn Vulkan");
  const published = new Map(rows.map((row) => [row.model, row]));

  it("is there but for the 8-bit rows of Vulkan, which the CPU computed", () => {
    const skipped = rows.filter(({ runtime, precision }) => runtime === "ncnn Vulkan" && precision === "int8");
    expect(skipped.every(({ note }) => note?.includes("CPU fallback"))).toBe(true);
    expect(sets.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(rows.length - skipped.length);
  });

  it("has one time of each net in a set", () => {
    for (const { cases } of sets) expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  for (const [name, text] of texts(sets)) {
    const row = published.get(name);
    if (row?.macs_M === null || row?.params_M === null) continue;
    it(`${name}: MACs and params as counted in the benchmark's files`, () => {
      const { errors, macs, params } = count(text);
      expect(errors).toEqual([]);
      // There a transposed convolution is counted by its output positions.
      expectClose(macs, row?.macs_M ?? 0, name === "mobilenet_yolo" ? 0.0035 : 0.0002);
      expectClose(params, row?.params_M ?? 0, 0.001);
    });
  }

  it("vision_transformer: as counted by hand", () => {
    const { errors, macs, params } = count(texts(sets).get("vision_transformer") ?? "");
    expect(errors).toEqual([]);
    // 144 patches of 32 × 32 × 3; twelve layers of 145 tokens with 12 · 768² weights and two products of 145 × 145 × 768.
    const layers = 12 * (145 * 12 * 768 ** 2 + 2 * 145 ** 2 * 768);
    expect(macs).toBe((144 * 3072 * 768 + layers + 768 * 1000) / 1e6);
    // torchvision's vit_b_32 has 88,224,232 with its 50 tokens, and 768 for the place of every further one.
    expect(params).toBe((88_224_232 + 95 * 768) / 1e6);
  });

  it("FastestDet: 0.24 M params, as its authors say", () => {
    const { errors, params } = count(texts(sets).get("FastestDet") ?? "");
    expect(errors).toEqual([]);
    expect(params).toBeCloseTo(0.24, 2);
  });
});
