/** The figures of the larger examples, worked out by hand from the papers' tables or known from other implementations. */
import { int, uncompressedCost } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseFile } from "../kit/analyseFile.ts";

function shown(file: string, net: string, set: Readonly<Record<string, number>> = {}) {
  const settings = new Map(Object.entries(set).map(([name, value]) => [name, int(value)]));
  const found = analyseFile(`examples/${file}.net`, { net, set: settings }).shown[0];
  if (found?.name !== net) throw new Error(`${file} does not show ${net}`);
  return found;
}

const totals = (...of: Parameters<typeof shown>) => shown(...of).cost.totals;
const outputShape = (...of: Parameters<typeof shown>) => {
  const { outputs, tensors } = shown(...of).cost.graph;
  return tensors[outputs[0]?.tensor ?? -1]?.type.shape;
};

/** Weights of a convolution without bias in front of batch normalisation, and of that normalisation. */
const convBn = (taps: number, from: number, to: number) => taps * from * to + 2 * to;
const linear = (from: number, to: number) => from * to + to;

describe("streaming keyword spotter", () => {
  it("has the weights of the net over a whole second", () => {
    expect(totals("streaming_keywords", "streaming_keywords").params).toBe(
      totals("keyword_spotting", "keyword_spotting").params,
    );
  });

  // One of 25 places in time: 5 frequencies with 40 taps, and four layers of 9 taps and 64 × 64; then 64 × 12.
  it("costs a twenty-fifth of it, and the classifier", () => {
    const step = 64 * 5 * 40 + 4 * (64 * 5 * 9 + 5 * 64 * 64);
    expect(totals("streaming_keywords", "streaming_keywords").macs).toBe(step + 64 * 12);
    expect(totals("keyword_spotting", "keyword_spotting").macs).toBe(25 * step + 64 * 12);
  });

  it("carries every state on to the next step", () => {
    const { states } = shown("streaming_keywords", "streaming_keywords").cost.graph;
    expect(states).toHaveLength(6);
    expect(states.filter(({ next }) => next === undefined)).toEqual([]);
  });

  // At the peak the new second is put together: the old one of 24 moments, what the five layers keep for the next step, the
  // new moment and all 25; four bytes each, before anything is quantised.
  it("is alive with what it remembers", () => {
    const { liveness } = uncompressedCost(shown("streaming_keywords", "streaming_keywords").cost);
    expect(liveness.peakBytes).toBe(4 * (24 * 64 + 8 * 10 + 4 * 2 * 5 * 64 + 64 + 25 * 64));
  });

  it("holds its budget: 110 k MACs, 40 KB of weights, 20 KB of activations", () => {
    const { totals: figures, liveness } = shown("streaming_keywords", "streaming_keywords").cost;
    expect(figures.macs).toBeLessThanOrEqual(110_000);
    expect(figures.sizeBytes).toBeLessThanOrEqual(40_000);
    expect(liveness.peakBytes).toBeLessThanOrEqual(20_000);
  });
});

describe("U-Net", () => {
  // Convolutions with biases, from Figure 1 of the paper.
  const twice = (from: number, to: number) => linear(9 * from, to) + linear(9 * to, to);
  const up = (from: number, to: number) => 4 * from * to + to + twice(from, to);
  const widths = [64, 128, 256, 512, 1024];

  it("has 31,030,658 params", () => {
    const down = widths.reduce((sum, width, i) => sum + twice(widths[i - 1] ?? 1, width), 0);
    const back = widths.slice(0, 4).reduce((sum, width) => sum + up(2 * width, width), 0);
    expect(down + back + linear(64, 2)).toBe(31_030_658);
    expect(totals("unet", "unet").params).toBe(31_030_658);
  });

  it("makes 388×388 of 572×572, with 23 convolutions, as the paper says", () => {
    expect(outputShape("unet", "unet")).toEqual([1, 2, 388, 388]);
    const { ops } = shown("unet", "unet").cost.graph;
    expect(ops.filter(({ operator }) => ["conv", "conv_transpose"].includes(operator.name))).toHaveLength(23);
  });

  // Sizes after each convolution, from Figure 1; a transposed convolution counts by what comes in.
  it("has the MACs of the map sizes in the paper", () => {
    const down = [
      [1, 64, 570, 568],
      [64, 128, 282, 280],
      [128, 256, 138, 136],
      [256, 512, 66, 64],
      [512, 1024, 30, 28],
    ];
    const back = [
      [512, 54, 52, 28],
      [256, 102, 100, 52],
      [128, 198, 196, 100],
      [64, 390, 388, 196],
    ];
    const macs =
      down.reduce(
        (sum, [from = 0, to = 0, first = 0, second = 0]) => sum + 9 * to * (first ** 2 * from + second ** 2 * to),
        0,
      ) +
      back.reduce(
        (sum, [to = 0, first = 0, second = 0, before = 0]) =>
          sum + before ** 2 * 4 * 2 * to * to + 9 * to * (first ** 2 * 2 * to + second ** 2 * to),
        0,
      );
    expect(totals("unet", "unet").macs).toBe(macs + 388 ** 2 * 64 * 2);
  });

  // As the widely used PyTorch implementation (milesial/Pytorch-UNet, transposed convolutions, three channels in).
  it("has 31,037,698 params padded and normalised, and keeps the size", () => {
    expect(totals("unet", "unet_padded").params).toBe(31_037_698);
    expect(outputShape("unet", "unet_padded")).toEqual([1, 2, 512, 512]);
  });
});

