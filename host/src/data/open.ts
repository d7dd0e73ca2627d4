/** Opens data for a net: an `.npz`, a folder of `.npy`, images in one folder for each class, or a single array or image. */
import { readdir, stat } from "node:fs/promises";
import { type Graph, type Refusal, refuse } from "@lathe/engine";
import { isInside, reasonOf } from "../tensors/files.ts";
import { openArrayFile, openArrayFolder } from "./arrays.ts";
import type { DataSet } from "./dataSet.ts";
import { imageName, openImage, openImages } from "./images.ts";

/**
 * Opens a file or folder of data. Refuses what cannot be read, lacks an input, or has samples of another shape or kind than the
 * net takes. Links that lead out of `roots` (URIs of folders) are not followed.
 */
export async function openData(path: string, graph: Graph, roots: readonly string[] = []): Promise<DataSet | Refusal> {
  try {
    const stats = await stat(path);
    if (!(await isInside(path, roots))) {
      return refuse("outside-workspace", `${path} is a link that leads outside the workspace folder`);
    }
    if (!stats.isDirectory()) {
      if (imageName.test(path)) return await openImage(path, graph, roots);
      if (/\.np[yz]$/i.test(path)) return await openArrayFile(path, graph, roots);
      return refuse("unknown-format", `${path} is no data that Lathe reads`, {
        help: "Give an `.npz`, a folder of `.npy`, or a folder of PNG or JPEG images in one folder for each class.",
      });
    }
    const names = await readdir(path);
    if (names.some((name) => name.endsWith(".npy"))) return await openArrayFolder(path, names, graph, roots);
    return await openImages(path, graph, roots);
  } catch (error) {
    return refuse("file-unreadable", `${path} cannot be read: ${reasonOf(error)}`);
  }
}
