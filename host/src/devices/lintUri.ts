/** What an editor shows in a device file: findings and where they stand in its text. */
import { existsSync } from "node:fs";
import { type Devices, isRefusal, type Span } from "@lathe/engine";
import { type FileFinding, lintText, unreadable } from "./lint.ts";
import { fileOfUri, filesOfFolders, ownDevices } from "./open.ts";
import { readDeviceText } from "./read.ts";
import { deviceValidator } from "./validate.ts";

export interface PlacedFinding extends FileFinding {
  readonly span: Span;
}

export interface LintedDevice {
  /** What the spans count in; empty where the file cannot be read. */
  readonly text: string;
  readonly findings: readonly PlacedFinding[];
}

/** More than this help nobody. */
const maximumFindings = 500;

/** URIs of the files where workspace folders (URIs that end in `/`) keep their devices. */
export function deviceUris(roots: readonly string[]): readonly string[] {
  return roots.flatMap((root) =>
    filesOfFolders([root]).map(
      ({ name }) => `${root}${ownDevices}/${encodeURIComponent(name.split("/").at(-1) ?? "")}`,
    ),
  );
}

/**
 * Looks at a device file: at `text`, which an editor holds, else at what lies on the disk, if that is in a workspace folder. Donors are
 * looked up in `devices`. Undefined where there is neither.
 */
export async function lintDeviceUri(
  uri: string,
  text: string | undefined,
  devices: Devices,
  roots: readonly string[],
): Promise<LintedDevice | undefined> {
  const file = fileOfUri(uri, roots);
  const isThere = text !== undefined || (file?.root !== undefined && existsSync(file.path));
  if (file === undefined || !isThere) return undefined;
  const validate = await deviceValidator();
  const read = text === undefined ? readDeviceText(file) : { text };
  if (isRefusal(read)) return { text: "", findings: [{ ...unreadable(read.message), span: { start: 0, end: 0 } }] };
  const findings = lintText(file, read.text, devices, validate).slice(0, maximumFindings);
  // Most files are in order: then nothing has to be found in them.
  if (findings.length === 0) return { text: read.text, findings: [] };
  const { placesIn } = await import("./places.ts");
  const placeOf = placesIn(read.text);
  return { text: read.text, findings: findings.map((finding) => ({ ...finding, span: placeOf(finding) })) };
}
