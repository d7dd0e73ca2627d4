/** Functions of one element. */
import { logicalNot as notOperator } from "../../operators/logical.ts";
import {
  abs as absOperator,
  ceil as ceilOperator,
  cos as cosOperator,
  erf as erfOperator,
  exp as expOperator,
  floor as floorOperator,
  log as logOperator,
  neg as negOperator,
  reciprocal as reciprocalOperator,
  round as roundOperator,
  sign as signOperator,
  sin as sinOperator,
  sqrt as sqrtOperator,
} from "../../operators/math.ts";
import type { Operator } from "../../operators/operator.ts";
import { inputOf, type PyTorchFacet } from "../facet.ts";

export const neg = written(negOperator, (x) => `-${x}`);
export const abs = method(absOperator);
export const sign = method(signOperator);
export const floor = method(floorOperator);
export const ceil = method(ceilOperator);
export const round = method(roundOperator);
export const exp = method(expOperator);
export const log = method(logOperator);
export const sqrt = method(sqrtOperator);
export const reciprocal = method(reciprocalOperator);
export const erf = method(erfOperator);
export const sin = method(sinOperator);
export const cos = method(cosOperator);
export const logicalNot = written(notOperator, (x) => `~${x}`);

function method(operator: Operator): PyTorchFacet {
  return written(operator, (x) => `${x}.${operator.name}()`);
}

function written(operator: Operator, text: (x: string) => string): PyTorchFacet {
  return { operator, write: (call) => ({ forward: [text(inputOf(call).text)] }) };
}
