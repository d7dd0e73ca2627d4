/** Where an import path leads: the standard library, or a file in the workspace. */
import { isRefusal, type Refusal, refuse } from "../base/report.ts";

/** What file URIs imports may reach. */
export interface Reach {
  /** URI of the folder that `std/…` stands for, ending in `/`. */
  readonly library: string;
  /** URIs of folders, ending in `/`; an import stays in the one that holds its file, else in its file's own folder. */
  readonly roots: readonly string[];
}

/** The URI that `path`, written in the file `from`, names. Refuses absolute paths and ways out of the workspace. */
export function resolveImport(reach: Reach, from: string, path: string): string | Refusal {
  if (!path.endsWith(".net")) {
    return refuse("bad-import", `Imports name \`.net\` files; this is "${path}".`, {
      help: 'Write `import "std/mobile.net" { … }`.',
    });
  }
  if (path.startsWith("std/")) {
    const target = join(reach.library, path.slice("std/".length));
    return target?.startsWith(reach.library) === true ? target : { ...outside(path), code: "import-outside" };
  }
  const uri = resolveFile(reach, from, path);
  return isRefusal(uri) ? { ...uri, code: uri.code === "bad-path" ? "bad-import" : "import-outside" } : uri;
}

/** The URI of a file or folder that `path`, written in the file `from`, names, under the same rules. */
export function resolveFile(reach: Reach, from: string, path: string): string | Refusal {
  if (/^([/\\]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path)) {
    return refuse("bad-path", `"${path}" is not relative to this file.`, { help: "Name it by a relative path." });
  }
  const folder = from.slice(0, from.lastIndexOf("/") + 1);
  const target = join(folder, path);
  const root = reach.roots.find((candidate) => from.startsWith(candidate)) ?? folder;
  return target?.startsWith(root) === true ? target : outside(path);
}

function outside(path: string): Refusal {
  return refuse("outside-workspace", `"${path}" lies outside the workspace folder.`, {
    help: "Copy the file into the workspace.",
  });
}

/** A folder's URI and a relative path; undefined where `..` climbs above the root. */
function join(folder: string, path: string): string | undefined {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*:(?:\/\/[^/]*)?\/)(.*)$/.exec(folder);
  const prefix = match?.[1] ?? "";
  const segments = (match?.[2] ?? folder).split("/").filter((segment) => segment !== "");
  for (const segment of path.replaceAll("\\", "/").split("/")) {
    if (segment === "" || segment === ".") continue;
    // Half a surrogate pair has no place in a URI.
    if (segment !== "..") segments.push(encodeURIComponent(segment.toWellFormed()));
    else if (segments.pop() === undefined) return undefined;
  }
  return prefix + segments.join("/");
}
