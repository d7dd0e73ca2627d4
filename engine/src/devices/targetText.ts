/** Targets as a command line names them: `pixel4,raspberrypi4(threads=4, precision=int8),./table.json`. */
import { type Refusal, refuse } from "../base/report.ts";
import type { Value } from "../base/value.ts";

/** A device and what picks one of its variants. */
export interface WrittenTarget {
  readonly name: string;
  readonly settings: ReadonlyMap<string, Value>;
}

/** A list of targets taken apart at commas, but for those in parentheses and in quotes. Empty ones are left out. */
export function splitTargets(text: string): readonly string[] {
  const targets: string[] = [];
  let [start, depth, isQuoted] = [0, 0, false];
  for (let at = 0; at <= text.length; at++) {
    const sign = text[at];
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === "(" && !isQuoted) depth++;
    else if (sign === ")" && !isQuoted) depth--;
    if (sign !== undefined && (sign !== "," || depth > 0 || isQuoted)) continue;
    targets.push(text.slice(start, at).trim());
    start = at + 1;
  }
  return targets.filter((target) => target !== "");
}

/** The device of a target as it is written: `pixel4` of `pixel4(threads=4)`. */
export function deviceOf(text: string): string {
  return text.replace(/\(.*$/s, "").trim();
}

/** One target as it is written. Refuses what is neither a name nor a name with settings. */
export function readTarget(text: string): WrittenTarget | Refusal {
  const bracket = text.indexOf("(");
  const name = (bracket === -1 ? text : text.slice(0, bracket)).trim();
  const settings = new Map<string, Value>();
  const isClosed = bracket === -1 || text.trimEnd().endsWith(")");
  if (name === "" || !isClosed)
    return refuse("bad-target", `"${text}" is no target.`, {
      help: "Write `pixel4`, or `pixel4(threads=4, precision=int8)`.",
    });
  for (const setting of bracket === -1 ? [] : splitTargets(text.trimEnd().slice(bracket + 1, -1))) {
    const [, key, quoted, word] = /^(\w+)\s*=\s*(?:"([^"]*)"|([\w.-]+))$/.exec(setting) ?? [];
    if (key === undefined)
      return refuse("bad-target", `"${setting}" picks no variant of \`${name}\`.`, { help: "Write `threads=4`." });
    const value = quoted ?? word ?? "";
    const isNumber = quoted === undefined && /^\d+$/.test(value);
    settings.set(key, isNumber ? { kind: "number", value: Number(value), isFloat: false } : { kind: "string", value });
  }
  return { name, settings };
}
