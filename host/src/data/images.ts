/** Images for a net's only input: one file, a folder of them, or a folder with one subfolder for each class. */
import { open, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  byteLength,
  bytesOfNumbers,
  evaluateDim,
  formatTensor,
  type Graph,
  isFloat,
  type Refusal,
  refuse,
  samplesOf,
} from "@lathe/engine";
import type { StoredArray } from "../tensors/array.ts";
import { DamagedFile, isInside, readWhole, reasonOf } from "../tensors/files.ts";
import type { DataSet } from "./dataSet.ts";
import { decodeImage, type Image, largestImageFile } from "./image.ts";
import { planesOf } from "./prepare.ts";
import { resized } from "./resize.ts";

export const imageName = /\.(?:png|jpe?g)$/i;
const otherImages = /\.(?:bmp|gif|webp|tiff?|avif|heic)$/i;

/** More images than any folder is meant to have. */
const mostImages = 10_000_000;

interface ImageFile {
  readonly path: string;
  readonly label: number;
}

/**
 * The images of a folder, in the order of their names. In subfolders, each is of its folder's class: the number that the
 * folder is called, or its place among the folders in the order of their names.
 */
export async function openImages(path: string, graph: Graph, roots: readonly string[]): Promise<DataSet | Refusal> {
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
  if (folders.length === 0) {
    const files = imagesAmong(entries.map(({ name }) => name));
    return typeof files === "string"
      ? notRead(path, files)
      : dataOf(
          files.map((name) => ({ path: join(path, name), label: 0 })),
          false,
          graph,
          roots,
        );
  }
  folders.sort();
  const areNumbers = folders.every((name) => /^\d{1,9}$/.test(name));
  const images: ImageFile[] = [];
  for (const [index, folder] of folders.entries()) {
    const files = imagesAmong(await readdir(join(path, folder)));
    if (typeof files === "string") return notRead(join(path, folder), files);
    const label = areNumbers ? Number(folder) : index;
    for (const name of files) images.push({ path: join(path, folder, name), label });
    if (images.length > mostImages) return refuse("data-too-large", `${path} holds more than ${mostImages} images`);
  }
  return dataOf(images, true, graph, roots);
}

/** One image. */
export async function openImage(path: string, graph: Graph, roots: readonly string[]): Promise<DataSet | Refusal> {
  return dataOf([{ path, label: 0 }], false, graph, roots);
}

/** Names of images in order; or the name of one in a format that is not read. */
function imagesAmong(names: readonly string[]): readonly string[] | string {
  const other = names.find((name) => otherImages.test(name));
  return other ?? names.filter((name) => imageName.test(name)).sort();
}

function notRead(folder: string, name: string): Refusal {
  return refuse("unknown-format", `${join(folder, name)} is an image of a format that Lathe does not read`, {
    help: "Save it as PNG or JPEG, or take it away.",
  });
}

function dataOf(
  images: readonly ImageFile[],
  haveLabels: boolean,
  graph: Graph,
  roots: readonly string[],
): DataSet | Refusal {
  const [input] = graph.inputs;
  if (input === undefined || graph.inputs.length !== 1) {
    const message = `images are for nets with one input; this one has ${graph.inputs.length}`;
    return refuse("data-misshapen", message, { help: "Give its data as an `.npz` with an array for each input." });
  }
  if (images.length === 0) return refuse("data-missing", "there are no images");
  const type = graph.tensors[input.tensor]?.type ?? { dtype: "f32" as const, shape: undefined };
  const samples = samplesOf(graph);
  const [, channels, height, width] = type.shape?.map((dim) => evaluateDim(dim, samples)) ?? [];
  if (type.shape?.length !== 4 || (channels !== 1 && channels !== 3) || height === undefined || width === undefined) {
    const message = `images are for inputs such as f32[N, 3, height, width], with 3 channels or 1; \`${input.name}\` is ${formatTensor(type)}`;
    return refuse("data-misshapen", message, { help: "Give its data as an `.npz`." });
  }
  const { dtype } = type;
  const shape = [images.length, channels, height, width];
  const sampleBytes = byteLength({ dtype, shape: shape.slice(1) });
  const array: StoredArray = {
    dtype,
    shape,
    async read(start = 0, end = images.length * sampleBytes) {
      const bytes = new Uint8Array(end - start);
      for (let at = start; at < end; at += sampleBytes) {
        const file = images[at / sampleBytes];
        if (file === undefined) throw new Error("images are read as whole samples");
        const image = resized(await readImage(file.path, roots), width, height);
        const planes = planesOf(image, channels, input.preparation, isFloat(dtype));
        // Integers are the nearest, as images are stored.
        bytes.set(bytesOfNumbers(dtype, isFloat(dtype) ? planes : planes.map(Math.round)), at - start);
      }
      return bytes;
    },
  };
  const numbers = bytesOfNumbers(
    "i64",
    images.map(({ label }) => label),
  );
  const labels: StoredArray = {
    dtype: "i64",
    shape: [images.length],
    read: async (start, end) => numbers.subarray(start, end),
  };
  return {
    kind: "data",
    arrays: new Map([[input.name, array]]),
    labels: haveLabels ? labels : undefined,
    close: async () => {},
  };
}

async function readImage(path: string, roots: readonly string[]): Promise<Image> {
  try {
    const stats = await stat(path);
    if (!(await isInside(path, roots))) throw new DamagedFile("it is a link that leads outside the workspace folder");
    // A device or a pipe has no end, or none that comes.
    if (!stats.isFile()) throw new DamagedFile("it is not a regular file");
    if (stats.size > largestImageFile) throw new DamagedFile("it is larger than 64 MiB");
    const file = await open(path, "r");
    try {
      return await decodeImage(await readWhole(file, 0, stats.size));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new DamagedFile(`the image ${basename(path)}: ${reasonOf(error)}`);
  }
}
