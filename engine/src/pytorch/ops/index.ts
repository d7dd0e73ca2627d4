/** What every operator of the catalogue is in PyTorch, in the order of the catalogue. */
import type { Operator } from "../../operators/operator.ts";
import type { PyTorchFacet } from "../facet.ts";
import {
  elu,
  hardsigmoid,
  hardswish,
  leakyRelu,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softplus,
  tanh,
} from "./activation.ts";
import { adaptiveAvgpool } from "./adaptiveAvgpool.ts";
import { argmax, argmin } from "./argmax.ts";
import { attention } from "./attention.ts";
import { bilinear } from "./bilinear.ts";
import {
  add,
  div,
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  logicalAnd,
  logicalOr,
  logicalXor,
  mul,
  notEqual,
  pow,
  sub,
} from "./binary.ts";
import { bn } from "./bn.ts";
import { cast } from "./cast.ts";
import { channelShuffle } from "./channelShuffle.ts";
import { clip } from "./clip.ts";
import { concat, stack } from "./concat.ts";
import { constant } from "./constant.ts";
import { conv, dwconv } from "./conv.ts";
import { convTranspose } from "./convTranspose.ts";
import { dropout } from "./dropout.ts";
import { einsum } from "./einsum.ts";
import { embedding } from "./embedding.ts";
import { expand } from "./expand.ts";
import { max, min } from "./extremum.ts";
import { flatten } from "./flatten.ts";
import { gather } from "./gather.ts";
import { gelu } from "./gelu.ts";
import { globalAvgpool, globalMaxpool } from "./globalPool.ts";
import { gridSample } from "./gridSample.ts";
import { groupnorm } from "./groupnorm.ts";
import { identity } from "./identity.ts";
import { instancenorm } from "./instancenorm.ts";
import { layernorm, rmsnorm } from "./layernorm.ts";
import { linear } from "./linear.ts";
import { lrn } from "./lrn.ts";
import { abs, ceil, cos, erf, exp, floor, log, logicalNot, neg, reciprocal, round, sign, sin, sqrt } from "./math.ts";
import { matmul } from "./matmul.ts";
import { normalize } from "./normalize.ts";
import { pad } from "./pad.ts";
import { param } from "./param.ts";
import { pixelShuffle, pixelUnshuffle } from "./pixelShuffle.ts";
import { avgpool, maxpool } from "./pool.ts";
import { positions } from "./positions.ts";
import { prelu } from "./prelu.ts";
import { dequantize, quantize } from "./quantize.ts";
import { gru, lstm, rnn } from "./recurrent.ts";
import {
  cumsum,
  mean,
  reduceL1,
  reduceL2,
  reduceLogsumexp,
  reduceMax,
  reduceMin,
  reduceProd,
  sum,
} from "./reduction.ts";
import { relativePositionBias } from "./relativePositionBias.ts";
import { reshape } from "./reshape.ts";
import { resize } from "./resize.ts";
import { roll } from "./roll.ts";
import { rope } from "./rope.ts";
import { sdpa } from "./sdpa.ts";
import { shift } from "./shift.ts";
import { slice } from "./slice.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { split } from "./split.ts";
import { squeeze, unsqueeze } from "./squeeze.ts";
import { tile } from "./tile.ts";
import { topk } from "./topk.ts";
import { transpose } from "./transpose.ts";
import { devoxelize, voxelize } from "./voxelize.ts";
import { where } from "./where.ts";

// biome-ignore format: one family a line, as the catalogue has them.
const all: readonly PyTorchFacet[] = [
  // Convolution
  conv, dwconv, convTranspose,
  // Linear
  linear, bilinear, matmul, einsum,
  // Normalisation
  bn, layernorm, groupnorm, instancenorm, rmsnorm, lrn, normalize,
  // Activation
  relu, relu6, leakyRelu, prelu, elu, selu, gelu, silu, mish, softplus, sigmoid, tanh, hardswish, hardsigmoid,
  softmax, logSoftmax, clip, dropout,
  // Pooling
  maxpool, avgpool, globalAvgpool, globalMaxpool, adaptiveAvgpool,
  // Shape
  identity, flatten, reshape, transpose, squeeze, unsqueeze, concat, stack, split, slice, pad, gather, expand, tile, roll,
  cast, resize, pixelShuffle, pixelUnshuffle, channelShuffle, shift, gridSample,
  // Arithmetic
  add, sub, mul, div, pow, min, max, neg, abs, sign, floor, ceil, round, exp, log, sqrt, reciprocal, erf, sin, cos,
  equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, logicalAnd, logicalOr, logicalXor, logicalNot,
  where, quantize, dequantize,
  // Reduction
  mean, sum, reduceMax, reduceMin, reduceProd, reduceL1, reduceL2, reduceLogsumexp, cumsum, argmax, argmin, topk,
  // Attention
  attention, sdpa, rope, relativePositionBias,
  // Recurrent
  lstm, gru, rnn,
  // Weights
  embedding, positions, param, constant,
  // Points
  voxelize, devoxelize,
];

export const facets: ReadonlyMap<Operator, PyTorchFacet> = new Map(all.map((facet) => [facet.operator, facet]));
