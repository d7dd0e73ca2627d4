/** A parameter in words, for hovers and signature help. */
import type { CallParameter } from "./signatures.ts";

/** `` `int` output channels (required) ``; empty where nothing is known. */
export function parameterText({ type, doc, default: value, isInput }: CallParameter): string {
  const kind = type === "" ? "" : `\`${type}\``;
  const given = value === undefined ? (isInput ? "" : "(required)") : `(default: ${value})`;
  return [kind, doc, given].filter((part) => part !== "").join(" ");
}
