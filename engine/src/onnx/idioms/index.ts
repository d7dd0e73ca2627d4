/** Every idiom, larger ones before smaller ones: the first that matches at an anchor is taken. */
import { attention } from "./attention.ts";
import { bias } from "./bias.ts";
import { channelShuffle } from "./channelShuffle.ts";
import { circularPad } from "./circularPad.ts";
import { hardsigmoid, hardswish, hardswishOfProduct, mish, silu } from "./gates.ts";
import { gelu } from "./gelu.ts";
import { groupnorm, groupnormAffine } from "./groupnorm.ts";
import type { Idiom } from "./idiom.ts";
import { layernorm, layernormAffine } from "./layernorm.ts";
import { lrn } from "./lrn.ts";
import { normalize } from "./normalize.ts";
import { pixelShuffle, pixelUnshuffle } from "./pixelShuffle.ts";
import { gru, lstm, rnn } from "./recurrent.ts";
import { relu6 } from "./relu6.ts";
import { rmsnorm, rmsnormAffine } from "./rmsnorm.ts";
import { roll } from "./roll.ts";
import { sdpa } from "./sdpa.ts";
import { shift } from "./shift.ts";
import { stack } from "./stack.ts";

export const idioms: readonly Idiom[] = [
  attention,
  sdpa,
  lstm,
  gru,
  rnn,
  shift,
  layernormAffine,
  layernorm,
  groupnormAffine,
  groupnorm,
  rmsnormAffine,
  rmsnorm,
  normalize,
  lrn,
  gelu,
  hardswishOfProduct,
  hardswish,
  hardsigmoid,
  mish,
  silu,
  relu6,
  channelShuffle,
  pixelShuffle,
  pixelUnshuffle,
  roll,
  circularPad,
  stack,
  bias,
];
