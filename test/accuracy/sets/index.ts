import type { ReadSets } from "../measured.ts";
import { fbnet } from "./fbnet.ts";
import { gdcm } from "./gdcm.ts";
import { hat } from "./hat.ts";
import { microcontrollers } from "./microcontrollers.ts";
import { ncnn } from "./ncnn.ts";
import { nnmeterBlocks } from "./nnmeterBlocks.ts";
import { nnmeterNets } from "./nnmeterNets.ts";
import { pixel1Nets } from "./pixel1Nets.ts";
import { pixel3Nets } from "./pixel3Nets.ts";
import { tensorrt } from "./tensorrt.ts";

/** Everything that is measured, one reader per file of this folder. */
export const readers: readonly ReadSets[] = [
  nnmeterBlocks,
  gdcm,
  ncnn,
  microcontrollers,
  pixel1Nets,
  nnmeterNets,
  pixel3Nets,
  fbnet,
  tensorrt,
  hat,
];
