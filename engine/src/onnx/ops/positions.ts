import { equalDims } from "../../base/dim.ts";
import { isRefusal } from "../../base/report.ts";
import { int as intValue } from "../../base/value.ts";
import { positions as operator } from "../../operators/positions.ts";
import { reshaped } from "../../weights/tensor.ts";
import { firstInput, onnxFacet, type RaisableNode, type RaisedNode } from "../facet.ts";

export const positions = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const places = type.shape.at(-2) ?? 1;
    const table = call.weight("weight");
    if (equalDims(places, call.parameters.length)) return [to.node("Add", [name, table])];
    const end = to.extents([places]);
    if (isRefusal(end)) return end;
    const zero = to.constant("i64", [0]);
    return [to.node("Add", [name, to.node("Slice", [table, zero, end, zero])])];
  },
  raise: {
    Add: addedTable,
  },
});

/**
 * A stored table with a row for every place of a batch of sequences, [N, S, features]. Data of more axes has more than places,
 * and what is added to scores of attention has no features.
 */
export function addedTable(node: RaisableNode): RaisedNode | undefined {
  return tableAdded(node, 0, 1) ?? tableAdded(node, 1, 0);
}

function tableAdded(node: RaisableNode, data: number, stored: number): RaisedNode | undefined {
  const [x, table] = [node.input(data), node.input(stored)?.constant];
  if (x === undefined || table === undefined || x.type.shape.length !== 3 || x.type.dtype !== table.dtype)
    return undefined;
  const rows = table.shape.length === 3 && table.shape[0] === 1 ? table.shape.slice(1) : table.shape;
  const [length, features] = rows;
  const [, places = 0, own = 0] = x.type.shape;
  if (rows.length !== 2 || length === undefined || features === undefined || length < 2) return undefined;
  if (!equalDims(places, length) || !equalDims(own, features)) return undefined;
  return { inputs: [x], arguments: { length: intValue(length) }, weights: { weight: reshaped(table, rows) } };
}
