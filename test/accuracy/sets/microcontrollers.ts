/**
 * Whole nets in 8 bits on microcontrollers: the rounds of MLPerf Tiny (closed division, three of its four nets are in the data),
 * TinyEngine's comparison of four runtimes, ST's model zoo, and Espressif's person detection.
 *
 * Of a board, runtime and net that were submitted to several rounds the last counts. Left out: boards with an accelerator (the
 * xG24's matrix processor, Syntiant's), and `mcunet-vww0`, whose architecture is not published where we could read it.
 */
import type { MeasuredCase, MeasuredSet, ReadSets } from "../measured.ts";
import { measured } from "../nets.ts";
import { sizeOf } from "./recordedNets.ts";
import { type LatencyRecord, readRecords } from "./records.ts";

/** Boards as the publications write them, without `-` and `_`. What follows the name is the runtime's. */
const devices: readonly (readonly [board: string, id: string])[] = [
  ["DISCOF746NG", "stm32f746"],
  ["STM32H743", "stm32h743"],
  ["STM32H747IDISCO", "stm32h747"],
  ["NUCLEOH7A3ZI", "stm32h7a3"],
  ["NUCLEOL4R5ZI", "stm32l4r5"],
  ["NUCLEOU575ZI", "stm32u575"],
  ["BU585IIOT02A", "stm32u585"],
  ["NUCLEOG0B1RE", "stm32g0b1"],
  ["NRF5340DK", "nrf5340"],
  ["CY8CPROTO0624343W", "psoc62"],
  ["EKRA6M4", "renesas_ra6m4"],
  ["RX65NCLOUDKIT", "renesas_rx65n"],
  ["NUMAKERM467HJ", "numaker_m467"],
  ["ANDESCORED25", "andes_d25"],
  ["ANDESCORED45", "andes_d45"],
  ["ANDESCORENX27V", "andes_nx27v"],
  ["ESP32P4", "esp32p4"],
  ["ESP32S3", "esp32s3"],
  ["ESP32C3", "esp32c3"],
  ["ESP32", "esp32"],
];

function deviceOf(board: string): string | undefined {
  const plain = board.toUpperCase().replace(/[-_]/g, "");
  return devices.find(([name]) => plain.startsWith(name))?.[1];
}

/** Id of the runtime; versions that the table of results omits are in the system descriptions beside it. */
function runtimeOf({ runtime, device, source }: LatencyRecord): string | undefined {
  const round = /tiny_results_(v[\d.]+)/.exec(source)?.[1];
  switch (runtime) {
    case "Plumerai Inference Engine":
      return "plumerai";
    case "Plumerai Inference Engine 2023.05":
      return "plumerai-2023";
    case "Bosch Hardware-Aware Lowering Engine (HALE) version 1.0":
      return "hale";
    case "X-CUBE-AI":
      return round === "v0.7" ? "x-cube-ai-7.1" : round === "v1.0" ? "x-cube-ai-7.3" : undefined;
    case "X-CUBE-AI 7.3":
    case "X-CUBE-AI 7.3.0":
      return "x-cube-ai-7.3";
    case "X-CUBE-AI 8.0":
      return "x-cube-ai-8.0";
    case "X-CUBE-AI v8.1.0":
      return "x-cube-ai-8.1";
    case "STM32Cube.AI 10.0.0":
      return "stm32cube-ai-10";
    case "microTVM native":
      return "microtvm";
    case "microTVM CMSIS-NN":
      return "microtvm-cmsis-nn";
    case "microTVM":
      return /native/i.test(source) ? "microtvm" : "microtvm-cmsis-nn";
    case "ONNC":
      // The same board was submitted with two operating systems.
      return device.endsWith("mbed_os") ? "onnc-mbed" : "onnc";
    case "TinyEngine":
      return "tinyengine";
    case "CMSIS-NN":
      return "cmsis-nn";
    case "TFLite Micro + ESP-NN":
      return "esp-nn";
    case "TFLite Micro":
    case "TFLite Micro (no ESP-NN)":
      return "tflm";
    case null:
      // Renesas: TensorFlow Lite Micro with CMSIS-NN, which it changed for its own core.
      return "cmsis-nn";
    default:
      return runtime.startsWith("tflite-micro") ? "tflm" : undefined;
  }
}

