/** Every runtime whose rules are known. */
import { generic } from "./generic.ts";
import type { Runtime } from "./runtime.ts";
import { xnnpack } from "./xnnpack.ts";

export const runtimes: readonly Runtime[] = [xnnpack, generic];

/** The rules for a runtime of a table: its own, those of the runtime without its version, or the common ones. */
export function runtimeOf(id: string): Runtime {
  for (let name = id; name !== ""; name = name.split("-").slice(0, -1).join("-")) {
    const found = runtimes.find((runtime) => runtime.id === name);
    if (found !== undefined) return found;
  }
  return generic;
}
