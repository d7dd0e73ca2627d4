/** Reads images: PNG and JPEG, by libraries that are held to what the image says of its size. */
import { inflateSync } from "node:zlib";
import { DamagedFile } from "../tensors/files.ts";

export interface Image {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, from 0 to 255, row by row. What is transparent shows as if it were not. */
  readonly pixels: Float32Array;
}

/** Larger files are no images for a net. */
export const largestImageFile = 64 * 1024 * 1024;

/** A camera's picture has half of that. */
const mostPixels = 50_000_000;

/** A progressive JPEG may be refined by as many scans as its writer likes, each of which takes time for every pixel. */
const mostScans = 100;

/** Decodes a file's bytes, whatever its name. Throws a `DamagedFile` that says why it cannot be. */
export async function decodeImage(bytes: Uint8Array): Promise<Image> {
  if (bytes.length > largestImageFile) throw new DamagedFile("it is larger than 64 MiB");
  if (isPng(bytes)) return await decodePng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return await decodeJpeg(bytes);
  throw new DamagedFile("it is neither PNG nor JPEG");
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

async function decodePng(bytes: Uint8Array): Promise<Image> {
  const needed = neededChunks(bytes);
  // Only data sets of images need the library.
  const { decode } = await import("fast-png");
  const { width, height, channels, depth, palette, data } = attempt(() => decode(needed, { checkCrc: true }));
  const sample = sampleReader(data, depth, width * channels);
  const scale = 255 / (2 ** depth - 1);
  return colours(width, height, (x, y, colour) => {
    if (palette !== undefined) return palette[sample(y, x)]?.[colour] ?? 0;
    // One or two channels are grey, and how opaque it is.
    return sample(y, x * channels + (channels < 3 ? 0 : colour)) * scale;
  });
}

/** Samples below a byte are packed, each row from a byte of its own. */
function sampleReader(data: ArrayLike<number>, depth: number, perRow: number): (row: number, index: number) => number {
  if (depth >= 8) return (row, index) => data[row * perRow + index] ?? 0;
  const rowBytes = Math.ceil((perRow * depth) / 8);
  return (row, index) => {
    const bit = index * depth;
    const byte = data[row * rowBytes + (bit >> 3)] ?? 0;
    return (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  };
}

/**
 * The chunks of a PNG that its pixels need: others may unpack to any size, and so may the pixels, which are held against the
 * size that the image states.
 */
function neededChunks(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const packed: Uint8Array[] = [];
  const needed = ["IHDR", "IDAT", "IEND"];
  let most: number | undefined;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 12 + length;
    if (end > bytes.length) throw new DamagedFile("it is cut off");
    if (type === "IHDR") {
      most = pixelBytes(view, at + 8, length);
      // Images of true colour may have a palette for screens that have none.
      if (view.getUint8(at + 17) === 3) needed.push("PLTE");
    }
    if (type === "IDAT") packed.push(bytes.subarray(at + 8, end - 4));
    if (needed.includes(type)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  if (most === undefined) throw new DamagedFile("it states no size");
  try {
    inflateSync(Buffer.concat(packed), { maxOutputLength: most });
  } catch {
    throw new DamagedFile("its pixels are damaged, or more than its size says");
  }
  return Buffer.concat(kept);
}

/** How many bytes the pixels take at most, of an image whose header stands there. */
function pixelBytes(view: DataView, at: number, length: number): number {
  if (length !== 13) throw new DamagedFile("its header is damaged");
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, colours] = [view.getUint8(at + 8), view.getUint8(at + 9)];
  checkSize(width, height);
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colours];
  if (samples === undefined) throw new DamagedFile("its header is damaged");
  if (depth < 8 && view.getUint8(at + 12) !== 0) {
    throw new DamagedFile("it is interlaced and has fewer than 8 bits for a colour, which Lathe does not read");
  }
  // Each row has a byte more that says how it is filtered; an interlaced image has up to seven rows for each.
  return height * (Math.ceil((width * samples * depth) / 8) + 8) + 64;
}

async function decodeJpeg(bytes: Uint8Array): Promise<Image> {
  const { size, scans } = surveyed(bytes);
  if (size === undefined) throw new DamagedFile("it states no size");
  checkSize(size.width, size.height);
  if (scans > mostScans) throw new DamagedFile(`it has more than ${mostScans} scans`);
  // The package is CommonJS.
  const { default: jpeg } = await import("jpeg-js");
  const { width, height, data } = attempt(() =>
    jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: mostPixels / 1e6,
      maxMemoryUsageInMB: 1024,
    }),
  );
  return colours(width, height, (x, y, colour) => data[(y * width + x) * 3 + colour] ?? 0);
}

/** The size that a JPEG states in its frame's header, and how many scans it has at most. */
function surveyed(bytes: Uint8Array): {
  readonly size: { readonly width: number; readonly height: number } | undefined;
  readonly scans: number;
} {
  let size: { width: number; height: number } | undefined;
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at !== -1 && at + 8 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) scans++;
    // Frames are C0 to CF, without the tables of Huffman codes (C4), arithmetic codes (CC) and a reserved one (C8).
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame) continue;
    const two = (offset: number) => ((bytes[at + offset] ?? 0) << 8) | (bytes[at + offset + 1] ?? 0);
    const [height, width] = [two(5), two(7)];
    // A small picture inside may come first; what counts is that no frame is too large.
    if (size === undefined || width * height > size.width * size.height) size = { width, height };
  }
  return { size, scans };
}

function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new DamagedFile("it states no size");
  if (width * height > mostPixels) {
    throw new DamagedFile(`it says that it is ${width} × ${height}, more than ${mostPixels / 1e6} million pixels`);
  }
}

function attempt<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    // The libraries throw on whatever is no image.
    throw new DamagedFile(`it is damaged (${error instanceof Error ? error.message.slice(0, 100) : error})`);
  }
}

function colours(width: number, height: number, at: (x: number, y: number, colour: number) => number): Image {
  const pixels = new Float32Array(width * height * 3);
  let index = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) for (let colour = 0; colour < 3; colour++) pixels[index++] = at(x, y, colour);
  }
  return { width, height, pixels };
}
