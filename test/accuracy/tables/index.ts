/** Every recipe, in the order of the report. */
import type { Recipe } from "../recipe.ts";
import { gdcm } from "./gdcm.ts";
import { hat } from "./hat.ts";
import { microcontrollers } from "./microcontrollers.ts";
import { ncnn } from "./ncnn.ts";
import { nnmeterBlocks } from "./nnmeterBlocks.ts";
import { pixel1 } from "./pixel1.ts";

export const recipes: readonly Recipe[] = [nnmeterBlocks, pixel1, gdcm, ncnn, hat, microcontrollers];
