/** Paths as lists of names: `layer1[0].conv1` is `layer1`, `0`, `conv1`. */
import { dotted, glob } from "@lathe/engine";

export function namesOf(path: string): readonly string[] {
  return path === "" ? [] : dotted(path).split(".");
}

/** The path of such names, with indices as they stand in paths. */
export function pathOf(names: readonly string[]): string {
  return names.map((name, index) => (/^\d+$/.test(name) ? `[${name}]` : index === 0 ? name : `.${name}`)).join("");
}

/** The names behind those of a prefix; undefined where the path does not begin with it. */
export function within(path: string, prefix: string): readonly string[] | undefined {
  const [names, own] = [namesOf(path), namesOf(prefix)];
  return own.every((name, index) => names[index] === name) ? names.slice(own.length) : undefined;
}

/**
 * Globs for something that `pattern` matched when it was called `before`, now that it is called `after`: the path with stars
 * where those of the pattern still stand for the same names, the paths around it, itself, and all that begins like it.
 */
export function globsFor(pattern: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (let length = 1; length <= before.length; length++) {
    const stars = glob(pattern).match(before.slice(0, length).join("."));
    if (stars === undefined) continue;
    // What the pattern matched may be something around it.
    const rest = before.slice(length);
    const isInside = rest.every((name, index) => after[after.length - rest.length + index] === name);
    if (isInside && rest.length < after.length) {
      found.add(starred(pattern, stars, after.slice(0, after.length - rest.length)));
    }
    found.add(starred(pattern, stars, after));
  }
  for (let length = 1; length <= after.length; length++) found.add(pathOf(after.slice(0, length)));
  for (let length = 1; length < after.length; length++) found.add(`${pathOf(after.slice(0, length))}.**`);
  return [...found];
}

/** The path with the stars of a pattern in place of the names that they stood for, where these come in the same order. */
function starred(pattern: string, stars: readonly string[], path: readonly string[]): string {
  const names = [...path];
  let [star, from] = [0, 0];
  for (const part of namesOf(pattern)) {
    if (!part.includes("*")) continue;
    const covered = part === "**" ? namesOf(stars[star++] ?? "") : [part.replace(/\*/g, () => stars[star++] ?? "")];
    const at = names.findIndex((_, start) => start >= from && covered.every((name, i) => names[start + i] === name));
    if (at === -1 || covered.length === 0) continue;
    names.splice(at, covered.length, part);
    from = at + 1;
  }
  return pathOf(names);
}
