/**
 * Nets that were hosted for TensorFlow Lite, on four threads of a Pixel 3 with Android 10, in fp32 and in 8 bits (tensorflow/tensorflow,
 * `hosted_models.md`). The MnasNets are of B1: their files have its size. NASNet is left out, because its cells are not written down
 * as a net here.
 */
import type { Precision } from "../../../engine/src/devices/profile.ts";
import type { MeasuredSet, ReadSets } from "../measured.ts";
import { fromZoo, inInt8, measured } from "../nets.ts";
import { type RecordedNet, recordedCases, recordsOf, sizeOf, sourcesOf } from "./recordedNets.ts";
import type { LatencyRecord } from "./records.ts";

const precisions: readonly Precision[] = ["fp32", "int8"];

export const pixel3Nets: ReadSets = (folder) =>
  precisions.map((precision): MeasuredSet => {
    const records = recordsOf(folder, { device: "Pixel 3", runtime: "TFLite", precision, threads: 4 });
    return {
      name: "hosted nets",
      device: "pixel3",
      key: { unit: "cpu", runtime: "tflite", precision, threads: 4 },
      source: sourcesOf(records),
      licence: "Apache-2.0",
      cases: recordedCases(records, (record) => {
        const net = netOf(record);
        return net === undefined || precision === "fp32"
          ? net
          : { ...net, text: inInt8(net.text, net.groups.resolution) };
      }),
    };
  });

function netOf(
  record: LatencyRecord,
): (RecordedNet & { readonly groups: { readonly resolution: number } }) | undefined {
  const [, family = "", version = ""] = /^(MobileNetV1|MnasNet|Inception) ([\d.]+|V[123])$/.exec(record.model) ?? [];
  const resolution = sizeOf(record, family === "Inception" && version === "V3" ? 299 : 224);
  switch (family) {
    case "MobileNetV1":
      return {
        text: measured("mobilenet_v1.net", `mobilenet_v1(width=${version}, size=${resolution})`),
        groups: { family: "mobilenet_v1", width: Number(version), resolution },
      };
    case "MnasNet":
      return {
        text: measured("mnasnet_b1.net", `mnasnet_b1(width=${version}, size=${resolution})`),
        groups: { family: "mnasnet_b1", width: Number(version), resolution },
      };
    case "Inception":
      return {
        text:
          version === "V1"
            ? fromZoo("googlenet.net", "googlenet(classes=1001)")
            : measured("inception.net", `inception_${version.toLowerCase()}`),
        groups: { family: `inception_${version.toLowerCase()}`, width: 1, resolution },
      };
    default:
      return undefined;
  }
}
