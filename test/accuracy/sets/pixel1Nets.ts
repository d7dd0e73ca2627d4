/**
 * Well-known nets for phones on one large core of a Pixel 1, in fp32, as their authors publish them: MobileNetV2, MobileNetV3
 * (tensorflow/models) and MnasNet-A1 (tensorflow/tpu) with TensorFlow Lite of 2018 and 2019, and MobileNets with XNNPACK. The nets of
 * Once-for-All that are measured beside them are left out: what they consist of is not in the data.
 */
import type { MeasuredSet, ReadSets } from "../measured.ts";
import { fromZoo, measured } from "../nets.ts";
import { type RecordedNet, recordedCases, recordsOf, sizeOf, sourcesOf } from "./recordedNets.ts";
import type { LatencyRecord } from "./records.ts";

export const pixel1Nets: ReadSets = (folder) => {
  const classic = recordsOf(folder, { device: "Pixel 1", runtime: "TFLite", precision: "fp32", threads: 1 }).filter(
    (record) => classicNet(record) !== undefined,
  );
  const xnnpack = recordsOf(folder, { device: "Pixel 1", runtime: "XNNPACK", precision: "fp32", threads: 1 });
  const common = { name: "named mobile nets", device: "pixel1" } as const;
  const sets: readonly MeasuredSet[] = [
    {
      ...common,
      key: { unit: "cpu", runtime: "tflite", precision: "fp32", threads: 1 },
      source: sourcesOf(classic),
      licence: "Apache-2.0",
      cases: recordedCases(classic, classicNet),
    },
    {
      ...common,
      key: { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1 },
      source: sourcesOf(xnnpack),
      licence: "BSD-3-Clause",
      cases: recordedCases(xnnpack, mobileNet),
    },
  ];
  return sets;
};

function classicNet(record: LatencyRecord): RecordedNet | undefined {
  const resolution = sizeOf(record);
  const mobilenet = /^MobileNetV2 ([\d.]+)$/.exec(record.model)?.[1];
  if (mobilenet !== undefined)
    return {
      text: fromZoo("mobilenet.net", `mobilenet_v2(width=${mobilenet}, size=${resolution}, classes=1001)`),
      groups: { family: "mobilenet_v2", width: Number(mobilenet), resolution },
    };
  const mnasnet = /^MnasNet-A1 x([\d.]+)$/.exec(record.model)?.[1];
  if (mnasnet !== undefined)
    return {
      text: measured("mnasnet_a1.net", `mnasnet_a1(width=${mnasnet}, size=${resolution})`),
      groups: { family: "mnasnet_a1", width: Number(mnasnet), resolution },
    };
  const minimalistic = /^MobileNetV3-(Large|Small) minimalistic$/.exec(record.model)?.[1]?.toLowerCase();
  if (minimalistic !== undefined)
    return {
      text: measured("mobilenet_v3_minimalistic.net", `mobilenet_v3_${minimalistic}_minimalistic`),
      groups: { family: "mobilenet_v3_minimalistic", width: 1, resolution },
    };
  if (record.model === "MobileNetV3-Large dm=1") return mobileNet({ ...record, model: "MobileNetV3 Large" });
  return undefined;
}

function mobileNet({ model }: LatencyRecord): RecordedNet | undefined {
  const groups = (family: string) => ({ family, width: 1, resolution: 224 });
  switch (model) {
    case "MobileNetV1 1.0X":
      return { text: measured("mobilenet_v1.net", "mobilenet_v1"), groups: groups("mobilenet_v1") };
    case "MobileNetV2 1.0X":
      return { text: fromZoo("mobilenet.net", "mobilenet_v2(classes=1001)"), groups: groups("mobilenet_v2") };
    case "MobileNetV3 Large":
      return { text: fromZoo("mobilenet.net", "mobilenet_v3_large(classes=1001)"), groups: groups("mobilenet_v3") };
    case "MobileNetV3 Small":
      return { text: fromZoo("mobilenet.net", "mobilenet_v3_small(classes=1001)"), groups: groups("mobilenet_v3") };
    default:
      return undefined;
  }
}
