/**
 * What nodes without an operator in the catalogue give, as far as their inputs tell (onnx, "Operators": the type and shape
 * inference of each). Extents that depend on data are unknown; where not even the rank follows, nothing is said.
 */
import type { TensorType } from "../../../base/tensor.ts";
import type { ForeignNode } from "./node.ts";
import { elementwise } from "./types/elementwise.ts";
import { parts } from "./types/parts.ts";
import { products } from "./types/products.ts";
import { reductions } from "./types/reductions.ts";
import type { Rules } from "./types/rule.ts";
import { shapes } from "./types/shapes.ts";
import { windows } from "./types/windows.ts";

const rules: Rules = { ...elementwise, ...reductions, ...windows, ...products, ...shapes, ...parts };

/** The types of a node's results, in order; undefined for those of which nothing is known. */
export function foreignTypes(node: ForeignNode): readonly (TensorType | undefined)[] {
  const key = node.domain === "" ? node.op : `${node.domain}::${node.op}`;
  const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
  return rule?.(node) ?? [];
}
