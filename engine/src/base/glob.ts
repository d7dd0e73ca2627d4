/**
 * Globs over paths: `*` stands for any characters within a name, `**` for any number of names, none included. An index in
 * brackets is a name of its own: `layer1[0].bn` is the same as `layer1.0.bn`.
 */

export interface Glob {
  /** What each star stands for in this path, in order; undefined where the glob does not match. */
  match(path: string): readonly string[] | undefined;
  /** The kinds of its stars, in order. */
  readonly stars: readonly ("*" | "**")[];
}

/** `layer1[0].bn` → `layer1.0.bn`, as weights are called. */
export function dotted(path: string): string {
  return path.includes("[") ? path.replaceAll("[", ".").replaceAll("]", "").replace(/^\./, "") : path;
}

/** Reads a glob; every text is one. Matching takes time in proportion to its length times that of the path. */
export function glob(pattern: string): Glob {
  const names = dotted(pattern)
    .split(".")
    .map((name) => (name === "**" ? name : name.split(/(\*)/).filter((part) => part !== "")));
  const stars = names.flatMap((name) =>
    name === "**" ? (["**"] as const) : name.flatMap((part) => (part === "*" ? (["*"] as const) : [])),
  );
  return { stars, match: (path) => matchNames(names, dotted(path).split(".")) };
}

/** The glob's text with its stars replaced in order, such as by what another glob's stars stood for. */
export function fill(pattern: string, stars: readonly string[]): string {
  let next = 0;
  const names = dotted(pattern)
    .split(".")
    .map((name) => name.replace(/\*\*|\*/g, () => stars[next++] ?? ""));
  return names.filter((name) => name !== "").join(".");
}

type NamePattern = "**" | readonly string[];

function matchNames(patterns: readonly NamePattern[], names: readonly string[]): readonly string[] | undefined {
  const spans = wildcards(
    patterns.length,
    names.length,
    (at) => patterns[at] === "**",
    (at, index) => matchName(patterns[at] ?? [], names[index] ?? "") !== undefined,
  );
  if (spans === undefined) return undefined;
  let position = 0;
  return patterns.flatMap((pattern, at) => {
    if (pattern === "**") {
      const { start, end } = spans.get(at) ?? { start: 0, end: 0 };
      position = end;
      return [names.slice(start, end).join(".")];
    }
    return matchName(pattern, names[position++] ?? "") ?? [];
  });
}

function matchName(pattern: NamePattern, name: string): readonly string[] | undefined {
  if (pattern === "**") return undefined;
  // Parts are texts between stars; a star stands for characters, so the texts are compared character by character.
  const signs = pattern.flatMap((part) => (part === "*" ? [undefined] : [...part]));
  const spans = wildcards(
    signs.length,
    name.length,
    (at) => signs[at] === undefined,
    (at, index) => signs[at] === name[index],
  );
  return spans === undefined ? undefined : [...spans.values()].map(({ start, end }) => name.slice(start, end));
}

/**
 * Lays a pattern with stars over a sequence; gives what each star covers, as little as it can. Only the last star met is
 * ever widened: what an earlier one could take more of, the last one can take too.
 */
function wildcards(
  patternLength: number,
  length: number,
  isStar: (at: number) => boolean,
  equal: (at: number, index: number) => boolean,
): ReadonlyMap<number, { readonly start: number; readonly end: number }> | undefined {
  const spans = new Map<number, { start: number; end: number }>();
  let at = 0;
  let index = 0;
  let star: number | undefined;
  while (index < length) {
    if (at < patternLength && isStar(at)) {
      star = at;
      spans.set(at++, { start: index, end: index });
    } else if (at < patternLength && equal(at, index)) {
      at++;
      index++;
    } else {
      const span = star === undefined ? undefined : spans.get(star);
      if (star === undefined || span === undefined) return undefined;
      index = ++span.end;
      at = star + 1;
    }
  }
  for (; at < patternLength && isStar(at); at++) spans.set(at, { start: length, end: length });
  return at === patternLength ? spans : undefined;
}
