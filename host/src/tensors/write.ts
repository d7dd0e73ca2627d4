/** Files of tensors, written one tensor after the other, so that never more than one is in memory. */
import { PassThrough, Readable } from "node:stream";
import { bytesOfTensor, converted, npyDtype, npyHeader, safetensorsHeader, type Tensor } from "@lathe/engine";
import { ZipFile } from "yazl";

export type Tensors = ReadonlyMap<string, Tensor>;

/** A safetensors file in pieces; one with numbers that nobody has trained says so. */
export async function* safetensorsPieces(tensors: Tensors, isRandom = false): AsyncGenerator<Uint8Array> {
  const { bytes, order } = safetensorsHeader(tensors, isRandom);
  yield bytes;
  for (const tensor of order) yield await bytesOfTensor(tensor);
}

/** No time but this is written, so that equal tensors give equal files: the first that a zip can state. */
const firstTime = new Date(1980, 0, 1);

/** An `.npz` in pieces, of tensors called as a net calls its ports and weights; its arrays are not packed, so that they can be read by ranges. */
export async function* npzPieces(tensors: Tensors): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = new PassThrough();
  zip.outputStream.pipe(output);
  zip.once("error", (error) => output.destroy(error));
  for (const [name, tensor] of tensors) {
    const stored = converted(tensor, npyDtype(tensor.dtype));
    const options = { compress: false, mtime: firstTime, mode: 0o100644, forceDosTimestamp: true };
    zip.addReadStreamLazy(`${name}.npy`, options, (ready) => {
      const array = Readable.from(npyPieces(stored), { objectMode: false });
      array.once("error", (error) => output.destroy(error));
      ready(null, array);
    });
  }
  zip.end();
  yield* output;
}

async function* npyPieces(tensor: Tensor): AsyncGenerator<Uint8Array> {
  yield npyHeader(tensor);
  yield await bytesOfTensor(tensor);
}
