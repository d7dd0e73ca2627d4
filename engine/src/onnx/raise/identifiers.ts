/** Names of a model made into names of the language. */

import { isDtype } from "../../base/tensor.ts";
import { declarationWords } from "../../syntax/boundaries.ts";
import { keywordNames } from "../../syntax/tokens.ts";

const reserved: ReadonlySet<string> = new Set([
  ...keywordNames,
  ...declarationWords,
  "onnx",
  "teacher",
  "accelerator",
  "score",
  "deploy",
  "tensor",
]);

/** Longer names lose whole words at their beginning: nobody reads them. */
const longest = 60;

/** The name with everything else than letters, digits and underscores made into underscores; empty where nothing is left. */
export function identifier(name: string): string {
  const words = name
    .slice(0, 4 * longest)
    .replaceAll(/[^A-Za-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  if (words === "") return "";
  const kept = words.length > longest ? words.slice(-longest).replace(/^[^_]*_+(?=.)/, "") : words;
  const started = /^[0-9]/.test(kept) ? `_${kept}` : kept;
  return reserved.has(started) || isDtype(started) ? `${started}_` : started;
}

/** The name, or the name with the first number that makes it one that is not taken; takes it. */
export function freshName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  taken.add(name);
  return name;
}
