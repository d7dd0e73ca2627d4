/** What devices are, beside what was measured on them: the hand-written part of `devices/`. Sizes of memories are those of data sheets. */
import type { BoardMemory, Device, ProcessingUnit, TableKey } from "../../engine/src/devices/profile.ts";

export interface Facts extends Pick<Device, "id" | "name" | "kind" | "chip" | "aliases" | "energy" | "legality"> {
  readonly units: readonly UnitFacts[];
  readonly memory?: BoardMemory;
  readonly takes: Device["takes"];
  /** Whose table is meant where a target names none. */
  readonly first?: Partial<TableKey>;
}

/** A unit without its speeds: these come from what was measured, where that is not stated. */
export type UnitFacts = Omit<ProcessingUnit, "gmacsPerSecond" | "source"> &
  Partial<Pick<ProcessingUnit, "gmacsPerSecond" | "source">>;

const mobile: Device["takes"] = [
  { format: "ONNX", isProduced: true, note: "with ONNX Runtime; the tables are of other runtimes" },
  { format: ".tflite", isProduced: false },
];
const ncnnModel = { format: "ncnn .param", isProduced: false } as const;
const board: Device["takes"] = [...mobile, ncnnModel];
const micro: Device["takes"] = [
  { format: ".tflite", isProduced: false },
  { format: "QDQ ONNX", isProduced: true, note: "STM32Cube.AI and X-CUBE-AI read it" },
];
const microElsewhere: Device["takes"] = [{ format: ".tflite", isProduced: false }];

/** XNNPACK's and ncnn's kernels for convolution take eight, and four, output channels at once. */
const eight = { fp32: 8, fp16: 8, int8: 8 } as const;
const four = { fp32: 4, fp16: 8, int8: 8 } as const;

function phone(
  id: string,
  name: string,
  chip: string,
  unit: Omit<UnitFacts, "unit">,
  more: Partial<Facts> = {},
): Facts {
  return {
    id,
    name,
    kind: "phone",
    chip,
    units: [{ unit: "cpu", channelAlignment: eight, ...unit }],
    takes: mobile,
    ...more,
  };
}

function computer(
  id: string,
  name: string,
  chip: string,
  unit: Omit<UnitFacts, "unit">,
  more: Partial<Facts> & { readonly gpu?: Omit<UnitFacts, "unit"> } = {},
): Facts {
  const { gpu, ...rest } = more;
  const units: readonly UnitFacts[] = [
    { unit: "cpu", channelAlignment: four, ...unit },
    ...(gpu === undefined ? [] : [{ unit: "gpu", ...gpu } as const]),
  ];
  return { id, name, kind: "board", chip, units, takes: board, ...rest };
}

/**
 * `clock` in MHz. A core of this class moves at most one 32-bit word in a cycle. Arm's DSP extension, which all of them but the
 * Cortex-M0+ and the RX have, multiplies two pairs of 16-bit numbers at once and widens bytes; `int8` products of their own they have not.
 */
function microcontroller(
  id: string,
  name: string,
  core: string,
  clock: number,
  sram: number,
  flash: number,
  source: string,
  more: Partial<Facts> = {},
): Facts {
  return {
    id,
    name,
    kind: "microcontroller",
    chip: core,
    units: [
      {
        unit: "cpu",
        name: `${core} at ${clock} MHz`,
        gigabytesPerSecond: (clock * 4) / 1000,
        channelAlignment: { int8: 4 },
        hasInt8Products: false,
      },
    ],
    memory: {
      sramBytes: sram * 1024,
      flashBytes: flash * 1024,
      overheadBytes: runtimeBytes,
      codeBytes: codeBytes,
      alignment: 16,
      planner: "tflm-greedy",
      source: `${source}; overhead and code are allowances for a runtime of TensorFlow Lite Micro's kind, not measured`,
    },
    takes: micro,
    ...more,
  };
}

/**
 * TensorFlow Lite Micro keeps records of tensors and nodes beside the activations, some kilobytes for tens of ops; its core and a handful of
 * kernels are some tens of kilobytes of code (David et al., "TensorFlow Lite Micro", MLSys 2021). Allowances, and said to be.
 */
const runtimeBytes = 4 * 1024;
const codeBytes = 48 * 1024;

