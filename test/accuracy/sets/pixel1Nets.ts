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
    {
      ...common,
      name: "MobileNetV2 at other widths",
      key: { unit: "cpu", runtime: "tflite", precision: "fp32", threads: 1 },
      source: mobilenetPage,
      licence: "Apache-2.0",
      cases: otherWidths.map(([width, resolution, milliseconds]) => ({
        name: `MobileNetV2 ${width}, ${resolution}x${resolution}`,
        text: mobilenetV2(width, resolution),
        milliseconds,
        groups: { family: "mobilenet_v2", width, resolution },
      })),
    },
  ];
  return sets;
};

const mobilenetPage =
  "github.com/tensorflow/models @0ba83cf0211401a8505505276c59418f15338d31 research/slim/nets/mobilenet/README.md";

/** What the same page has beside the records: width, resolution, milliseconds. They test, and are in no fit. */
const otherWidths: readonly (readonly [width: number, resolution: number, milliseconds: number])[] = [
  [1.4, 224, 138],
  [1, 224, 73.8],
  [1, 192, 55.1],
  [1, 160, 40.2],
  [1, 128, 27.6],
  [1, 96, 17.6],
  [0.75, 224, 55.8],
  [0.75, 192, 41.6],
  [0.75, 160, 30.4],
  [0.75, 128, 21.9],
  [0.75, 96, 14.2],
];

function mobilenetV2(width: number | string, resolution: number): string {
  return fromZoo("mobilenet.net", `mobilenet_v2(width=${width}, size=${resolution}, classes=1001)`);
}

function classicNet(record: LatencyRecord): RecordedNet | undefined {
  const resolution = sizeOf(record);
  const mobilenet = /^MobileNetV2 ([\d.]+)$/.exec(record.model)?.[1];
  if (mobilenet !== undefined)
    return {
      text: mobilenetV2(mobilenet, resolution),
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
