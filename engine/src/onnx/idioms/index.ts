/** Every idiom, larger ones before smaller ones: the first that matches at an anchor is taken. */
import type { Idiom } from "./idiom.ts";

export const idioms: readonly Idiom[] = [];
