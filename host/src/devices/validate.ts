/** Holds device files against their schema: those that users bring, when Lathe runs; those that ship, in a test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Device } from "@lathe/engine";
import { devicesFolder } from "./folder.ts";
import type { Misfit } from "./schema.ts";

/** The device, or everything in the value that does not fit. */
export type Validate = (value: unknown) => { readonly value: Device } | readonly Misfit[];

let loaded: Promise<Validate> | undefined;

export function deviceValidator(): Promise<Validate> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Validate> {
  const { schemaOf } = await import("./schema.ts");
  return schemaOf<Device>(JSON.parse(readFileSync(join(devicesFolder(), "device.schema.json"), "utf8")));
}
