/** The library's blocks: each documented and with an example, and their figures worked out by hand. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { documentation, examplesOf } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseFile } from "../kit/analyseFile.ts";
import { root } from "../kit/files.ts";

const files = readdirSync(join(root, "library"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".net"))
  .map((file) => `library/${file.replaceAll("\\", "/")}`);

/** Weights of a square convolution without bias in front of batch normalisation, and of that normalisation. */
const convBn = (from: number, to: number, kernel = 1) => kernel ** 2 * from * to + 2 * to;
const depthwiseBn = (channels: number, kernel = 3) => kernel ** 2 * channels + 2 * channels;
const linear = (from: number, to: number) => from * to + to;

/** Params and MACs of each block's example. Where a line says so, PyTorch's layer of these sizes has as many params. */
const figures: Readonly<Record<string, Readonly<Record<string, readonly [params: number, macs: number]>>>> = {
  resnet: {
    basic: [2 * convBn(64, 64, 3), 56 ** 2 * 2 * 9 * 64 * 64],
    bottleneck: [convBn(256, 64) + convBn(64, 64, 3) + convBn(64, 256), 56 ** 2 * (256 * 64 + 9 * 64 * 64 + 64 * 256)],
  },
  regnet: {
    // Four groups of 16, and a projection on the shortcut, as the widths differ.
    regnet_block: [
      convBn(32, 64) + 9 * 16 * 64 + 2 * 64 + convBn(64, 64) + convBn(32, 64),
      112 ** 2 * (32 * 64 + 9 * 16 * 64 + 64 * 64 + 32 * 64),
    ],
  },
  mobile: {
    depthwise_separable: [depthwiseBn(32) + convBn(32, 64), 112 ** 2 * (9 * 32 + 32 * 64)],
    // Widened to 96; the depthwise convolution halves the size.
    inverted_residual: [
      convBn(16, 96) + depthwiseBn(96) + convBn(96, 24),
      112 ** 2 * 16 * 96 + 56 ** 2 * (9 * 96 + 96 * 24),
    ],
    squeeze_excite: [linear(64, 16) + linear(16, 64), 2 * 64 * 16],
    // 32 channels from the 1×1 convolution, 32 from the depthwise one.
    ghost: [convBn(32, 32) + depthwiseBn(32), 56 ** 2 * (32 * 32 + 9 * 32)],
  },
  shufflenet: {
    // 58 of 116 channels are worked on.
    shuffle_unit: [2 * convBn(58, 58) + depthwiseBn(58), 28 ** 2 * (2 * 58 * 58 + 9 * 58)],
    shuffle_down: [
      depthwiseBn(24) + convBn(24, 58) + convBn(24, 58) + depthwiseBn(58) + convBn(58, 58),
      56 ** 2 * 24 * 58 + 28 ** 2 * (9 * 24 + 24 * 58 + 9 * 58 + 58 * 58),
    ],
  },
  efficientnet: {
    // Widened from 16 to 96, squeezed to 16 / 4.
    mbconv: [
      convBn(16, 96) + depthwiseBn(96) + linear(96, 4) + linear(4, 96) + convBn(96, 24),
      112 ** 2 * 16 * 96 + 56 ** 2 * (9 * 96 + 96 * 24) + 2 * 96 * 4,
    ],
    fused_mbconv: [convBn(24, 96, 3) + convBn(96, 48), 96 ** 2 * (9 * 24 * 96 + 96 * 48)],
  },
  densenet: {
    dense_layer: [2 * 64 + convBn(64, 128) + 9 * 128 * 32, 56 ** 2 * (64 * 128 + 9 * 128 * 32)],
    // The six layers see 64, 96, 128, 160, 192 and 224 channels: 864 in all.
    dense_block: [2 * 864 + 864 * 128 + 6 * (2 * 128 + 9 * 128 * 32), 56 ** 2 * (864 * 128 + 6 * 9 * 128 * 32)],
    transition: [2 * 256 + 256 * 128, 56 ** 2 * 256 * 128],
  },
  convnext: {
    convnext_block: [
      49 * 96 + 96 + 2 * 96 + linear(96, 384) + linear(384, 96) + 96,
      56 ** 2 * (49 * 96 + 2 * 96 * 384),
    ],
    convnext_down: [2 * 96 + 4 * 96 * 192 + 192, 28 ** 2 * 4 * 96 * 192],
    channel_norm: [2 * 96, 0],
  },
  transformer: {
    feed_forward: [linear(256, 1024) + linear(1024, 256), 128 * 2 * 256 * 1024],
    // torch.nn.TransformerEncoderLayer(256, 4, 1024).
    encoder: [789_760, 128 * (4 * 256 ** 2 + 2 * 128 * 256 + 2 * 256 * 1024)],
    encoder_post: [789_760, 128 * (4 * 256 ** 2 + 2 * 128 * 256 + 2 * 256 * 1024)],
    // Another attention, 4 · (256² + 256), and another normalisation, as in torch.nn.TransformerDecoderLayer. Keys and
    // values of the second come from 100 places.
    decoder: [
      789_760 + 4 * linear(256, 256) + 2 * 256,
      128 * (4 * 256 ** 2 + 2 * 128 * 256 + 2 * 256 * 1024) + (2 * 128 + 2 * 100) * 256 ** 2 + 2 * 128 * 100 * 256,
    ],
    decoder_post: [
      789_760 + 4 * linear(256, 256) + 2 * 256,
      128 * (4 * 256 ** 2 + 2 * 128 * 256 + 2 * 256 * 1024) + (2 * 128 + 2 * 100) * 256 ** 2 + 2 * 128 * 100 * 256,
    ],
    sinusoidal_positions: [0, 0],
  },
  unet: {
    double_conv: [convBn(3, 64, 3) + convBn(64, 64, 3), 256 ** 2 * 9 * (3 * 64 + 64 * 64)],
    unet_down: [convBn(64, 128, 3) + convBn(128, 128, 3), 128 ** 2 * 9 * (64 * 128 + 128 * 128)],
    // The transposed convolution is counted by what comes in; then 64 + 64 channels lie side by side.
    unet_up: [
      4 * 128 * 64 + 64 + convBn(128, 64, 3) + convBn(64, 64, 3),
      128 ** 2 * 4 * 128 * 64 + 256 ** 2 * 9 * (128 * 64 + 64 * 64),
    ],
    crop: [0, 0],
  },
  swin: {
    // Attention, 13² distances for each of three heads, two normalisations and the feed-forward part. Every one of 3,136
    // positions looks at the 49 of its window.
    swin_layer: [
      4 * linear(96, 96) + 169 * 3 + 4 * 96 + linear(96, 384) + linear(384, 96),
      56 ** 2 * (4 * 96 ** 2 + 2 * 49 * 96 + 2 * 96 * 384),
    ],
    window_attention: [4 * linear(96, 96) + 169 * 3, 56 ** 2 * (4 * 96 ** 2 + 2 * 49 * 96)],
    windows: [0, 0],
    unwindows: [0, 0],
    shifted_mask: [0, 0],
    patch_merging: [2 * 384 + 384 * 192, 28 ** 2 * 384 * 192],
  },
  points: {
    shared_mlp: [linear(9, 64) + 2 * 64, 2048 * 9 * 64],
    // Two 3×3×3 convolutions over 32³ cells, and one layer for every point.
    point_voxel: [
      27 * 9 * 64 + 27 * 64 * 64 + linear(9, 64) + 2 * 64 + 2 * (64 + 2 * 64),
      32 ** 3 * 27 * (9 * 64 + 64 * 64) + 2048 * 9 * 64,
    ],
  },
};

for (const file of files) {
  const analysis = analyseFile(file);
  const blocks = [...analysis.module.declarations.values()].filter(({ kind }) => kind === "block");
  const name = file.replace("library/std/", "").replace(".net", "");

  describe(file, () => {
    it("has nothing reported, not even as information", () => {
      expect(analysis.reports).toEqual([]);
    });

    it("says of every block what it is and where it comes from, and shows its figures", () => {
      for (const block of blocks) {
        expect(documentation(block), block.name).toMatch(/\b(19|20)\d\d\b/);
        expect(examplesOf(block), block.name).toHaveLength(1);
      }
      expect(analysis.shown.map((shown) => shown.name)).toEqual(blocks.map((block) => block.name));
    });

    it("costs what was worked out by hand", () => {
      const costs = analysis.shown.map(({ name: block, cost: { totals } }) => [block, [totals.params, totals.macs]]);
      expect(Object.fromEntries(costs)).toEqual(figures[name]);
    });
  });
}
