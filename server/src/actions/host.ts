/** The server's world as actions may ask for it. */
import { type Workspace, withImports } from "@lathe/engine";
import type { FeatureHost } from "../feature.ts";
import { libraryOf } from "../neighbours.ts";
import type { ActionHost } from "./action.ts";

export function hostOf(
  { workspace, neighbours }: Pick<FeatureHost, "workspace" | "neighbours">,
  uri: string,
): ActionHost {
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
    program: workspace.program,
    pathTo: (other) => importPath(neighbours.reach.library, uri, other),
    importers: () => importersOf(workspace, uri),
    withTexts: (texts) => workspace.withTexts(texts),
  };
}

/** Files that import one, also by way of others: among those that are open, and what they import. */
export function importersOf(workspace: Workspace, uri: string): readonly string[] {
  const { program } = workspace;
  const open = workspace.openUris.flatMap((each) => workspace.module(each) ?? []);
  const importers = withImports(program, open).filter(
    (module) => module.uri !== uri && withImports(program, [module]).some((imported) => imported.uri === uri),
  );
  return importers.map((module) => module.uri);
}

/** How a file names another in an import, the standard library by its short name; undefined where it cannot. */
export function importPath(library: string, from: string, to: string): string | undefined {
  return to.startsWith(library) ? `std/${to.slice(library.length)}` : relativePath(from, to);
}

/** How one file names another by the folders between them; undefined between two disks or protocols. */
function relativePath(from: string, to: string): string | undefined {
  const [own, others] = [from.split("/"), to.split("/")];
  let shared = 0;
  while (shared < own.length - 1 && shared < others.length - 1 && own[shared] === others[shared]) shared++;
  // `file://` alone is nothing in common.
  if (shared < 3) return undefined;
  const path = [...own.slice(shared, -1).map(() => ".."), ...others.slice(shared)].join("/");
  return decodeURIComponent(path);
}
