/** Arithmetic, comparisons and logic of two operands, which Python writes as signs. */
import { isInteger } from "../../base/tensor.ts";
import {
  add as addOperator,
  div as divOperator,
  mul as mulOperator,
  pow as powOperator,
  sub as subOperator,
} from "../../operators/binary.ts";
import {
  equal as equalOperator,
  greater as greaterOperator,
  greaterOrEqual as greaterOrEqualOperator,
  less as lessOperator,
  lessOrEqual as lessOrEqualOperator,
  notEqual as notEqualOperator,
} from "../../operators/comparison.ts";
import {
  logicalAnd as andOperator,
  logicalOr as orOperator,
  logicalXor as xorOperator,
} from "../../operators/logical.ts";
import type { Operator } from "../../operators/operator.ts";
import { hole, type Part, py } from "../code.ts";
import { inputOf, type PyTorchFacet, type WrittenValue } from "../facet.ts";

export const add = sign(addOperator, "+");
export const sub = sign(subOperator, "-");
export const mul = sign(mulOperator, "*");
export const pow = sign(powOperator, "**");
export const equal = sign(equalOperator, "==");
export const notEqual = sign(notEqualOperator, "!=");
export const less = sign(lessOperator, "<");
export const lessOrEqual = sign(lessOrEqualOperator, "<=");
export const greater = sign(greaterOperator, ">");
export const greaterOrEqual = sign(greaterOrEqualOperator, ">=");
export const logicalAnd = sign(andOperator, "&");
export const logicalOr = sign(orOperator, "|");
export const logicalXor = sign(xorOperator, "^");

export const div: PyTorchFacet = {
  operator: divOperator,
  write(call) {
    const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
    // Integers stay integers, as in ONNX.
    if (isInteger(a.isNumber ? b.type.dtype : a.type.dtype)) {
      return { forward: py`torch.div(${a.part}, ${b.part}, rounding_mode="trunc")` };
    }
    return { forward: py`${a.part} / ${b.part}` };
  },
};

function sign(operator: Operator, symbol: string): PyTorchFacet {
  return {
    operator,
    write: (call) => ({ forward: py`${left(inputOf(call, 0), symbol)} ${symbol} ${inputOf(call, 1).part}` }),
  };
}

/** Python takes the power of a number before its sign. */
function left({ part, text, isNumber }: WrittenValue, symbol: string): Part {
  return isNumber && symbol === "**" && text.startsWith("-") ? hole("value", `(${text})`) : part;
}
