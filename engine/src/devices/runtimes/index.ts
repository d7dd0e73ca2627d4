/** Every runtime whose rules are known. */
import { cmsisNn } from "./cmsisNn.ts";
import { espNn } from "./espNn.ts";
import { generic } from "./generic.ts";
import { hale } from "./hale.ts";
import { microtvm } from "./microtvm.ts";
import { ncnn } from "./ncnn.ts";
import { onnc } from "./onnc.ts";
import { onnxruntime } from "./onnxruntime.ts";
import { plumerai } from "./plumerai.ts";
import { pytorch } from "./pytorch.ts";
import type { Runtime } from "./runtime.ts";
import { stm32CubeAi } from "./stm32CubeAi.ts";
import { tensorrt } from "./tensorrt.ts";
import { tflite } from "./tflite.ts";
import { tflm } from "./tflm.ts";
import { tinyengine } from "./tinyengine.ts";
import { xCubeAi } from "./xCubeAi.ts";
import { xnnpack } from "./xnnpack.ts";

// biome-ignore format: phones and boards, accelerators, microcontrollers.
export const runtimes: readonly Runtime[] = [
  xnnpack, tflite, ncnn, onnxruntime, pytorch,
  tensorrt,
  tflm, cmsisNn, espNn, plumerai, hale, xCubeAi, stm32CubeAi, microtvm, tinyengine, onnc,
  generic,
];

/** The rules for a runtime of a table: its own, those of the runtime without its version, or the common ones. */
export function runtimeOf(id: string): Runtime {
  for (let name = id; name !== ""; name = name.split("-").slice(0, -1).join("-")) {
    const found = runtimes.find((runtime) => runtime.id === name);
    if (found !== undefined) return found;
  }
  return generic;
}
