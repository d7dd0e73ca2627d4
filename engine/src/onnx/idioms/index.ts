/** Every idiom, larger ones before smaller ones: the first that matches at an anchor is taken. */
import { attention } from "./attention.ts";
import type { Idiom } from "./idiom.ts";
import { sdpa } from "./sdpa.ts";

export const idioms: readonly Idiom[] = [attention, sdpa];
