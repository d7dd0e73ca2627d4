/** Lists of parts: how they are built, and what one step hands to the next. */
import { type Code, hole, join, py, skeletonOf, textOf } from "./code.ts";
import type { Item } from "./structure.ts";

/**
 * For each input of a step the result of the step before that it is, undefined where all steps read the same tensor.
 * Undefined as a whole where steps differ.
 */
export function carriedBy(items: readonly Item[]): readonly (number | undefined)[] | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  const places: (number | undefined)[] = [];
  for (const [place, id] of first.inputs.entries()) {
    if (items.every(({ inputs }) => inputs[place] === id)) {
      places.push(undefined);
      continue;
    }
    const from = first.outputs.indexOf(items[1]?.inputs[place] ?? -1);
    const follows = items.every((item, index) => index === 0 || item.inputs[place] === items[index - 1]?.outputs[from]);
    if (from < 0 || !follows) return undefined;
    places.push(from);
  }
  const isUniform = items.every(
    ({ inputs, outputs }) => inputs.length === first.inputs.length && outputs.length === first.outputs.length,
  );
  return isUniform ? places : undefined;
}

/** Whether lines are equal, literals included. */
export function isSame(a: readonly Code[], b: readonly Code[]): boolean {
  const both = (lines: readonly Code[]) => lines.map((line) => `${textOf(line)}\n${skeletonOf(line)}`).join("\n");
  return both(a) === both(b);
}

/** `nn.Sequential(…)` or `nn.ModuleList([…])`, with what follows itself several times written once. */
export function listCode(entries: readonly Code[], isSequence: boolean): Code {
  const runs: { readonly code: Code; count: number }[] = [];
  for (const code of entries) {
    const before = runs.at(-1);
    if (before !== undefined && isSame([before.code], [code])) before.count++;
    else runs.push({ code, count: 1 });
  }
  const parts = runs.map(
    ({ code, count }): Code => (count === 1 ? code : py`*(${code} for _ in range(${hole("count", count)}))`),
  );
  const [open, close] = isSequence ? ["nn.Sequential(", ")"] : ["nn.ModuleList([", "])"];
  const [only] = runs;
  if (runs.length === 1 && only !== undefined && only.count > 1 && !isSequence) {
    return py`nn.ModuleList(${only.code} for _ in range(${hole("count", only.count)}))`;
  }
  if (runs.length === 1) return [open, ...parts.flat(), close];
  const indented = parts.map((part) =>
    part.map((piece) => (typeof piece === "string" ? piece.replaceAll("\n", "\n    ") : piece)),
  );
  return [`${open}\n    `, ...join(indented, ",\n    "), `,\n${close}`];
}