export const facts: readonly Facts[] = [
  phone("pixel4", "Google Pixel 4", "Snapdragon 855", {
    name: "1 × Kryo 485 Prime (Cortex-A76) at 2.84 GHz, 3 × Kryo 485 Gold (Cortex-A76) at 2.42 GHz, 4 × Kryo 485 Silver (Cortex-A55) at 1.8 GHz",
    gigabytesPerSecond: 34.1,
    hasInt8Products: true,
  }),
  phone("pixel1", "Google Pixel", "Snapdragon 821", {
    name: "2 × Kryo at 2.34 GHz, 2 × Kryo at 1.6 GHz",
    gigabytesPerSecond: 29.8,
    hasInt8Products: false,
  }),
  phone("pixel3", "Google Pixel 3", "Snapdragon 845", {
    name: "4 × Kryo 385 Gold (Cortex-A75) at 2.5 GHz, 4 × Kryo 385 Silver (Cortex-A55) at 1.77 GHz",
    gigabytesPerSecond: 29.9,
    hasInt8Products: true,
  }),
  phone("pixel6", "Google Pixel 6", "Google Tensor", {
    name: "2 × Cortex-X1 at 2.8 GHz, 2 × Cortex-A76 at 2.25 GHz, 4 × Cortex-A55 at 1.8 GHz",
    hasInt8Products: true,
  }),
  phone("xiaomi11", "Xiaomi Mi 11", "Snapdragon 888", {
    name: "1 × Kryo 680 Prime (Cortex-X1) at 2.84 GHz, 3 × Kryo 680 Gold (Cortex-A78) at 2.42 GHz, 4 × Kryo 680 Silver (Cortex-A55) at 1.8 GHz",
    hasInt8Products: true,
  }),
  phone(
    "mi_9",
    "Xiaomi Mi 9",
    "Snapdragon 855",
    { name: "1 × Kryo 485 Prime (Cortex-A76) at 2.84 GHz and seven more", hasInt8Products: true },
    { units: [{ unit: "gpu", name: "Adreno 640" }] },
  ),
  phone(
    "pixel3_xl",
    "Google Pixel 3 XL",
    "Snapdragon 845",
    { name: "4 × Kryo 385 Gold (Cortex-A75) at 2.5 GHz and four more", hasInt8Products: true },
    {
      units: [
        {
          unit: "cpu",
          name: "4 × Kryo 385 Gold (Cortex-A75) at 2.5 GHz and four more",
          hasInt8Products: true,
          channelAlignment: eight,
        },
        { unit: "gpu", name: "Adreno 630" },
      ],
    },
  ),
  computer("raspberrypi4", "Raspberry Pi 4 Model B", "Broadcom BCM2711", {
    name: "4 × Cortex-A72 at 1.5 GHz (1.8 GHz since 2021)",
    gigabytesPerSecond: 5.56,
    hasInt8Products: false,
  }),
  computer("raspberrypi5", "Raspberry Pi 5", "Broadcom BCM2712", {
    name: "4 × Cortex-A76 at 2.4 GHz",
    gigabytesPerSecond: 17.1,
    hasInt8Products: true,
  }),
  computer("raspberrypi3", "Raspberry Pi 3 Model B+", "Broadcom BCM2837B0", {
    name: "4 × Cortex-A53 at 1.4 GHz",
    hasInt8Products: false,
  }),
  computer("raspberrypi_zero2", "Raspberry Pi Zero 2 W", "Broadcom BCM2710A1", {
    name: "4 × Cortex-A53 at 1 GHz",
    hasInt8Products: false,
  }),
  computer(
    "jetson_nano",
    "NVIDIA Jetson Nano",
    "Tegra X1",
    { name: "4 × Cortex-A57 at 1.43 GHz", gigabytesPerSecond: 25.6, hasInt8Products: false },
    {
      gpu: { name: "Maxwell, 128 cores at 921 MHz", gigabytesPerSecond: 25.6 },
      first: { unit: "gpu", runtime: "tensorrt" },
    },
  ),
  computer(
    "jetson_tx2_nx",
    "NVIDIA Jetson TX2 NX",
    "Tegra X2",
    { name: "2 × Denver 2 and 4 × Cortex-A57 at 2 GHz", gigabytesPerSecond: 59.7, hasInt8Products: false },
    { gpu: { name: "Pascal, 256 cores at 1.3 GHz", gigabytesPerSecond: 59.7 }, first: { unit: "gpu" } },
  ),
  computer("jetson_orin_nano", "NVIDIA Jetson Orin Nano", "Orin", {
    name: "6 × Cortex-A78AE at 1.5 GHz",
    gigabytesPerSecond: 68,
    hasInt8Products: true,
  }),
  computer(
    "jetson_agx_xavier",
    "NVIDIA Jetson AGX Xavier",
    "Xavier",
    {
      name: "8 × Carmel at 2.2 GHz",
      gigabytesPerSecond: 137,
      hasInt8Products: false,
    },
    { gpu: { name: "Volta, 512 cores at 1.38 GHz", gigabytesPerSecond: 137 } },
  ),
  computer("jetson_agx_orin", "NVIDIA Jetson AGX Orin", "Orin", {
    name: "12 × Cortex-A78AE at 2.2 GHz",
    hasInt8Products: true,
  }),
  computer(
    "rk3399",
    "Rockchip RK3399",
    "Rockchip RK3399",
    {
      name: "2 × Cortex-A72 at 1.8 GHz, 4 × Cortex-A53 at 1.4 GHz",
      hasInt8Products: false,
    },
    { gpu: { name: "Mali-T860 MP4" } },
  ),
  computer(
    "rk3588",
    "Rockchip RK3588",
    "Rockchip RK3588",
    {
      name: "4 × Cortex-A76 at 2.4 GHz, 4 × Cortex-A55 at 1.8 GHz",
      hasInt8Products: true,
    },
    { gpu: { name: "Mali-G610 MP4" } },
  ),
  computer(
    "khadas_vim3",
    "Khadas VIM3",
    "Amlogic A311D",
    {
      name: "4 × Cortex-A73 at 2.2 GHz, 2 × Cortex-A53 at 1.8 GHz",
      hasInt8Products: false,
    },
    { gpu: { name: "Mali-G52 MP4" } },
  ),
  computer("snapdragon821", "Snapdragon 821 board", "Snapdragon 821", {
    name: "2 × Kryo at 2.35 GHz, 2 × Kryo at 2.19 GHz",
    gigabytesPerSecond: 29.8,
    hasInt8Products: false,
  }),
  computer(
    "snapdragon835",
    "Snapdragon 835 phone",
    "Snapdragon 835",
    {
      name: "4 × Kryo 280 Gold (Cortex-A73) at 2.45 GHz, 4 × Kryo 280 Silver (Cortex-A53) at 1.9 GHz",
      gigabytesPerSecond: 29.9,
      hasInt8Products: false,
    },
    { gpu: { name: "Adreno 540" } },
  ),
  computer(
    "snapdragon855_plus",
    "Snapdragon 855+ phone",
    "Snapdragon 855+",
    {
      name: "1 × Kryo 485 Prime (Cortex-A76) at 2.96 GHz and seven more",
      gigabytesPerSecond: 34.1,
      hasInt8Products: true,
    },
    { gpu: { name: "Adreno 640" } },
  ),
  computer("snapdragon888", "Snapdragon 888 phone", "Snapdragon 888", {
    name: "1 × Kryo 680 Prime (Cortex-X1) at 2.84 GHz and seven more",
    hasInt8Products: true,
  }),
  computer("snapdragon8_gen2", "Snapdragon 8 Gen 2 phone", "Snapdragon 8 Gen 2", {
    name: "1 × Cortex-X3 at 3.2 GHz and seven more",
    hasInt8Products: true,
  }),
  computer(
    "kirin970",
    "Kirin 970 phone",
    "Kirin 970",
    {
      name: "4 × Cortex-A73 at 2.36 GHz, 4 × Cortex-A53 at 1.8 GHz",
      hasInt8Products: false,
    },
    { gpu: { name: "Mali-G72 MP12" } },
  ),
  computer(
    "iphone_5s",
    "Apple iPhone 5s",
    "Apple A7",
    { name: "2 × Cyclone at 1.3 GHz", hasInt8Products: false },
    {
      kind: "phone",
      gpu: { name: "PowerVR G6430" },
    },
  ),
  computer(
    "macbook_pro_m1",
    "Apple MacBook Pro (M1)",
    "Apple M1",
    {
      name: "4 × Firestorm at 3.2 GHz, 4 × Icestorm",
      hasInt8Products: true,
    },
    { gpu: { name: "8 cores" } },
  ),
  microcontroller(
    "stm32f746",
    "STM32F746 Discovery",
    "Cortex-M7",
    216,
    320,
    1024,
    "STMicroelectronics data sheet DS10916",
    { aliases: ["disco_f746ng"], first: { runtime: "plumerai" } },
  ),
  microcontroller(
    "stm32h743",
    "STM32H743 Nucleo",
    "Cortex-M7",
    480,
    512,
    2048,
    "STMicroelectronics data sheet DS12110: 1 MB in all, 512 KB in one region",
    {
      first: { runtime: "x-cube-ai-7.3" },
    },
  ),
  microcontroller(
    "stm32h7a3",
    "STM32H7A3 Nucleo",
    "Cortex-M7",
    280,
    1024,
    2048,
    "STMicroelectronics data sheet DS13195: 1.4 MB in all, 1 MB in one region",
    {
      first: { runtime: "x-cube-ai-8.1" },
    },
  ),
  microcontroller(
    "stm32l4r5",
    "STM32L4R5 Nucleo",
    "Cortex-M4",
    120,
    640,
    2048,
    "STMicroelectronics data sheet DS12023",
    {
      first: { runtime: "x-cube-ai-8.1" },
    },
  ),
  microcontroller(
    "stm32u575",
    "STM32U575 Nucleo",
    "Cortex-M33",
    160,
    768,
    2048,
    "STMicroelectronics data sheet DS13737",
    {
      first: { runtime: "x-cube-ai-8.1" },
    },
  ),
  microcontroller(
    "stm32u585",
    "STM32U585 IoT kit",
    "Cortex-M33",
    160,
    768,
    2048,
    "STMicroelectronics data sheet DS13086",
  ),
  microcontroller("stm32g0b1", "STM32G0B1 Nucleo", "Cortex-M0+", 64, 144, 512, "STMicroelectronics data sheet DS13560"),
  microcontroller(
    "nrf5340",
    "Nordic nRF5340 DK",
    "Cortex-M33",
    128,
    512,
    1024,
    "Nordic nRF5340 product specification",
    {
      takes: microElsewhere,
    },
  ),
  microcontroller(
    "psoc62",
    "Infineon PSoC 62 prototyping kit",
    "Cortex-M4",
    150,
    1024,
    2048,
    "Infineon data sheet of the CY8C62xA",
    {
      takes: microElsewhere,
    },
  ),
  microcontroller(
    "renesas_ra6m4",
    "Renesas EK-RA6M4",
    "Cortex-M33",
    200,
    256,
    1024,
    "Renesas data sheet of the RA6M4 group",
    {
      takes: microElsewhere,
    },
  ),
  microcontroller(
    "renesas_rx65n",
    "Renesas RX65N cloud kit",
    "RXv2",
    120,
    640,
    2048,
    "Renesas data sheet of the RX65N group",
    {
      takes: microElsewhere,
    },
  ),
  microcontroller(
    "numaker_m467",
    "Nuvoton NuMaker-M467HJ",
    "Cortex-M4",
    200,
    512,
    1024,
    "Nuvoton data sheet of the M467 series",
    {
      takes: microElsewhere,
    },
  ),
  {
    id: "ethos_u55",
    name: "Arm Ethos-U55 with 256 MACs",
    kind: "accelerator",
    chip: "Arm Ethos-U55-256",
    units: [
      {
        unit: "npu",
        name: "256 MACs in a cycle at 500 MHz",
        gmacsPerSecond: { int8: 128 },
        gigabytesPerSecond: 4,
        channelAlignment: { int8: 16 },
        hasInt8Products: true,
        source: "Arm's Vela compiler, default system configuration (500 MHz, SRAM at 4 GB/s); a peak",
      },
    ],
    legality: "tosa-base-8k",
    takes: [{ format: ".tflite", isProduced: false, note: "through Vela" }],
  },
  {
    id: "asic_45nm",
    name: "an accelerator in 45 nm, for its energy",
    kind: "accelerator",
    units: [],
    takes: [],
    energy: {
      picojoulesPerMac: { fp32: 4.6, fp16: 1.5, int8: 0.23 },
      picojoulesPerByte: { onChip: 1.25, offChip: 162.5 },
      source:
        'Horowitz, "Computing\'s Energy Problem", ISSCC 2014: 45 nm, 0.9 V; a multiplication and an addition; an 8 KB cache at 10 pJ and DRAM at 1.3 nJ per 64 bits',
    },
  },
  {
    id: "host",
    name: "the machine that one works at",
    kind: "host",
    units: [],
    takes: [{ format: "ONNX", isProduced: true }],
  },
];
