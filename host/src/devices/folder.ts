/** Where the devices that ship with Lathe lie. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Beside the bundle in a package; at the root of a checkout. */
export function devicesFolder(): string {
  // Bundled as CommonJS there is no import.meta; unbundled there is no __dirname.
  const here = typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));
  const beside = join(here, "..", "devices");
  return existsSync(join(beside, "device.schema.json")) ? beside : join(here, "..", "..", "..", "devices");
}
