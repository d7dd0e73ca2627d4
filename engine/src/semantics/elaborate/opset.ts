/** `opset 17`: the ONNX operator set for export and for `onnx.*`. */
import { nameOfKind } from "../../base/value.ts";
import type { Statement } from "../../syntax/ast.ts";
import { evaluate } from "./expression.ts";
import { type Context, reportAside } from "./state.ts";

/** What the file format of ONNX 1.20 knows; older sets lack operators that every net needs. */
export const opsets = { lowest: 7, highest: 25 } as const;

export function declareOpset(context: Context, statement: Statement & { readonly kind: "opset" }): void {
  const { elaboration } = context;
  const value = evaluate(context, statement.value);
  if (value.kind === "unknown") return;
  const { lowest, highest } = opsets;
  const opset = value.kind === "number" && typeof value.value === "number" ? value.value : undefined;
  if (opset === undefined || !Number.isInteger(opset) || opset < lowest || opset > highest) {
    const what = opset === undefined ? nameOfKind(value) : String(opset);
    const message = `An opset is a whole number from ${lowest} to ${highest}; this is ${what}.`;
    reportAside(context, statement.value.at, "bad-opset", message, "Write `opset 17`, or leave it out.");
  } else if (elaboration.opset !== undefined) {
    reportAside(context, statement.at, "opset-twice", `The opset is already ${elaboration.opset}.`, "Leave one out.");
  } else elaboration.opset = opset;
}
