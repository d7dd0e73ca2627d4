/** The server's world as actions may ask for it. */
import type { FeatureHost } from "../feature.ts";
import { libraryOf } from "../neighbours.ts";
import type { ActionHost } from "./action.ts";

export function hostOf({ workspace, neighbours }: FeatureHost, uri: string): ActionHost {
  return {
    *importable() {
      for (const other of workspace.openUris) {
        const module = other === uri ? undefined : workspace.module(other);
        const path = relativePath(uri, other);
        if (module !== undefined && path !== undefined) yield [path, module];
      }
      for (const { path, module } of libraryOf(neighbours)) yield [path, module];
    },
    content: (path) => neighbours.contentOf(uri, path),
  };
}

/** How one file names another in an import; undefined between two disks or protocols. */
function relativePath(from: string, to: string): string | undefined {
  const [own, others] = [from.split("/"), to.split("/")];
  let shared = 0;
  while (shared < own.length - 1 && shared < others.length - 1 && own[shared] === others[shared]) shared++;
  // `file://` alone is nothing in common.
  if (shared < 3) return undefined;
  const path = [...own.slice(shared, -1).map(() => ".."), ...others.slice(shared)].join("/");
  return decodeURIComponent(path);
}
