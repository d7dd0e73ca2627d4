import {
  add as addOperator,
  div as divOperator,
  mul as mulOperator,
  pow as powOperator,
  sub as subOperator,
} from "../../operators/binary.ts";
import { type OnnxFacet, onnxFacet, type Raise } from "../facet.ts";
import { broadcastNode, inputsOf, onOperands, storedNumber } from "./operands.ts";
import { addedTable } from "./positions.ts";

export const add: OnnxFacet = {
  ...binary(addOperator, "Add"),
  // A table with a row for each place has a name of its own.
  raise: { Add: (node) => (addedTable(node) === undefined ? onOperands(node) : undefined) },
};
export const sub = binary(subOperator, "Sub");
export const mul = binary(mulOperator, "Mul");
export const div = binary(divOperator, "Div");

export const pow = onnxFacet(powOperator, {
  emit: (call, to) => [broadcastNode("Pow", call, to, [])],
  raise: { Pow: onPower },
});

function binary(operator: typeof addOperator, op: string): OnnxFacet {
  return onnxFacet(operator, {
    // Small integers came with opset 14.
    emit: (call, to) => [broadcastNode(op, call, to, to.opset < 14 ? [] : ["i8", "u8", "i16", "u16", "u32"])],
    raise: { [op]: onOperands },
  });
}

/** The exponent may have a type of its own in ONNX; here only as a whole number, which every type holds. */
function onPower(node: Parameters<Raise>[0]): ReturnType<Raise> {
  const [base, exponent, ...more] = inputsOf(node) ?? [];
  if (base === undefined || exponent === undefined || more.length > 0) return undefined;
  if (base.type.dtype === exponent.type.dtype) return onOperands(node);
  const number = storedNumber(exponent);
  if (number === undefined || !Number.isInteger(number) || storedNumber(base) !== undefined) return undefined;
  return exponent.type.shape.length <= base.type.shape.length ? { inputs: [base, number] } : undefined;
}
