/** Holds device files against their schema. Its library is imported late: only files that users bring are checked when Lathe runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Device } from "@lathe/engine";
import type { ErrorObject } from "ajv";
import { devicesFolder } from "./folder.ts";

/** What does not fit the schema, and where: a path of JSON, such as `/tables/0/threads`. */
export interface Misfit {
  readonly path: string;
  /** A phrase that fits behind the path: "must be integer". */
  readonly message: string;
}

/** The device, or everything in the value that does not fit. */
export type Validate = (value: unknown) => Device | readonly Misfit[];

export const schemaFile = "device.schema.json";

let loaded: Promise<Validate> | undefined;

export function deviceValidator(): Promise<Validate> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Validate> {
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({ allErrors: true });
  // For editors alone.
  ajv.addKeyword("enumDescriptions");
  const isDevice = ajv.compile<Device>(JSON.parse(readFileSync(join(devicesFolder(), schemaFile), "utf8")));
  return (value) => (isDevice(value) ? value : (isDevice.errors ?? []).map(misfit));
}

function misfit({ instancePath, message = "does not fit", keyword, params }: ErrorObject): Misfit {
  const path = instancePath === "" ? "/" : instancePath;
  switch (keyword) {
    case "additionalProperties":
      return { path, message: `has a property \`${params.additionalProperty}\` that is not known` };
    case "required":
      return { path, message: `lacks \`${params.missingProperty}\`` };
    case "enum":
      return { path, message: `must be one of ${params.allowedValues.join(", ")}` };
    case "pattern":
      return { path, message: `must look like ${params.pattern}` };
    default:
      return { path, message };
  }
}
