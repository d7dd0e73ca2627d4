import { isFloat } from "../../base/tensor.ts";
import { clip as operator } from "../../operators/clip.ts";
import { firstInput, onnxFacet, type RaisableNode, type RaisableValue } from "../facet.ts";
import { numberArgument } from "./arguments.ts";

export const clip = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { min, max } = call.parameters;
    if (min === undefined && max === undefined) return [name];
    // Of integers only those within the bounds are left.
    const [up, down] = isFloat(type.dtype) ? [Number, Number] : [Math.ceil, Math.floor];
    const low = min === undefined ? undefined : to.constant(type.dtype, up(min));
    const high = max === undefined ? undefined : to.constant(type.dtype, down(max));
    return [to.node("Clip", [name, low, high])];
  },
  raise: {
    Clip(node) {
      const [x, bounds] = [node.input(0), boundsOfClip(node)];
      if (x === undefined || bounds === undefined) return undefined;
      const { min, max } = bounds;
      if (min !== undefined && max !== undefined && min > max) return undefined;
      return {
        inputs: [x],
        arguments: {
          min: min === undefined ? undefined : numberArgument(min),
          max: max === undefined ? undefined : numberArgument(max),
        },
      };
    },
  },
});

/**
 * The bounds of a Clip: attributes before operator set 11, inputs since. One that does not limit single precision is none;
 * undefined as a whole where a bound is worked out while the model runs.
 */
export function boundsOfClip(
  node: RaisableNode,
): { readonly min: number | undefined; readonly max: number | undefined } | undefined {
  if (node.opset < 11) return { min: limiting(node.float("min")), max: limiting(node.float("max")) };
  const [low, high] = [node.input(1), node.input(2)];
  if ([low, high].some((bound) => bound !== undefined && scalar(bound) === undefined)) return undefined;
  return { min: limiting(low && scalar(low)), max: limiting(high && scalar(high)) };
}

function scalar({ numbers }: RaisableValue): number | undefined {
  return numbers?.length === 1 ? numbers[0] : undefined;
}

const greatestSingle = 3.4028234663852886e38;

function limiting(bound: number | undefined): number | undefined {
  return bound === undefined || Math.abs(bound) >= greatestSingle ? undefined : bound;
}
