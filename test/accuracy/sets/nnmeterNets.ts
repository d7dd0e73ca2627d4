/**
 * Whole nets of nn-Meter's benchmark (Zhang et al., 2021; MIT) with TensorFlow Lite 2.1: one thread of a Pixel 4, and the GPUs of a
 * Xiaomi Mi 9 and a Pixel 3 XL. Of each family the first member, which is not drawn at random. MnasNet's is left out: its generator
 * lists fourteen widths and fifteen kernels, so that what was measured is not certain.
 */
import type { TableKey } from "../../../engine/src/devices/profile.ts";
import type { MeasuredSet, ReadSets } from "../measured.ts";
import { measured } from "../nets.ts";
import { type RecordedNet, recordedCases, recordsOf, sourcesOf } from "./recordedNets.ts";
import type { LatencyRecord } from "./records.ts";

const devices: readonly { readonly device: string; readonly id: string; readonly unit: TableKey["unit"] }[] = [
  { device: "Pixel 4", id: "pixel4", unit: "cpu" },
  { device: "Xiaomi Mi 9", id: "mi_9", unit: "gpu" },
  { device: "Pixel 3 XL", id: "pixel3_xl", unit: "gpu" },
];

const families: Readonly<Record<string, string>> = {
  mobilenetv1: "mobile",
  mobilenetv3large: "mobile",
  proxylessnas: "mobile",
  shufflenetv2: "mobile",
  resnet18: "dense",
  squeezenet: "dense",
  vgg11: "dense",
  vgg13: "dense",
  vgg16: "dense",
};

export const nnmeterNets: ReadSets = (folder) =>
  devices.map(({ device, id, unit }): MeasuredSet => {
    const records = recordsOf(folder, { device, runtime: "TFLite 2.1" });
    return {
      name: "nn-Meter's nets",
      device: id,
      key: { unit, runtime: "tflite-2.1", precision: "fp32", threads: 1 },
      source: sourcesOf(records),
      licence: "MIT",
      cases: recordedCases(records, netOf),
    };
  });

function netOf({ model }: LatencyRecord): RecordedNet | undefined {
  const net = /^nn-Meter (\w+)_0$/.exec(model)?.[1] ?? "";
  const family = families[net];
  return family === undefined ? undefined : { text: measured("nnmeter.net", net), groups: { net, family } };
}
