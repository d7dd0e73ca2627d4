/** Reads ONNX files, with the files of tensors beside them. */
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { decodeModel, type OnnxModel, type Refusal, refuse } from "@lathe/engine";
import { readWhole, reasonOf } from "../tensors/files.ts";
import { externalDataIn } from "./externalData.ts";

/** A protocol buffer holds no more. */
const largestModel = 2 ** 31;

/**
 * Reads a model; large tensors in files of their own stay there until they are asked for. Refuses what is no regular file, what is
 * no ONNX model or is cut off, and external data outside the model's folder.
 */
export async function readModel(path: string): Promise<OnnxModel | Refusal> {
  let file: FileHandle | undefined;
  try {
    const stats = await stat(path);
    if (!stats.isFile())
      return refuse("file-unreadable", `it is ${stats.isDirectory() ? "a folder" : "not a regular file"}`);
    if (stats.size > largestModel) {
      return refuse("file-unreadable", "it is larger than 2 GiB, which no ONNX file can be", {
        help: "Save its tensors as external data.",
      });
    }
    file = await open(path, "r");
    const bytes = await readWhole(file, 0, stats.size);
    // The user has named the model, so it may be a link; its folder is the one that it really lies in.
    return decodeModel(bytes, externalDataIn(dirname(await realpath(path))));
  } catch (error) {
    return refuse("file-unreadable", reasonOf(error));
  } finally {
    await file?.close();
  }
}