describe("tagger", () => {
  // As PyTorch's LSTM has it: four gates of 100, in each direction with weights for 100 features and 100 of state and two
  // biases.
  it("has a table, two directions and a classifier", () => {
    expect(totals("tagger", "tagger").params).toBe(20_000 * 100 + 2 * (400 * (100 + 100) + 2 * 400) + linear(200, 45));
  });

  it.each([1, 128, 512])("works the same for each of %d words", (S) => {
    expect(totals("tagger", "tagger", { S }).macs).toBe(S * (2 * 400 * 200 + 200 * 45));
  });
});

describe("PVCNN", () => {
  const pointVoxel = (from: number, to: number) =>
    27 * from * to + to + 2 * to + (27 * to * to + to + 2 * to) + sharedMlp(from, to);
  const sharedMlp = (from: number, to: number) => linear(from, to) + 2 * to;
  // What every point knows: its kind of shape, itself at five depths, and the whole cloud.
  const known = 16 + 64 + 128 + 128 + 512 + 2048 + 2048;

  it("has the params of its layers", () => {
    const params =
      pointVoxel(6, 64) +
      pointVoxel(64, 128) +
      pointVoxel(128, 128) +
      sharedMlp(128, 512) +
      sharedMlp(512, 2048) +
      sharedMlp(known, 256) +
      sharedMlp(256, 256) +
      sharedMlp(256, 128) +
      linear(128, 50);
    expect(totals("point_cloud", "pvcnn").params).toBe(params);
  });

  it.each([256, 2048])("works a fixed amount on its grids, and the same for each of %d points", (P) => {
    const grids = 32 ** 3 * 27 * (6 * 64 + 64 * 64) + 16 ** 3 * 27 * (64 * 128 + 3 * 128 * 128);
    const point =
      6 * 64 + 64 * 128 + 128 * 128 + 128 * 512 + 512 * 2048 + known * 256 + 256 * 256 + 256 * 128 + 128 * 50;
    expect(totals("point_cloud", "pvcnn", { P }).macs).toBe(grids + P * point);
  });
});

describe("translation", () => {
  // PyTorch's torch.nn.Transformer with its defaults, the same net without its words, has 44,140,544 params, of which
  // 2 · 1,024 are normalisations behind encoder and decoder that the paper does not have.
  it("has the params of PyTorch's Transformer and one table of words", () => {
    const layer = 4 * linear(512, 512) + linear(512, 2048) + linear(2048, 512);
    const cross = 4 * linear(512, 512);
    const layers = 6 * (layer + 2 * 1024) + 6 * (layer + cross + 3 * 1024);
    expect(layers).toBe(44_140_544 - 2 * 1024);
    expect(totals("translation", "translation").params).toBe(layers + 37_000 * 512);
  });

  it.each([
    [32, 32],
    [50, 7],
  ])("has the MACs of its matrices for %d words and %d of their translation", (S, T) => {
    const square = 512 ** 2;
    const feedForward = 2 * 512 * 2048;
    const encoder = S * (4 * square + 2 * S * 512 + feedForward);
    const self = T * (4 * square + 2 * T * 512);
    const cross = 2 * T * square + 2 * S * square + 2 * T * S * 512;
    const scores = T * 512 * 37_000;
    expect(totals("translation", "translation", { S, T }).macs).toBe(
      6 * (encoder + self + cross + T * feedForward) + scores,
    );
  });
});

describe("search space", () => {
  // Of its smallest net, two blocks a stage: channels in and out, size of the map, stride, and how many channels the three
  // times widened ones are squeezed to: a quarter, to a multiple of 8 (18 to 24, as 16 would be below nine tenths of it).
  const blocks = [
    [16, 24, 112, 2, 0],
    [24, 24, 56, 1, 0],
    [24, 40, 56, 2, 24],
    [40, 40, 28, 1, 32],
    [40, 80, 28, 2, 0],
    [80, 80, 14, 1, 0],
    [80, 112, 14, 1, 64],
    [112, 112, 14, 1, 88],
    [112, 160, 14, 2, 88],
    [160, 160, 7, 1, 120],
  ] as const;

  it("has the figures of its smallest net", () => {
    let params = convBn(9, 3, 16) + convBn(9, 1, 16) + convBn(1, 16, 16);
    let macs = 112 ** 2 * (9 * 3 * 16 + 9 * 16 + 16 * 16);
    for (const [from, to, size, stride, squeezed] of blocks) {
      const wide = 3 * from;
      params += convBn(1, from, wide) + convBn(9, 1, wide) + convBn(1, wide, to);
      if (squeezed > 0) params += linear(wide, squeezed) + linear(squeezed, wide);
      macs += size ** 2 * from * wide + (size / stride) ** 2 * (9 * wide + wide * to) + 2 * wide * squeezed;
    }
    params += convBn(1, 160, 960) + 960 * 1280 + linear(1280, 1000);
    macs += 7 ** 2 * 160 * 960 + 960 * 1280 + 1280 * 1000;
    expect(totals("search_space", "once_for_all")).toMatchObject({ params, macs });
  });
});
