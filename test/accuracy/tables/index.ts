/** Every recipe, in the order of the report. */
import type { Recipe } from "../recipe.ts";
import { fbnet } from "./fbnet.ts";
import { gdcm } from "./gdcm.ts";
import { hat } from "./hat.ts";
import { microcontrollers } from "./microcontrollers.ts";
import { ncnn } from "./ncnn.ts";
import { nnmeterBlocks } from "./nnmeterBlocks.ts";
import { nnmeterNets } from "./nnmeterNets.ts";
import { pixel1 } from "./pixel1.ts";
import { pixel3 } from "./pixel3.ts";
import { published } from "./ratios.ts";
import { tensorrt } from "./tensorrt.ts";

/** Of one device the tables stand in this order, too: the first is meant where a target says nothing else. */
export const recipes: readonly Recipe[] = [
  nnmeterBlocks,
  pixel1,
  pixel3,
  nnmeterNets,
  gdcm,
  ncnn,
  tensorrt,
  hat,
  fbnet,
  microcontrollers,
  published,
];
