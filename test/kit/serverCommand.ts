/** How the language server is started for other editors: as it is built, where the build is not older than the sources. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectFiles, root } from "./files.ts";

const built = join(root, "dist/lathe.cjs");
const stamp = join(root, "dist/.built");

/** What Node has to run: `lathe lsp --stdio`, or the server's sources. */
export function serverCommand(): readonly string[] {
  return isBuilt() ? [built, "lsp", "--stdio"] : [join(root, "server/src/node.ts"), "--stdio"];
}

function isBuilt(): boolean {
  if (!existsSync(built) || !existsSync(stamp)) return false;
  const sources = projectFiles().filter((file) => /^(?:protocol|engine|host|server|cli)\/src\/.*\.ts$/.test(file));
  const changed = (file: string) => statSync(join(root, file)).mtimeMs;
  return sources.every((file) => changed(file) <= statSync(stamp).mtimeMs);
}
