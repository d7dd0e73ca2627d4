/** What a Constant node stores, in whichever of its attributes (onnx, "Constant"). */
import { type Refusal, refuse } from "../../base/report.ts";
import type { Dtype } from "../../base/tensor.ts";
import { bytesOfNumbers } from "../../weights/numbers.ts";
import { tensorOfBytes } from "../../weights/tensor.ts";
import type { OnnxNode, OnnxTensor } from "../model.ts";

/** Refuses a node that stores nothing, or what has no numbers here (a sparse tensor), by its name. */
export function constantOf(node: OnnxNode): OnnxTensor | Refusal {
  for (const [name, attribute] of node.attributes) {
    switch (attribute.kind) {
      case "tensor":
        return attribute.tensor;
      case "int":
        return numbers("i64", [attribute.value], []);
      case "float":
        return numbers("f32", [attribute.value], []);
      case "ints":
        return numbers("i64", attribute.values, [attribute.values.length]);
      case "floats":
        return numbers("f32", attribute.values, [attribute.values.length]);
      case "string":
        return { kind: "strings", shape: [], values: [attribute.value] };
      case "strings":
        return { kind: "strings", shape: [attribute.values.length], values: attribute.values };
      case "other":
        return { kind: "other", dtype: `${name}: ${attribute.what}`, shape: [] };
      default:
        break;
    }
  }
  return refuse("bad-onnx", `the Constant \`${node.name || (node.outputs[0] ?? "")}\` stores nothing`);
}

function numbers(dtype: Dtype, values: readonly number[], shape: readonly number[]): OnnxTensor {
  return { kind: "tensor", tensor: tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, values)) };
}
