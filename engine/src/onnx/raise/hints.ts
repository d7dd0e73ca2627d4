/** What a model says of how a call could be called. */
import type { GraphCall } from "./call.ts";
import type { NameHint } from "./draft.ts";

/** `storedNames` are the model's own names for the weights of the call. */
export function hintOf({ anchor }: GraphCall, storedNames: readonly string[]): NameHint {
  const { name, metadata, op } = anchor.node;
  const scope = parseScopes(metadata.get("pkg.torch.onnx.name_scopes")) ?? scopesOfName(name, op);
  return { weights: stemOf(storedNames), scope, node: name };
}

/** What the names of a call's weights have in common, without the parameter itself: `conv1` of `conv1.weight`. */
export function stemOf(names: readonly string[]): string | undefined {
  // Exporters call what they computed `onnx::Conv_437`: that tells nothing.
  if (names.length === 0 || names.some((name) => name.startsWith("onnx::"))) return undefined;
  // Where some are names of modules, the others are constants beside them.
  const dotted = names.filter((name) => name.includes("."));
  if (dotted.length > 0) {
    const parents = dotted.map((name) => name.split(".").slice(0, -1));
    const [first = []] = parents;
    const shared = first.findIndex((part, index) => parents.some((parts) => parts[index] !== part));
    const stem = first.slice(0, shared === -1 ? undefined : shared).join(".");
    return stem === "" ? undefined : stem;
  }
  const stems = names.map((name) => /^(.+?)[._/:]+[A-Za-z]+(?:[_:]?\d+)?$/.exec(name)?.[1]);
  const [first] = stems;
  return stems.every((stem) => stem === first) ? first : undefined;
}

/** A Python list of strings: `['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d']`; the last is the node itself. */
function parseScopes(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = [...text.slice(0, 4000).matchAll(/'([^']*)'/g)].map(([, name]) => name ?? "");
  const innermost = names.slice(0, -1).at(-1);
  return innermost === undefined || innermost === "" ? undefined : innermost.split(".");
}

/** `/layer1/layer1.0/conv1/Conv`: each part repeats the one before it, or goes on from it. */
function scopesOfName(name: string, op: string): readonly string[] {
  if (!name.startsWith("/")) return [];
  const parts = name.slice(1, 2000).split("/");
  const last = parts.at(-1);
  if (last?.startsWith(op) === true) parts.pop();
  const scope: string[] = [];
  let before = "";
  for (const part of parts) {
    const own = before !== "" && part.startsWith(`${before}.`) ? part.slice(before.length + 1) : part;
    scope.push(...own.split("."));
    before = part;
  }
  return scope;
}