/** The net of `mcu.net` for a model of the records. */
function netOf(record: LatencyRecord): string | undefined {
  const size = sizeOf(record);
  switch (record.model) {
    case "MLPerf-Tiny IC ResNet-8":
      return "resnet8";
    case "MLPerf-Tiny KWS DS-CNN":
      return "ds_cnn";
    case "MLPerf-Tiny AD autoencoder (FC)":
      return "autoencoder";
    case "Person Detection (TFLM example)":
      return "mobilenet_v1_025(channels=1)";
    // The five classes are flowers.
    case "MobileNetV1 0.25":
      return `mobilenet_v1_025(size=${size}, classes=5)`;
    case "MobileNetV1 0.25 (ImageNet head)":
      return `mobilenet_v1_025(size=${size}, classes=1000)`;
    case "mbv2-w0.3-r64":
      return "mobilenet_v2(width=0.3, size=64)";
    case "mbv2-w0.35":
      return "mobilenet_v2";
    case "proxyless-w0.3-r64":
      return "proxyless(size=64)";
    case "proxyless-w0.3":
      return "proxyless";
    case "mcunet-in1":
      return "mcunet";
    case "mcunet-in0":
    case "mcunet-in2":
    case "mcunet-in3":
    case "mcunet-in4":
    case "mcunet-vww1":
    case "mcunet-vww2":
      return record.model.replace("-", "_");
    default:
      return undefined;
  }
}

/** Rows of TinyEngine's table that the data folder does not have, in milliseconds; X-CUBE-AI's is 7.3.0. */
const tinyEngineRuntimes = ["TFLite Micro", "CMSIS-NN", "X-CUBE-AI 7.3.0", "TinyEngine"] as const;
const tinyEngineRows: Readonly<Record<string, readonly (number | undefined)[]>> = {
  "mcunet-in0": [586, 51, 35, 25],
  "mcunet-in2": [6463, 642, 351, 280],
  "mcunet-in3": [7821, 770, 414, 336],
  "mbv2-w0.35": [undefined, undefined, 118, 124],
  "proxyless-w0.3": [3801, 380, 205, 176],
};

function moreOfTinyEngine(): readonly LatencyRecord[] {
  return Object.entries(tinyEngineRows).flatMap(([model, times]) =>
    tinyEngineRuntimes.flatMap((runtime, i): LatencyRecord | readonly [] => {
      const latency_ms = times[i];
      if (latency_ms === undefined) return [];
      const what = { model, device: "STM32H743", runtime, unit: "MCU", precision: "int8", threads: 1 };
      const source = "github.com/mit-han-lab/tinyengine @022fc116e000 README.md";
      return { ...what, latency_ms, macs_M: null, params_M: null, source };
    }),
  );
}

interface Publication {
  /** What its `source` contains. */
  readonly place: string;
  readonly name: string;
  readonly licence: string;
}

const publications: readonly Publication[] = [
  { place: "mlcommons/tiny_results", name: "MLPerf Tiny", licence: "Apache-2.0" },
  { place: "mit-han-lab/tinyengine", name: "TinyEngine's comparison", licence: "MIT" },
  { place: "STMicroelectronics/stm32ai-modelzoo", name: "ST's model zoo", licence: "Apache-2.0" },
  { place: "espressif/esp-tflite-micro", name: "person detection", licence: "Apache-2.0" },
];

interface Row {
  readonly device: string;
  readonly runtime: string;
  readonly net: string;
  readonly publication: Publication;
  readonly record: LatencyRecord;
}

function toRow(record: LatencyRecord): Row | undefined {
  const device = deviceOf(record.device);
  const runtime = runtimeOf(record);
  const net = netOf(record);
  const publication = publications.find(({ place }) => record.source.includes(place));
  if (device === undefined || runtime === undefined || net === undefined || publication === undefined) return undefined;
  return { device, runtime, net, publication, record };
}

export const microcontrollers: ReadSets = (folder) => {
  const records = [...readRecords(folder), ...moreOfTinyEngine()].filter(({ unit }) => unit === "MCU");
  const rows = records.flatMap((record) => toRow(record) ?? []);
  const tables = Map.groupBy(rows, ({ device, runtime, publication }) => [device, runtime, publication.name].join());
  return [...tables.values()].flatMap((table) => toSet(table) ?? []);
};

function toSet(table: readonly Row[]): MeasuredSet | undefined {
  const [first] = table;
  if (first === undefined) return undefined;
  // Rounds stand in order, so that of a net's rows the last stays.
  const last = new Map(table.map((row) => [row.net, row]));
  return {
    name: first.publication.name,
    device: first.device,
    key: { unit: "cpu", runtime: first.runtime, precision: "int8", threads: 1 },
    source: [...new Set([...last.values()].map(({ record }) => repository(record)))].join("; "),
    licence: first.publication.licence,
    cases: [...last.values()].map(({ net, record }): MeasuredCase => {
      const groups = { net };
      return { name: record.model, text: measured("mcu.net", net), milliseconds: record.latency_ms, groups };
    }),
  };
}

/** `github.com/mlcommons/tiny_results_v1.0 @cc81fd5c09d6`: repository and revision. */
function repository({ source }: LatencyRecord): string {
  return source.split(" ").slice(0, 2).join(" ");
}
