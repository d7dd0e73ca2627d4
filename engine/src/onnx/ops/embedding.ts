import { int as intValue } from "../../base/value.ts";
import { embedding as operator } from "../../operators/embedding.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { cast } from "./operands.ts";

export const embedding = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const indices = cast(to, name, type.dtype, type.dtype === "i32" ? "i32" : "i64");
    return [to.node("Gather", [call.weight("weight"), indices])];
  },
  raise: {
    Gather(node) {
      const [table, indices] = [node.input(0), node.input(1)];
      const weight = table?.constant;
      const [count, features, ...more] = weight?.shape ?? [];
      if (weight?.dtype !== "f32" || count === undefined || features === undefined || more.length > 0) return undefined;
      // Stored indices pick a part of a table that nobody looks up in.
      if (indices === undefined || indices.constant !== undefined || (node.int("axis") ?? 0) !== 0) return undefined;
      return {
        inputs: [indices],
        arguments: { count: intValue(count), features: intValue(features) },
        weights: { weight },
      };
    },
  },
});
