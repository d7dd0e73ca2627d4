/** What every operator of the catalogue is in ONNX, in the catalogue's order. */
import type { Operator } from "../../operators/operator.ts";
import type { OnnxFacet } from "../facet.ts";
import { relu, sigmoid, tanh } from "./activation.ts";
import { add, div, mul, pow, sub } from "./binary.ts";
import { equal, greater, greaterOrEqual, less, lessOrEqual, notEqual } from "./comparison.ts";
import { conv } from "./conv.ts";
import { max, min } from "./extremum.ts";
import { linear } from "./linear.ts";
import { logicalAnd, logicalNot, logicalOr, logicalXor } from "./logical.ts";
import { abs, ceil, cos, erf, exp, floor, log, neg, reciprocal, round, sign, sin, sqrt } from "./math.ts";
import { dequantize, quantize } from "./quantize.ts";
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
];

export const facets: ReadonlyMap<Operator, OnnxFacet> = new Map(all.map((facet) => [facet.operator, facet]));
