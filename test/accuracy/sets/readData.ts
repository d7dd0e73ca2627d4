import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** What a JSON file of the data folder holds; `.gz` is unpacked. Its form is trusted: what is read from it is analysed afterwards. */
export function readData(folder: string, file: string): unknown {
  const bytes = readFileSync(join(folder, file));
  return JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
}
