/** What every operator of the catalogue is in ONNX, in the catalogue's order. */
import type { Operator } from "../../operators/operator.ts";
import type { OnnxFacet } from "../facet.ts";
import { relu, sigmoid, tanh } from "./activation.ts";
import { argmax, argmin } from "./argmax.ts";
import { attention } from "./attention.ts";
import { add, div, mul, pow, sub } from "./binary.ts";
import { equal, greater, greaterOrEqual, less, lessOrEqual, notEqual } from "./comparison.ts";
import { constant } from "./constant.ts";
import { conv } from "./conv.ts";
import { cumsum } from "./cumsum.ts";
import { devoxelize } from "./devoxelize.ts";
import { embedding } from "./embedding.ts";
import { max, min } from "./extremum.ts";
import { linear } from "./linear.ts";
import { logicalAnd, logicalNot, logicalOr, logicalXor } from "./logical.ts";
import { abs, ceil, cos, erf, exp, floor, log, neg, reciprocal, round, sign, sin, sqrt } from "./math.ts";
import { param } from "./param.ts";
import { positions } from "./positions.ts";
import { dequantize, quantize } from "./quantize.ts";
import { gru, lstm, rnn } from "./recurrent.ts";
import { mean, reduceL1, reduceL2, reduceLogsumexp, reduceMax, reduceMin, reduceProd, sum } from "./reduction.ts";
import { relativePositionBias } from "./relativePositionBias.ts";
import { rope } from "./rope.ts";
import { sdpa } from "./sdpa.ts";
import { topk } from "./topk.ts";
import { voxelize } from "./voxelize.ts";
import { where } from "./where.ts";

// biome-ignore format: one family a line, as in the catalogue.
const all: readonly OnnxFacet[] = [
  // Convolution
  conv,
  // Linear
  linear,
  // Activation
  relu, sigmoid, tanh,
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

export const facets: ReadonlyMap<Operator, OnnxFacet> = new Map(all.map((facet) => [facet.operator, facet]));
