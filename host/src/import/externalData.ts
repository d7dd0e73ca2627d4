/** Tensors that a model keeps in files of their own: only in its folder, and never through a link. */
import { constants, lstatSync, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { type ExternalData, type ExternalPlace, isRefusal, type Refusal, refuse } from "@lathe/engine";
import { DamagedFile, readWhole } from "../tensors/files.ts";

/**
 * For `decodeModel`: the tensors of a model in `folder` that stand in other files, read by ranges when they are asked for. Refuses,
 * unread, whatever leads out of the folder, links, folders, devices and pipes, and files that are shorter than the model says.
 */
export function externalDataIn(folder: string): ExternalData {
  return (place) => {
    const path = pathInside(folder, place.location);
    if (isRefusal(path)) return path;
    const stats = regularFile(folder, path);
    if (isRefusal(stats)) return stats;
    if (place.offset + place.length > stats.size) return bad(`${quoted(place)} is shorter than the model says`);
    return { kind: "deferred", read: () => readPlace(join(folder, ...path), stats, place) };
  };
}

function bad(message: string): Refusal {
  return refuse("bad-external-data", message, {
    help: "Put the file beside the model, and name it by a relative path.",
  });
}

/** The names on the way from the folder to the file. */
function pathInside(folder: string, location: string): readonly string[] | Refusal {
  const names = location.split(process.platform === "win32" ? /[\\/]/ : "/").filter((name) => name !== ".");
  const isAbsolute = /^[A-Za-z]:/.test(location) || location.startsWith("/") || location.startsWith("\\");
  if (location === "" || names.length === 0) return bad("the file that it lies in has no name");
  if (isAbsolute || names.includes("..") || location.includes("\0")) {
    return bad(`${quoted({ location })} lies outside ${folder}`);
  }
  if (names.includes("")) return bad(`${quoted({ location })} is no name of a file`);
  return names;
}

function regularFile(folder: string, names: readonly string[]): Stats | Refusal {
  const location = names.join("/");
  let stats: Stats | undefined;
  for (const [index] of names.entries()) {
    stats = lstatSync(join(folder, ...names.slice(0, index + 1)), { throwIfNoEntry: false });
    if (stats === undefined) return bad(`there is no file ${quoted({ location })}`);
    if (stats.isSymbolicLink()) return bad(`${quoted({ location })} is reached through a link, which is not followed`);
    const isLast = index === names.length - 1;
    if (isLast ? !stats.isFile() : !stats.isDirectory()) return bad(`${quoted({ location })} is not a regular file`);
  }
  return stats ?? bad("the file that it lies in has no name");
}

/** Reads what was looked at before, and nothing else that has taken its name since. */
async function readPlace(path: string, seen: Stats, { offset, length }: ExternalPlace): Promise<Uint8Array> {
  // A pipe that took its place would be waited for without an end.
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const { dev, ino } = await file.stat();
    if (dev !== seen.dev || ino !== seen.ino) throw new DamagedFile("it was replaced while it was read");
    return await readWhole(file, offset, length);
  } finally {
    await file.close();
  }
}

/** A name out of a file that may say anything. */
function quoted({ location }: Pick<ExternalPlace, "location">): string {
  return JSON.stringify(location.length > 100 ? `${location.slice(0, 99)}…` : location);
}
