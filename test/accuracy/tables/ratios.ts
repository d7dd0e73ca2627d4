import type { Table } from "../../../engine/src/devices/profile.ts";
import type { Recipe } from "../recipe.ts";

interface Ratio {
  readonly device: string;
  readonly table: Table;
}

const xnnpack = { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1 } as const;
const ncnn = "github.com/Tencent/ncnn benchmark/README.md";
const paddle = "Paddle-Lite 2.11's published benchmark";
const lite = "github.com/tensorflow/tpu models/official/efficientnet/lite/README.md";

/**
 * Precisions and threads that nobody has measured with the blocks' runtime: ratios of other runtimes on the same chip. They say how many
 * nets they rest on, and the bands are as wide as these nets lie apart.
 */
const ratios: readonly Ratio[] = [
  {
    device: "pixel4",
    table: {
      ...xnnpack,
      precision: "int8",
      provenance: {
        source: lite,
        licence: "Apache-2.0",
        note: "EfficientNet-lite on a Pixel 4, TensorFlow Lite with four threads: int8 over fp32",
      },
      donor: { ...xnnpack, scale: 0.45, low: 0.357, high: 0.542, n: 6 },
    },
  },
  {
    device: "pixel4",
    table: {
      ...xnnpack,
      precision: "fp16",
      provenance: {
        source: paddle,
        licence: "Apache-2.0",
        note: "Fourteen ratios of nets on a Xiaomi Mi 9, the same chip, with Paddle-Lite: fp16 over fp32",
      },
      donor: { ...xnnpack, scale: 0.527, n: 14 },
    },
  },
  {
    device: "pixel4",
    table: {
      ...xnnpack,
      threads: 4,
      provenance: {
        source: ncnn,
        licence: "BSD-3-Clause",
        note: "35 ratios of nets on a Snapdragon 855+ with ncnn: four threads over one",
      },
      donor: { ...xnnpack, scale: 1 / 2.17, low: 1 / 2.68, high: 1 / 1.57, n: 35 },
    },
  },
  {
    device: "pixel1",
    table: {
      ...xnnpack,
      precision: "int8",
      provenance: {
        source: "github.com/tensorflow/models research/slim/nets/mobilenet/README.md",
        licence: "Apache-2.0",
        note: "MobileNets on a Pixel 1, TensorFlow Lite with one thread: int8 over fp32",
      },
      donor: { ...xnnpack, scale: 0.859, low: 0.839, high: 0.981, n: 3 },
    },
  },
  {
    device: "pixel1",
    table: {
      ...xnnpack,
      threads: 4,
      provenance: {
        source: ncnn,
        licence: "BSD-3-Clause",
        note: "33 ratios of nets on a Snapdragon 821 with ncnn: four threads over one",
      },
      donor: { ...xnnpack, scale: 1 / 2.56, low: 1 / 2.99, high: 1 / 1.76, n: 33 },
    },
  },
];

export const published: Recipe = () => ({ tables: ratios, rows: [] });
