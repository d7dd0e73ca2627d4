/** Every operator of the catalogue, in the order of the reference. */
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
import { attention } from "./attention.ts";
import { avgpool } from "./avgpool.ts";
import { bilinear } from "./bilinear.ts";
import { add, div, mul, pow, sub } from "./binary.ts";
import { bn } from "./bn.ts";
import { clip } from "./clip.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./comparison.ts";
import { concat } from "./concat.ts";
import { constant } from "./constant.ts";
import { conv } from "./conv.ts";
import { dropout } from "./dropout.ts";
import { dwconv } from "./dwconv.ts";
import { embedding } from "./embedding.ts";
import { max, min } from "./extremum.ts";
import { flatten } from "./flatten.ts";
import { gelu } from "./gelu.ts";
import { globalAvgpool, globalMaxpool } from "./globalPool.ts";
import { groupnorm } from "./groupnorm.ts";
import { identity } from "./identity.ts";
import { instancenorm } from "./instancenorm.ts";
import { layernorm } from "./layernorm.ts";
import { linear } from "./linear.ts";
import { logicalAnd, logicalNot, logicalOr, logicalXor } from "./logical.ts";
import { lrn } from "./lrn.ts";
import { abs, ceil, cos, erf, exp, floor, log, neg, reciprocal, round, sign, sin, sqrt } from "./math.ts";
import { matmul } from "./matmul.ts";
import { maxpool } from "./maxpool.ts";
import { normalize } from "./normalize.ts";
import type { Operator } from "./operator.ts";
import { param } from "./param.ts";
import { positions } from "./positions.ts";
import { prelu } from "./prelu.ts";
import { mean, reduceL1, reduceL2, reduceLogsumexp, reduceMax, reduceMin, reduceProd, sum } from "./reduction.ts";
import { reshape } from "./reshape.ts";
import { rmsnorm } from "./rmsnorm.ts";
import { rope } from "./rope.ts";
import { sdpa } from "./sdpa.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { squeeze } from "./squeeze.ts";
import { transpose } from "./transpose.ts";
import { unsqueeze } from "./unsqueeze.ts";

// biome-ignore format: one family a line, as the reference has its chapters.
export const operators: readonly Operator[] = [
  // Convolution
  conv, dwconv,
  // Linear
  linear, bilinear, matmul,
  // Normalisation
  bn, layernorm, groupnorm, instancenorm, rmsnorm, lrn, normalize,
  // Activation
  relu, relu6, leakyRelu, prelu, elu, selu, gelu, silu, mish, softplus, sigmoid, tanh, hardswish, hardsigmoid,
  softmax, logSoftmax, clip, dropout,
  // Pooling
  maxpool, avgpool, globalAvgpool, globalMaxpool, adaptiveAvgpool,
  // Shape
  identity, flatten, reshape, transpose, squeeze, unsqueeze, concat,
  // Arithmetic
  add, sub, mul, div, pow, min, max, neg, abs, sign, floor, ceil, round, exp, log, sqrt, reciprocal, erf, sin, cos,
  equal, notEqual, less, lessEqual, greater, greaterEqual, logicalAnd, logicalOr, logicalXor, logicalNot,
  // Reduction
  mean, sum, reduceMax, reduceMin, reduceProd, reduceL1, reduceL2, reduceLogsumexp,
  // Attention
  attention, sdpa, rope,
  // Weights
  embedding, positions, param, constant,
];

export const operatorsByName: ReadonlyMap<string, Operator> = new Map(
  operators.map((operator) => [operator.name, operator]),
);
