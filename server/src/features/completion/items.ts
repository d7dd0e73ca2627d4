/** Items for what can be called. */
import { type Declaration, type Operator, signature } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { declarationSignature, operatorSignature, pipedCount } from "../signatures.ts";
import { callText, type Reference } from "./place.ts";

/** An operator as it is written where so many tensors flow in. */
export function operatorItem(operator: Operator, flowing: number): CompletionItem {
  const own = operatorSignature(operator);
  const data: Reference = { kind: "operator", name: operator.name };
  return {
    label: operator.name,
    kind: CompletionItemKind.Method,
    detail: signature(operator),
    data,
    ...callText(own, flowing === 0 ? Math.min(1, operator.inputs.length) : pipedCount(own, flowing)),
  };
}

/** A block, net or fn by the name that it has in the file at hand. */
export function declarationItem(declaration: Declaration, name: string, flowing: number): CompletionItem {
  const own = declarationSignature(declaration);
  const data: Reference = { kind: "declaration", uri: declaration.module.uri, name: declaration.name };
  return {
    label: name,
    kind: declaration.kind === "fn" ? CompletionItemKind.Function : CompletionItemKind.Class,
    detail: own.kind,
    data,
    ...callText({ ...own, name }, pipedCount(own, flowing)),
  };
}
