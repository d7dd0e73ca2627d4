import { max as maxOperator, min as minOperator } from "../../operators/extremum.ts";
import { type OnnxFacet, onnxFacet } from "../facet.ts";
import { broadcastNode, onOperands } from "./operands.ts";

export const min = extremum(minOperator, "Min");
export const max = extremum(maxOperator, "Max");

function extremum(operator: typeof minOperator, op: string): OnnxFacet {
  return onnxFacet(operator, {
    // ONNX has them for 16-bit integers too, ONNX Runtime does not.
    emit: (call, to) => [broadcastNode(op, call, to, ["i8", "u8", "u32"])],
    raise: { [op]: onOperands },
  });
}
