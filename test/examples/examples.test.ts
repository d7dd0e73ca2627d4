/** The examples and the library: nothing to complain about, formatted, and with the figures that are published. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatSource } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseFile } from "../kit/analyseFile.ts";
import { root } from "../kit/files.ts";

/**
 * Parameters, and multiply-adds in 1e9 at three decimals, of one image at the published size: facts from the model cards of
 * torchvision 0.29 (BSD-3-Clause). GoogLeNet without its auxiliary heads.
 */
const published: Readonly<Record<string, readonly [params: number, gmacs: number]>> = {
  alexnet: [61_100_840, 0.714],
  convnext_tiny: [28_589_128, 4.456],
  densenet121: [7_978_856, 2.834],
  efficientnet_b0: [5_288_548, 0.386],
  efficientnet_v2_s: [21_458_488, 8.366],
  googlenet: [6_624_904, 1.498],
  mnasnet1_0: [4_383_312, 0.314],
  mobilenet_v2: [3_504_872, 0.301],
  mobilenet_v3_large: [5_483_032, 0.217],
  mobilenet_v3_small: [2_542_856, 0.057],
  regnet_y_800mf: [6_432_512, 0.834],
  regnet_x_400mf: [5_495_976, 0.414],
  resnet18: [11_689_512, 1.814],
  resnet50: [25_557_032, 4.089],
  resnext50_32x4d: [25_028_904, 4.23],
  wide_resnet50_2: [68_883_240, 11.398],
  shufflenet_v2_x1_0: [2_278_604, 0.145],
  squeezenet1_0: [1_248_424, 0.819],
  squeezenet1_1: [1_235_496, 0.349],
  swin_t: [28_288_354, 4.491],
  vgg11: [132_863_336, 7.609],
  vgg16_bn: [138_365_992, 15.47],
  vit_b_16: [86_567_656, 17.564],
  vit_b_32: [88_224_232, 4.409],
};

const folders = ["examples", "examples/shapes", "examples/zoo", "library/std"];
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder)).flatMap((file) => (file.endsWith(".net") ? [`${folder}/${file}`] : [])),
);

const slow: ReadonlySet<string> = new Set(["memory-bound-depthwise", "elementwise-chain", "channels-off-alignment"]);

describe("examples", () => {
  for (const file of files) {
    it(`${file} has nothing to complain about, and is formatted`, () => {
      const text = readFileSync(join(root, file), "utf8");
      const { reports } = analyseFile(file);
      // That a figure is not known yet is said, and what could be faster on a target: these are no complaints.
      const complaints = reports.filter(({ severity, code }) => severity !== "information" && !slow.has(code));
      expect(complaints).toEqual([]);
      expect(formatSource(text)).toBe(text);
    });
  }
});

describe("the zoo", () => {
  const nets = files
    .filter((file) => file.startsWith("examples/zoo/"))
    .flatMap((file) => analyseFile(file).nets.map((name) => ({ file, name })));

  it("has every published net", () => {
    expect(Object.keys(published).filter((name) => !nets.some((net) => net.name === name))).toEqual([]);
  });

  for (const { file, name } of nets) {
    const [params, gmacs] = published[name] ?? [];
    if (params === undefined) continue;
    it(`${name} has ${params} params and ${gmacs} G MACs`, () => {
      const totals = analyseFile(file, { net: name }).shown[0]?.cost.totals;
      expect(totals?.params).toBe(params);
      expect(Number(((totals?.macs ?? 0) / 1e9).toFixed(3))).toBe(gmacs);
    });
  }
});

describe("nets whose papers or code state their figures", () => {
  const totals = (file: string, net: string, countsPaper = false) =>
    analyseFile(`examples/zoo/${file}`, { net, countsPaper }).shown[0]?.cost.totals ?? { macs: 0, params: 0 };
  const giga = (macs: number) => Number((macs / 1e9).toFixed(2));

  it("CycleGAN's generator at 256: 11.378 M params, 49.55 G MACs by input and 56.80 G by output", () => {
    const { params, macs } = totals("images.net", "cyclegan_generator");
    expect((params / 1e6).toFixed(3)).toBe("11.378");
    expect(giga(macs)).toBe(49.55);
    expect(giga(totals("images.net", "cyclegan_generator", true).macs)).toBe(56.8);
  });

  it("RRDBNet with 23 blocks: 16,697,987 params", () => {
    expect(totals("images.net", "rrdbnet").params).toBe(16_697_987);
  });

  it("TSM ResNet-50 with 8 frames: 32.71 G MACs, eight times one image, and not one param more", () => {
    const { params, macs } = totals("video.net", "tsm_resnet50");
    expect(giga(macs)).toBe(32.71);
    expect(macs).toBe(8 * totals("resnet.net", "resnet50").macs);
    expect(params).toBe(totals("resnet.net", "resnet50").params);
  });

  it("LeNet-300-100: 784·300 + 300·100 + 100·10 = 266,200 weights, and as many biases as outputs", () => {
    expect(totals("lenet.net", "lenet_300_100")).toMatchObject({ macs: 266_200, params: 266_200 + 410 });
  });

  it("MobileNetV2 of width 0.35 at 144 with a 448-wide head: 23.50 M MACs, 0.750 M params", () => {
    const { params, macs } = totals("mobilenet.net", "mobilenet_v2_035_144");
    expect((macs / 1e6).toFixed(2)).toBe("23.50");
    expect((params / 1e6).toFixed(3)).toBe("0.750");
  });
});
