/** Files are written beside their place and renamed, so that nobody ever sees half of one. */
import { randomUUID } from "node:crypto";
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Replaces a file's text and keeps its mode; a link keeps pointing at the file that changes. Throws what the system says. */
export function replaceFile(path: string, text: string): void {
  const real = realpathSync(path);
  const temporary = `${real}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: statSync(real).mode, flag: "wx" });
    renameSync(temporary, real);
  } finally {
    rmSync(temporary, { force: true });
  }
}
