/** A Python of this machine, for what only it can judge. */
import { execFileSync } from "node:child_process";

/** The first Python that can run a line: the one that LATHE_PYTHON names, or the machine's own. */
export function findPython(line: string): string | undefined {
  const candidates = [process.env.LATHE_PYTHON, "python3", "python"].filter((command) => command !== undefined);
  return candidates.find((command) => {
    try {
      execFileSync(command, ["-c", line], { stdio: "ignore", timeout: 60_000 });
      return true;
    } catch {
      return false;
    }
  });
}
