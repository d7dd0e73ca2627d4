import { describe, expect, it } from "vitest";
import { type FitOptions, fitTimes, fittedTime, kindIn, scaled } from "./fit.ts";
import type { Kernel } from "./kernel.ts";

function kernel(kind: string, macs: number, bytes: number, weightBytes = 0): Kernel {
  return {
    kind,
    macs,
    bytes,
    weightBytes,
    ops: [0],
    fused: [],
    extents: {},
    elements: 0,
    inputElements: 0,
    weightElements: 0,
    precision: "fp32",
  };
}

/** 100 ms per GMAC, 0.5 ms per MB and 0.01 ms a call; of the other kind 300, 1 and 0.02. */
function time({ kind, macs, bytes }: Kernel): number {
  const isFirst = kind.startsWith("conv");
  return (macs / 1e9) * (isFirst ? 100 : 300) + (bytes / 1e6) * (isFirst ? 0.5 : 1) + (isFirst ? 0.01 : 0.02);
}

const kernels = [1, 2, 3, 5, 8, 13].flatMap((size) => [
  kernel("conv 1x1", size * 1e6, 40_000 + size * size * 5_000),
  kernel("depthwise 3x3", size * size * 1e5, 30_000 + size * 9_000),
]);

/** Nets of three kernels each, which no fit can take apart but by solving for all. */
const nets = kernels.map((_, at) => {
  const own = [0, 1, 3].flatMap((step) => kernels[(at + step * step) % kernels.length] ?? []);
  return { kernels: own, milliseconds: own.reduce((sum, each) => sum + time(each), 0) };
});

const all: FitOptions = { kinds: [], amounts: { msPerGmac: "own", msPerMb: "own", msPerKernel: "own" } };

describe("fits of times", () => {
  it("find the numbers that whole nets were made with", () => {
    const found = fitTimes(nets, all);
    expect(found.conv?.msPerGmac).toBeCloseTo(100, 3);
    expect(found.conv?.msPerMb).toBeCloseTo(0.5, 4);
    expect(found.conv?.msPerKernel).toBeCloseTo(0.01, 5);
    expect(found.depthwise?.msPerGmac).toBeCloseTo(300, 2);
    expect(found.depthwise?.msPerMb).toBeCloseTo(1, 3);
    expect(found.depthwise?.msPerKernel).toBeCloseTo(0.02, 5);
  });

  it("take what is given as given, and fit the rest", () => {
    const given = { conv: { msPerGmac: 100, msPerMb: 0.5, msPerKernel: 0.01 } };
    const found = fitTimes(nets, { ...all, given });
    expect(found.conv).toEqual(given.conv);
    expect(found.depthwise?.msPerGmac).toBeCloseTo(300, 3);
  });

  it("stay near what is expected where little was measured, and leave it where much was", () => {
    const prior = { coefficients: { conv: { msPerGmac: 50 } }, strength: 1 };
    const options: FitOptions = { kinds: [], amounts: { msPerGmac: "own" }, prior };
    // One kernel of 1 GMAC in 100 ms. x minimises (x/100 − 1)² + (x/50 − 1)²: x = 60.
    const measured = { kernels: [kernel("conv 1x1", 1e9, 0)], milliseconds: 100 };
    expect(fitTimes([measured], options).conv?.msPerGmac).toBeCloseTo(60, 9);
    const often = Array.from({ length: 1000 }, () => measured);
    expect(fitTimes(often, options).conv?.msPerGmac).toBeCloseTo(100, 0);
  });

  it("share one number among kinds where they are told to, and know kinds that are like others", () => {
    const measured = [
      { kernels: [kernel("conv 1x1", 1e9, 0)], milliseconds: 110 },
      { kernels: [kernel("depthwise 3x3", 1e9, 0)], milliseconds: 310 },
      { kernels: [kernel("transposed 2x2", 2e9, 0)], milliseconds: 610 },
    ];
    const options: FitOptions = {
      kinds: [],
      like: { transposed: "depthwise" },
      amounts: { msPerGmac: "own", msPerKernel: "shared" },
    };
    const found = fitTimes(measured, options);
    expect(found.conv?.msPerKernel).toBe(found.depthwise?.msPerKernel);
    expect(found.transposed).toEqual(found.depthwise);
    expect(found.depthwise).toEqual({ msPerGmac: expect.closeTo(300, 6), msPerKernel: expect.closeTo(10, 6) });
  });

  it("count bytes beyond the cache apart", () => {
    // 0.1 ms per MB, and 0.3 more for each beyond the first.
    const measured = [0.5, 1, 2, 4].map((mb) => ({
      kernels: [kernel("copy concat", 0, mb * 1e6)],
      milliseconds: mb * 0.1 + Math.max(0, mb - 1) * 0.3,
    }));
    const options: FitOptions = { kinds: [], amounts: { msPerMb: "own", msPerMbBeyondCache: "own" }, cacheBytes: 1e6 };
    const found = fitTimes(measured, options);
    expect(found.copy).toEqual({ msPerMb: expect.closeTo(0.1, 9), msPerMbBeyondCache: expect.closeTo(0.3, 9) });
    expect(fittedTime([kernel("copy concat", 0, 3e6)], found, 1e6)).toBeCloseTo(0.9, 9);
  });

  it("say nothing of kinds that they have not seen", () => {
    expect(fittedTime([kernel("softmax softmax", 0, 100)], fitTimes(nets, all))).toBeUndefined();
  });

  it("belong to the kind that names most of a kernel's words", () => {
    expect(kindIn("depthwise 3x3 stride 2", ["depthwise", "depthwise 3x3"])).toBe("depthwise 3x3");
    expect(kindIn("depthwise 3x3 stride 2", ["depthwise 5x5"])).toBe("depthwise");
    // Words are whole: 3x3 is no beginning of 3x31.
    expect(kindIn("conv 3x31", ["conv 3x3"])).toBe("conv");
  });

  it("scale by one factor", () => {
    expect(scaled({ conv: { msPerGmac: 2, msPerKernel: 0.5 } }, 3)).toEqual({
      conv: { msPerGmac: 6, msPerKernel: 1.5 },
    });
  });
});
