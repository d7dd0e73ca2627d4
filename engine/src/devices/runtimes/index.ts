/** Every runtime whose rules are known. */
import type { Runtime } from "./runtime.ts";
import { xnnpack } from "./xnnpack.ts";

export const runtimes: readonly Runtime[] = [xnnpack];

export const runtimesById: ReadonlyMap<string, Runtime> = new Map(runtimes.map((runtime) => [runtime.id, runtime]));
