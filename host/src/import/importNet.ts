/** Imports ONNX files: as a text with its weights in memory, or as two files beside each other. */
import { basename, join } from "node:path";
import { byteLength, importModel, isRefusal, type Refusal, refuse, type Tensor, weightsKey } from "@lathe/engine";
import { writePieces, writeTogether } from "../staging.ts";
import { safetensorsPieces } from "../tensors/write.ts";
import { readModel } from "./readModel.ts";

export interface ImportedNet {
  readonly text: string;
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The file of weights as the text names it. */
  readonly weightsFile: string;
  /** Nobody has trained the weights: the model says that they were drawn. */
  readonly isRandom: boolean;
  /** What a reader of the text should know: sentences. */
  readonly notes: readonly string[];
}

/** Reads a model as a net called `name`. Refuses as `readModel` and `importModel` do. */
export async function readAsNet(path: string, name: string): Promise<ImportedNet | Refusal> {
  const model = await readModel(path);
  if (isRefusal(model)) return model;
  const weightsFile = `${name}.safetensors`;
  const imported = importModel(model, { name, weightsFile });
  if (isRefusal(imported)) return imported;
  const { text, weights, notes } = imported;
  return { text, weights, weightsFile, isRandom: model.metadata.get(weightsKey) === "random", notes };
}

export interface WrittenNet extends ImportedNet {
  readonly files: readonly string[];
}

export interface ImportFileOptions {
  readonly signal?: AbortSignal;
  /** Called as tensors are written, with the bytes written and those that there are. */
  readonly onProgress?: (bytes: number, total: number) => void;
}

/** Writes a model as a `.net`, and its weights beside it where it has any: both files, or on a refusal none. */
export async function importFile(
  model: string,
  path: string,
  { signal, onProgress }: ImportFileOptions = {},
): Promise<WrittenNet | Refusal> {
  const name = netName(path);
  if (!path.endsWith(".net")) return refuse("bad-output", `a net is written as \`.net\`, not as ${basename(path)}`);
  const imported = await readAsNet(model, name);
  if (isRefusal(imported)) return imported;
  const { text, weights, weightsFile, isRandom } = imported;
  const beside = weights.size === 0 ? [] : [weightsFile];
  return await writeTogether(
    path,
    () => beside,
    async ({ folder, name: file }): Promise<WrittenNet> => {
      await writePieces(join(folder, file), [Buffer.from(text)]);
      if (beside.length > 0)
        await writePieces(join(folder, weightsFile), counted(safetensorsPieces(weights, isRandom)));
      return { ...imported, files: [path, ...beside.map((other) => join(path, "..", other))] };
    },
  );

  async function* counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const total = [...weights.values()].reduce((sum, tensor) => sum + byteLength(tensor), 0);
    let done = 0;
    for await (const piece of pieces) {
      signal?.throwIfAborted();
      yield piece;
      done += piece.length;
      onProgress?.(done, total);
    }
  }
}

/** What the net of a file is called. */
export function netName(path: string): string {
  return basename(path).replace(/\.(?:net|onnx)$/i, "");
}
