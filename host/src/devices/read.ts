/** One device file from the disk. */
import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Device, type Refusal, refuse } from "@lathe/engine";
import { reasonOf } from "../tensors/files.ts";
import type { Validate } from "./validate.ts";

/** Larger files are not read: the largest tables have some thousand entries. */
export const maximumDeviceBytes = 5 * 1024 * 1024;

const maximumTimesBytes = 32 * 1024 * 1024;

/** Where a device file lies. */
export interface DeviceFile {
  /** As messages name it. */
  readonly name: string;
  readonly path: string;
  /** The folder that it must lie in, reached through no link; undefined for a file that the user named, or that ships. */
  readonly root?: string;
}

/** The text of a device file. Refuses what is not a regular file of text inside its root, or is too large. */
export function readDeviceText(file: DeviceFile): { readonly text: string } | Refusal {
  return readText(file, maximumDeviceBytes, "5 MiB");
}

/** The value in a text. Refuses what is not JSON, without quoting it. */
export function parseJson(name: string, text: string): { readonly value: unknown } | Refusal {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return refuse("device-unreadable", `${name} cannot be read: it is not JSON${placeOf(error, text)}.`);
  }
}

/** The text of a CSV of measured times that the user has named. */
export function readTimesFile(name: string, path: string): { readonly text: string } | Refusal {
  return readText({ name, path }, maximumTimesBytes, "32 MiB");
}

function readText(
  { name, path, root }: DeviceFile,
  most: number,
  mostText: string,
): { readonly text: string } | Refusal {
  const refused = (reason: string) => refuse("device-unreadable", `${name} cannot be read: ${reason}.`);
  try {
    if (root !== undefined && realpathSync(path) !== join(realpathSync(root), path.slice(root.length)))
      return refused("it is a link, or in a folder that is one");
    const stats = root === undefined ? statSync(path) : lstatSync(path);
    if (stats.isDirectory()) return refused("it is a folder");
    if (!stats.isFile()) return refused("it is not a regular file");
    if (stats.size > most) return refused(`it is larger than ${mostText}`);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    return refused(error instanceof TypeError ? "it is not UTF-8 text" : reasonOf(error));
  }
}

/** The device in a file, held against the schema. Refuses one that does not fit, and says where and why. */
export function readDevice(file: DeviceFile, validate: Validate): Device | Refusal {
  const read = readDeviceText(file);
  if ("kind" in read) return read;
  const parsed = parseJson(file.name, read.text);
  if ("kind" in parsed) return parsed;
  const checked = validate(parsed.value);
  if ("value" in checked) return checked.value;
  const [first, ...others] = checked;
  const more = others.length === 0 ? "" : ` ${others.length} more: \`lathe devices --lint ${file.name}\` lists them.`;
  const message = `${file.name} is no device file: ${first?.path ?? "/"} ${first?.message ?? "does not fit"}.${more}`;
  return refuse("bad-device", message);
}

/** Where JSON ends to be JSON, as far as the error says: ` (line 3, column 5)`. */
function placeOf(error: unknown, text: string): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`;
}
