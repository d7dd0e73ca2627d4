/** Every recipe, in the order of the report. */
import type { Recipe } from "../recipe.ts";
import { nnmeterBlocks } from "./nnmeterBlocks.ts";

export const recipes: readonly Recipe[] = [nnmeterBlocks];
