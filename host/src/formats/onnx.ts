/** ONNX: one file, or one with a second beside it that holds the numbers. */
import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  bytesOfPiece,
  defaultOpset,
  documentation,
  emitModel,
  encodeModel,
  isRefusal,
  type OnnxModel,
  type Piece,
  preparationEntry,
  type Refusal,
  weightsKey,
} from "@lathe/engine";
import { writePieces, writeTogether } from "../staging.ts";
import type { Exported, ExportedNet, ExportFormat, ExportOptions } from "./format.ts";
import { tryModel } from "./tryModel.ts";

/** A protocol buffer holds no more. */
const largestModel = 2 ** 31 - 1;

export const onnx: ExportFormat = {
  name: "onnx",
  summary: "an ONNX model, loaded and run once by ONNX Runtime before it counts as exported",
  extension: ".onnx",
  waitsForFiles: false,
  write: writeOnnx,
};

async function writeOnnx(net: ExportedNet, path: string, options: ExportOptions): Promise<Exported | Refusal> {
  const model = onnxModel(net, options.opset);
  if (isRefusal(model)) return model;
  const opset = model.opsets.get("") ?? defaultOpset;
  return await writeTogether(
    path,
    (name) => [dataName(name)],
    async ({ folder, name, place }): Promise<Exported | Refusal> => {
      const isLarge = options.externalData === true || encodeModel(model).modelBytes > largestModel;
      const encoded = encodeModel(model, isLarge ? { externalFile: dataName(name) } : {});
      const write = progressing(encoded.modelBytes + encoded.externalBytes, options);
      const written = [name];
      await writePieces(join(folder, name), write(encoded.model));
      if (encoded.external.length > 0) {
        await writePieces(join(folder, dataName(name)), write(encoded.external));
        written.push(dataName(name));
      }
      const refusal = options.verify ? await tryModel(join(folder, name), net.shown.cost.graph, options) : undefined;
      if (refusal !== undefined) return refusal;
      const files = written.map((file) => ({
        path: file === name ? path : join(dirname(place), file),
        bytes: statSync(join(folder, file)).size,
      }));
      return { kind: "exported", files, verified: options.verify, details: { opset } };
    },
  );
}

/** The model of a net; equal nets give equal models. */
export function onnxModel(
  { shown, weights, steps, source, version }: ExportedNet,
  opset?: number,
): OnnxModel | Refusal {
  const { graph } = shown.cost;
  const text = documentation(shown.declaration) ?? "";
  return emitModel(graph, {
    opset: opset ?? shown.elaborated.declared.opset ?? defaultOpset,
    producer: { name: "lathe", version },
    documentation: text,
    metadata: new Map([
      ["lathe.version", version],
      [weightsKey, basename(source)],
      ...(text === "" ? [] : [["documentation", text] as const]),
      ...preparationEntry(graph),
    ]),
    steps: (name) => steps.get(name),
    weights: (name) => {
      const tensor = weights.get(name);
      // Every weight of a graph is bound, or the net is refused before.
      if (tensor === undefined) throw new Error(`${name} is not bound`);
      return tensor;
    },
  });
}

function dataName(name: string): string {
  return `${name}.data`;
}

/** The bytes of pieces, one after the other; each that was written is told. Stops where it is cancelled. */
function progressing(total: number, { signal, onProgress }: ExportOptions) {
  let done = 0;
  return async function* (pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) {
      signal?.throwIfAborted();
      const bytes = await bytesOfPiece(piece);
      yield bytes;
      done += bytes.length;
      onProgress?.(done, total);
    }
  };
}
