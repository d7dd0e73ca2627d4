/** What is wrong or doubtful in a device file: what cannot be read, what does not fit the schema, and what contradicts itself. */
import { basename, dirname } from "node:path";
import { type DeviceFinding, type Devices, isRefusal, lintDevice } from "@lathe/engine";
import { idOf, isId } from "./open.ts";
import { type DeviceFile, maximumDeviceBytes, parseJson, readDeviceText } from "./read.ts";
import type { Validate } from "./validate.ts";

export interface FileFinding extends DeviceFinding {
  readonly code: FindingCode;
}

/**
 * `unreadable-device`: the file cannot be read, or no net could name it. `not-json`: its text is no JSON. `misfit-device`: it does not fit
 * the schema. `doubtful-device`: it fits, and its figures are doubtful.
 */
export type FindingCode = "unreadable-device" | "not-json" | "misfit-device" | "doubtful-device";

/** Everything to say of a file as it lies on the disk. */
export function lintFile(file: DeviceFile, devices: Devices, validate: Validate): readonly FileFinding[] {
  const read = readDeviceText(file);
  return isRefusal(read) ? [unreadable(read.message)] : lintText(file, read.text, devices, validate);
}

/** Everything to say of a file with this text, whatever the disk has. Donors are looked up in `devices`. */
export function lintText(file: DeviceFile, text: string, devices: Devices, validate: Validate): readonly FileFinding[] {
  if (text.length > maximumDeviceBytes) return [unreadable(`${file.name} cannot be read: it is larger than 5 MiB.`)];
  // A table file that lies elsewhere may be called as it likes.
  const id = basename(dirname(file.path)) === "devices" ? idOf(file) : undefined;
  if (id !== undefined && !isId(id))
    return [unreadable(`No net can name \`${id}\`: call the file by letters, digits and \`_\`, such as myboard.json.`)];
  const parsed = parseJson(file.name, text);
  if (isRefusal(parsed)) return [{ code: "not-json", severity: "error", path: "/", message: parsed.message }];
  const checked = validate(parsed.value);
  if (!("value" in checked))
    return checked.map(({ path, message }) => ({
      code: "misfit-device",
      severity: "error",
      path,
      message: `It ${message}.`,
    }));
  return lintDevice(checked.value, devices, id).map((finding) => ({ code: "doubtful-device", ...finding }));
}

/** What is said of a file that there is nothing else to say of. */
export function unreadable(message: string): FileFinding {
  return { code: "unreadable-device", severity: "error", path: "/", message };
}
