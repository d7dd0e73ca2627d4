/**
 * Nets in half precision with TensorRT: on the Jetson Nano by torch2trt, whose nets are torchvision's, and on the Jetson TX2 (all of its
 * power) by TensorFlow, whose nets are those of its model garden. Detectors are left out: most of their time is what TensorRT leaves to
 * TensorFlow.
 */
import type { MeasuredSet, ReadSets } from "../measured.ts";
import { fromZoo, measured } from "../nets.ts";
import { type RecordedNet, recordedCases, recordsOf, sizeOf, sourcesOf } from "./recordedNets.ts";
import type { LatencyRecord } from "./records.ts";

const benchmarks = [
  { device: "jetson_nano", name: "Jetson Nano", runtime: "TensorRT (torch2trt)" },
  { device: "jetson_tx2", name: "Jetson TX2", runtime: "TF-TRT" },
] as const;

export const tensorrt: ReadSets = (folder) =>
  benchmarks.map(({ device, name, runtime }): MeasuredSet => {
    const records = recordsOf(folder, { device: name, runtime, precision: "fp16" });
    return {
      name: "nets with TensorRT",
      device,
      key: { unit: "gpu", runtime: "tensorrt", precision: "fp16", threads: 1 },
      source: sourcesOf(records),
      licence: device === "jetson_nano" ? "MIT" : "BSD-3-Clause",
      cases: recordedCases(records, netOf),
    };
  });

function netOf(record: LatencyRecord): RecordedNet | undefined {
  const text = textOf(record);
  const family = /^[a-z]+/.exec(record.model)?.[0] ?? record.model;
  return text === undefined ? undefined : { text, groups: { net: record.model, family } };
}

function textOf(record: LatencyRecord): string | undefined {
  const size = sizeOf(record);
  switch (record.model) {
    case "squeezenet1_0":
    case "squeezenet1_1":
      return fromZoo("squeezenet.net", record.model);
    case "resnet18":
    case "resnet50":
      return fromZoo("resnet.net", record.model);
    case "densenet169":
      return measured("gpu.net", "densenet169");
    case "vgg11_bn":
      return measured("gpu.net", "vgg(layers=[1, 1, 2, 2, 2], normalised=true)");
    case "vgg13":
      return measured("gpu.net", "vgg(layers=[2, 2, 2, 2, 2])");
    case "vgg16":
      return measured("gpu.net", "vgg");
    // TensorFlow's has 3×3 kernels where the paper has 5×5 ones, as torchvision's.
    case "inception_v1":
      return fromZoo("googlenet.net", "googlenet");
    case "inception_v3":
      return measured("gpu.net", "inception_v3");
    case "resnet_v1_101":
      return measured("gpu.net", "resnet_v1");
    case "resnet_v1_152":
      return measured("gpu.net", "resnet_v1(layers=[3, 8, 36, 3])");
    case "resnet_v2_50":
      return measured("gpu.net", "resnet_v2");
    case "resnet_v2_152":
      return measured("gpu.net", "resnet_v2(layers=[3, 8, 36, 3])");
    case "mobilenet_v1_0p25_128":
      return measured("mobilenet_v1.net", `mobilenet_v1(width=0.25, size=${size})`);
    case "mobilenet_v1_1p0_224":
      return measured("mobilenet_v1.net", "mobilenet_v1");
    default:
      return undefined;
  }
}
