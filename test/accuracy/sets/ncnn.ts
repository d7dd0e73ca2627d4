/**
 * ncnn's own benchmark: one table of nets for each board and phone, as people sent them in. Nets are fed with 0.01 and weights are
 * unset, so that what depends on values (which boxes a detector keeps) is next to nothing. The least of several runs is published.
 *
 * Architectures come from the benchmark's `.param` files. MACs and params agree with them to the last digit published, except where
 * a transposed convolution is counted by its output positions there: `mobilenet_yolo` by 0.3 %, `mobilenetv2_yolov3` by 0.02 %.
 */
import type { Precision } from "../../../engine/src/devices/profile.ts";
import type { MeasuredSet, ReadSets } from "../measured.ts";
import { measured } from "../nets.ts";
import { type LatencyRecord, readRecords } from "./records.ts";

interface Device {
  readonly id: string;
  /**
   * ncnn computes in half precision by itself where the core can (`asimdhp`, since ARMv8.2: A76 and later, Carmel, Apple's), and
   * in single precision elsewhere (A53, A57, A72, A73, Denver 2, the first Kryo). The benchmark leaves that default on.
   */
  readonly cpu: Precision;
}

/** By the name that the benchmark has. */
export const ncnnDevices: Readonly<Record<string, Device>> = {
  "Raspberry Pi 3B+": { id: "raspberrypi3", cpu: "fp32" },
  "Raspberry Pi 4": { id: "raspberrypi4", cpu: "fp32" },
  "Raspberry Pi 5": { id: "raspberrypi5", cpu: "fp16" },
  "Raspberry Pi Zero 2 W": { id: "raspberrypi_zero2", cpu: "fp32" },
  "Jetson Nano": { id: "jetson_nano", cpu: "fp32" },
  "Jetson TX2 NX": { id: "jetson_tx2_nx", cpu: "fp32" },
  "Jetson AGX Xavier": { id: "jetson_agx_xavier", cpu: "fp16" },
  "Jetson AGX Orin": { id: "jetson_agx_orin", cpu: "fp16" },
  "Jetson Orin Nano": { id: "jetson_orin_nano", cpu: "fp16" },
  RK3399: { id: "rk3399", cpu: "fp32" },
  RK3588: { id: "rk3588", cpu: "fp16" },
  "Khadas VIM3 (A311D)": { id: "khadas_vim3", cpu: "fp32" },
  "Snapdragon 821 (Pixel 1 SoC)": { id: "snapdragon821", cpu: "fp32" },
  "Snapdragon 835 (Pixel 2 SoC)": { id: "snapdragon835", cpu: "fp32" },
  "Snapdragon 855+": { id: "snapdragon855_plus", cpu: "fp16" },
  "Snapdragon 888": { id: "snapdragon888", cpu: "fp16" },
  "Snapdragon 8 Gen 2": { id: "snapdragon8_gen2", cpu: "fp16" },
  "Kirin 970": { id: "kirin970", cpu: "fp32" },
  "iPhone 5S": { id: "iphone_5s", cpu: "fp32" },
  "MacBook Pro M1": { id: "macbook_pro_m1", cpu: "fp16" },
};

interface Net {
  readonly file: string;
  readonly net: string;
  readonly family: "mobile" | "dense" | "detector" | "transformer";
}

const nets: Readonly<Record<string, Net>> = {
  squeezenet: { file: "squeezenet.net", net: "squeezenet", family: "mobile" },
  squeezenet_ssd_int8: { file: "squeezenet.net", net: "squeezenet_ssd_int8", family: "detector" },
  mobilenet: { file: "mobile.net", net: "mobilenet", family: "mobile" },
  mobilenet_v3: { file: "mobile.net", net: "mobilenet_v3", family: "mobile" },
  mnasnet: { file: "mobile.net", net: "mnasnet", family: "mobile" },
  efficientnet_b0: { file: "mobile.net", net: "efficientnet_b0", family: "mobile" },
  shufflenet_v2: { file: "shuffle.net", net: "shufflenet_v2", family: "mobile" },
  googlenet: { file: "dense.net", net: "googlenet", family: "dense" },
  googlenet_int8: { file: "dense.net", net: "googlenet_int8", family: "dense" },
  resnet18: { file: "dense.net", net: "resnet18", family: "dense" },
  resnet18_int8: { file: "dense.net", net: "resnet18_int8", family: "dense" },
  resnet50: { file: "dense.net", net: "resnet50", family: "dense" },
  vgg16: { file: "dense.net", net: "vgg16", family: "dense" },
  vgg16_int8: { file: "dense.net", net: "vgg16_int8", family: "dense" },
  mobilenet_yolo: { file: "mobile.net", net: "mobilenet_yolo", family: "detector" },
  mobilenetv2_yolov3: { file: "mobile.net", net: "mobilenetv2_yolov3", family: "detector" },
  "yolov4-tiny": { file: "yolo.net", net: "yolov4_tiny", family: "detector" },
  nanodet_m: { file: "shuffle.net", net: "nanodet_m", family: "detector" },
  "yolo-fastestv2": { file: "shuffle.net", net: "yolo_fastestv2", family: "detector" },
  FastestDet: { file: "shuffle.net", net: "fastestdet", family: "detector" },
  vision_transformer: { file: "transformer.net", net: "vision_transformer", family: "transformer" },
};

/** What the rows of one table of the benchmark have in common: device, unit, precision and threads. */
function tableOf({ device, runtime, precision, threads }: LatencyRecord): string {
  return JSON.stringify([device, runtime, precision === "int8", threads]);
}

export const ncnn: ReadSets = (folder) => {
  const records = readRecords(folder).filter(
    ({ runtime, precision }) =>
      // Vulkan has no 8-bit convolutions: those rows were computed by the CPU, and equal its own.
      runtime === "ncnn" || (runtime === "ncnn Vulkan" && precision !== "int8"),
  );
  return [...Map.groupBy(records, tableOf).values()].flatMap((table) => toSet(table) ?? []);
};

function toSet(table: readonly LatencyRecord[]): MeasuredSet | undefined {
  const [first] = table;
  const device = first === undefined ? undefined : ncnnDevices[first.device];
  if (first === undefined || device === undefined) return undefined;
  const isGpu = first.unit === "GPU";
  return {
    name: "ncnn's benchmark",
    device: device.id,
    key: {
      unit: isGpu ? "gpu" : "cpu",
      runtime: "ncnn",
      // On Vulkan half precision is the default too.
      precision: first.precision === "int8" ? "int8" : isGpu ? "fp16" : device.cpu,
      threads: first.threads ?? 1,
    },
    source: first.source.replace(/ line \d+$/, ""),
    licence: "BSD-3-Clause",
    cases: table.flatMap(({ model, latency_ms }) => {
      const known = nets[model];
      if (known === undefined) return [];
      const { file, net, family } = known;
      const groups = { net: net.replace(/_int8$/, ""), family };
      return [{ name: model, text: measured(file, net), milliseconds: latency_ms, groups }];
    }),
  };
}
