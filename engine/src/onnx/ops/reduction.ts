import { type Dtype, isInteger } from "../../base/tensor.ts";
import { bool, int as intValue, list } from "../../base/value.ts";
import * as operators from "../../operators/reduction.ts";
import { type Attributes, int, ints } from "../attributes.ts";
import { firstInput, type NodeWriter, type OnnxFacet, onnxFacet, type RaisableNode } from "../facet.ts";
import { computed } from "./operands.ts";

export const mean = reduction(operators.mean, "ReduceMean");
export const sum = reduction(operators.sum, "ReduceSum");
export const reduceMax = reduction(operators.reduceMax, "ReduceMax", ["i8", "u8"]);
export const reduceMin = reduction(operators.reduceMin, "ReduceMin", ["i8", "u8"]);
export const reduceProd = reduction(operators.reduceProd, "ReduceProd");
export const reduceL1 = reduction(operators.reduceL1, "ReduceL1");
export const reduceL2 = reduction(operators.reduceL2, "ReduceL2");
export const reduceLogsumexp = reduction(operators.reduceLogsumexp, "ReduceLogSumExp");

/** `taken`: the small integers that the node reduces itself. */
function reduction(operator: typeof operators.mean, op: string, taken: readonly Dtype[] = ["i32"]): OnnxFacet {
  const isForFloats = operator.inputs[0]?.takes === "float";
  return onnxFacet(operator, {
    emit(call, to) {
      const { name, type } = firstInput(call);
      const { axis, keepdims } = call.parameters;
      return [
        computed(to, type.dtype, taken, [name], ([x = name]) => {
          // Of no axes at all ONNX makes all axes; each element alone is the reduction over an axis of its own.
          if (axis?.length === 0) return reduce(to, op, to.node("Unsqueeze", [x, to.constant("i64", [0])]), [0], false);
          return reduce(to, op, x, axis, keepdims);
        }),
      ];
    },
    raise: {
      [op](node) {
        const x = node.input(0);
        const axes = axesOfNode(node);
        if (x === undefined || axes === undefined) return undefined;
        if (isForFloats && isInteger(x.type.dtype)) return undefined;
        const [only, ...more] = axes;
        const axis = only === undefined ? undefined : more.length === 0 ? intValue(only) : list(axes.map(intValue));
        return { inputs: [x], arguments: { axis, keepdims: bool((node.int("keepdims") ?? 1) !== 0) } };
      },
    },
  });
}

/** Axes are an attribute before opset 18, and of ReduceSum before 13. */
function areInput(op: string, opset: number): boolean {
  return opset >= (op === "ReduceSum" ? 13 : 18);
}

/** Writes a reduction, with the axes where the opset wants them. */
export function reduce(
  to: NodeWriter,
  op: string,
  x: string,
  axes: readonly number[] | undefined,
  keepdims: boolean,
): string {
  const attributes: Attributes = { keepdims: keepdims ? undefined : int(0) };
  if (axes === undefined) return to.node(op, [x], attributes);
  if (areInput(op, to.opset)) return to.node(op, [x, to.constant("i64", axes)], attributes);
  return to.node(op, [x], { axes: ints(axes), ...attributes });
}

/** The axes of a node, none for all of them; undefined where they are not known, or where none are meant. */
function axesOfNode(node: RaisableNode): readonly number[] | undefined {
  if (!areInput(node.node.op, node.opset)) return node.ints("axes") ?? [];
  const axes = node.inputCount > 1 ? node.input(1)?.numbers : [];
  return axes?.length === 0 && (node.int("noop_with_empty_axes") ?? 0) !== 0 ? undefined : axes;
}
