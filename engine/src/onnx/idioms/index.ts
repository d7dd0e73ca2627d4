/** Every idiom, larger ones before smaller ones: the first that matches at an anchor is taken. */
import { attention } from "./attention.ts";
import type { Idiom } from "./idiom.ts";
import { gru, lstm, rnn } from "./recurrent.ts";
import { sdpa } from "./sdpa.ts";

export const idioms: readonly Idiom[] = [attention, sdpa, lstm, gru, rnn];
