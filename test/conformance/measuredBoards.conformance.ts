/** The nets that others measured on boards, as we have written them down: they cost what is published of them. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyseCase } from "../accuracy/analyseCase.ts";
import type { MeasuredSet } from "../accuracy/measured.ts";
import { measured } from "../accuracy/nets.ts";
import { decoderSteps, hat, hatRows } from "../accuracy/sets/hat.ts";
import { microcontrollers } from "../accuracy/sets/microcontrollers.ts";
import { ncnn } from "../accuracy/sets/ncnn.ts";
import { readData } from "../accuracy/sets/readData.ts";
import { readRecords } from "../accuracy/sets/records.ts";
import { tensorrt } from "../accuracy/sets/tensorrt.ts";

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

describe("microcontrollers", () => {
  const sets = microcontrollers(folder);
  const nets = texts(sets);

  it("are all there, but for what has an accelerator", () => {
    const rows = records.filter(({ unit, device }) => unit === "MCU" && !/xG24|syntiant/.test(device));
    expect(new Set(sets.map(({ device }) => device)).size).toBe(20);
    // Later rounds replace nine rows of Plumerai, six of X-CUBE-AI 7.3 and 13 of microTVM; TinyEngine's table has 18 rows more.
    expect(sets.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(rows.length - 28 + 18);
  });

  it("have the MACs of MLPerf Tiny's nets to the unit, and its weights beside one bias for every channel", () => {
    const { macs: published } = readData(folder, "mlperf_tiny_macs.json") as {
      macs: Record<string, { total: number; w: number }>;
    };
    const biases: Readonly<Record<string, number>> = {
      "MLPerf-Tiny IC ResNet-8": 3 * 16 + 3 * 32 + 3 * 64 + 10,
      "MLPerf-Tiny KWS DS-CNN": 9 * 64 + 12,
      "MLPerf-Tiny AD autoencoder (FC)": 8 * 128 + 8 + 640,
    };
    for (const [name, bias] of Object.entries(biases)) {
      const { errors, macs, params } = count(nets.get(name) ?? "");
      expect(errors).toEqual([]);
      expect(Math.round(macs * 1e6)).toBe(published[name]?.total);
      expect(Math.round(params * 1e6)).toBe((published[name]?.w ?? 0) + bias);
    }
    // The same body as MLPerf Tiny's net for wake words, which nobody's times are here of.
    const vww = count(measured("mcu.net", "mobilenet_v1_025"));
    expect(vww.errors).toEqual([]);
    expect(Math.round(vww.macs * 1e6)).toBe(published["MLPerf-Tiny VWW MobileNetV1 0.25"]?.total);
  });

  // The model zoos of MCUNet and TinyEngine print MACs with one decimal of 1e6 and params with two, batch normalisation's included.
  const zoo: Readonly<Record<string, readonly [macs: number, params: number]>> = {
    "mcunet-in0": [6.4, 0.75],
    "mcunet-in1": [12.8, 0.64],
    "mcunet-in2": [67.3, 0.73],
    "mcunet-in3": [81.8, 0.74],
    "mcunet-in4": [125.9, 1.73],
    "mcunet-vww1": [11.6, 0.43],
    "mcunet-vww2": [55.8, 0.64],
    "mbv2-w0.35": [23.5, 0.75],
    "proxyless-w0.3": [38.3, 0.75],
  };
  for (const [name, [macs, params]] of Object.entries(zoo)) {
    it(`${name}: MACs and params as its authors print them`, () => {
      const ours = count(nets.get(name) ?? "");
      expect(ours.errors).toEqual([]);
      expect(ours.macs).toBeCloseTo(macs, 1);
      expectClose(ours.params, params, 0.02);
    });
  }

  it("mbv2-w0.3: 7.3 M MACs and 0.63 M params at 80 × 80, where its authors count it", () => {
    const ours = count(measured("mcu.net", "mobilenet_v2(width=0.3, size=80)"));
    expect(ours.macs).toBeCloseTo(7.3, 1);
    expect(ours.params).toBeCloseTo(0.63, 2);
  });
});

describe("nets with TensorRT", () => {
  const nets = texts(tensorrt(folder));
  // Torchvision's documentation; of the other nets MACs as TensorFlow's profiler counts them, half of its 14.4, 21.8 and 1.14 billion
  // operations. Where strides stand does not change how many params there are.
  const published: Readonly<Record<string, readonly [gmacs: number, params: number]>> = {
    "squeezenet1_0, 224x224": [0.82, 1_248_424],
    "squeezenet1_1, 224x224": [0.35, 1_235_496],
    "resnet18, 224x224": [1.81, 11_689_512],
    "resnet50, 224x224": [4.09, 25_557_032],
    "densenet169, 224x224": [3.36, 14_149_480],
    "vgg11_bn, 224x224": [7.61, 132_868_840],
    "vgg13, 224x224": [11.31, 133_047_848],
    "vgg16, 224x224": [15.47, 138_357_544],
    "inception_v1, 224x224": [1.5, 6_624_904],
    // Without the auxiliary head: 768 · 128 + 256, 128 · 768 · 25 + 1536, 768 · 1000 + 1000.
    "inception_v3, 299x299": [5.71, 27_161_264 - (98_560 + 2_459_136 + 769_000)],
    "resnet_v1_101, 224x224": [7.2, 44_549_160],
    "resnet_v1_152, 224x224": [10.91, 60_192_808],
    // Keras's 4,253,864 with 1000 classes, of which 21,888 are running statistics.
    "mobilenet_v1_1p0_224, 224x224": [0.57, 4_253_864 - 21_888 + 1025],
  };

  it("are 16, and without errors", () => {
    expect(nets.size).toBe(16);
    for (const text of nets.values()) expect(count(text).errors).toEqual([]);
  });

  for (const [name, [gmacs, params]] of Object.entries(published)) {
    it(`${name}: MACs within 1 %, params to the unit`, () => {
      const ours = count(nets.get(name) ?? "");
      expectClose(ours.macs / 1000, gmacs, 0.01);
      expect(Math.round(ours.params * 1e6)).toBe(params);
    });
  }
});

describe("transformers on the Raspberry Pi 4", () => {
  const [encoders, decoders] = hat(folder);

  it("have the MACs of their averages", { timeout: 120_000 }, () => {
    expect(encoders?.cases).toHaveLength(1850);
    for (const [i, row] of hatRows(folder).entries()) {
      const e = row.encoder_embed_dim;
      const encoder = count(encoders?.cases[i]?.text ?? "");
      expect(encoder.errors).toEqual([]);
      // Four projections of 30 words to or from 512 features, two products of 30 × 30, two layers of the feed-forward net.
      const layer = 30 * (4 * 512 * e + 2 * e * row.encoder_ffn_embed_dim_avg) + 2 * 30 * 30 * 512;
      expect(encoder.macs).toBeCloseTo((6 * layer) / 1e6, 5);

      const [d, n] = [row.decoder_embed_dim, row.decoder_layer_num];
      const step = count(decoders?.cases[i]?.text ?? "");
      expect(step.errors).toEqual([]);
      const seen = row.decoder_arbitrary_ende_attn_avg;
      const self = 5 * (4 * 512 * d + 2 * 16 * 512);
      const cross = 5 * (2 * 512 * d + seen * 2 * 512 * e + 2 * 30 * seen * 512);
      const stepLayer = self + cross + 5 * 2 * d * row.decoder_ffn_embed_dim_avg;
      expect(step.macs).toBeCloseTo((n * stepLayer + 5 * d * 32_768) / 1e6, 5);
    }
  });

  it("begin behind the rows of the busy board, and take what the file says", () => {
    const times = (index: number) => [
      encoders?.cases.at(index)?.milliseconds,
      (decoders?.cases.at(index)?.milliseconds ?? 0) * decoderSteps,
    ];
    // Lines 152 and 2001 of the file, whose first has the names of the columns.
    expect(encoders?.cases[0]?.name).toBe("net 150");
    expect(times(0).map((time) => time?.toFixed(2))).toEqual(["239.96", "6555.48"]);
    expect(times(-1).map((time) => time?.toFixed(2))).toEqual(["256.48", "5489.19"]);
  });
});
