/** What the model says of how layers and groups of them are called, as labels of a text. */
import type { Draft, DraftCall } from "../draft.ts";

/** `layer1.0.conv1` in its parts. */
export type ModulePath = readonly string[];

/**
 * Where a call with weights stands among the modules of the model; undefined for calls without weights, and where the
 * model's names are numbers that an exporter counted.
 */
export function modulePath({ weights, hint }: DraftCall): ModulePath | undefined {
  if (weights.size === 0) return undefined;
  return (
    readable(hint.weights) ?? (hint.scope.length > 0 ? hint.scope.map(clean).filter((part) => part !== "") : undefined)
  );
}

function readable(name: string | undefined): ModulePath | undefined {
  if (name === undefined || !/[A-Za-z_]/.test(name) || /[:(]/.test(name)) return undefined;
  const parts = name
    .replaceAll(/\[(\d+)\]/g, ".$1")
    .split(/[./]/)
    .map(clean)
    .filter((part) => part !== "");
  const [first] = parts;
  return first === undefined || /^\d/.test(first) ? undefined : parts;
}

function clean(part: string): string {
  return part.replaceAll(/[^A-Za-z0-9_]/g, "_");
}

/** The modules that all paths stand in; of one path those around it. */
export function commonModule(paths: readonly ModulePath[]): ModulePath {
  const [first, ...others] = paths;
  if (first === undefined) return [];
  let length = first.length - 1;
  for (const path of others) {
    let same = 0;
    while (same < Math.min(length, path.length - 1) && path[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}

/** The module around, so that no name within it is a number alone: `conv.0` is better than `0`. */
export function wordedModule(module: ModulePath, paths: readonly ModulePath[]): ModulePath {
  const last = module.at(-1);
  const isBare = paths.some((path) => isIndex(path[module.length]));
  return isBare && last !== undefined && !isIndex(last) ? module.slice(0, -1) : module;
}

export function isIndex(part: string | undefined): boolean {
  return part !== undefined && /^\d+$/.test(part);
}

/** The module that calls stand in; undefined where none of them has a name in the model. */
export function moduleOf(draft: Draft, calls: readonly number[]): ModulePath | undefined {
  const paths = pathsOf(draft, calls);
  return paths.length === 0 ? undefined : wordedModule(commonModule(paths), paths);
}

export function pathsOf(draft: Draft, calls: readonly number[]): readonly ModulePath[] {
  return calls.flatMap((index) => {
    const call = draft.calls[index];
    const path = call === undefined ? undefined : modulePath(call);
    return path === undefined ? [] : [path];
  });
}

/**
 * Whether the model gives counterparts names of their own, which a repeat would lose: `inception3a`, `inception3b`. By
 * item and place in it.
 */
export function areNamed(items: readonly (readonly (ModulePath | undefined)[])[]): boolean {
  return (items[0] ?? []).some((_, index) => {
    const words = items.map((item) => item[index]?.at(-1));
    return words.every((word) => word !== undefined && !isIndex(word)) && new Set(words).size > 1;
  });
}
