/** `lathe import M.onnx -o M.net`: an ONNX model as a text, with its weights beside it. */
import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isRefusal } from "@lathe/engine";
import { importFile } from "@lathe/host";
import { cancellable } from "../cancel.ts";
import { refusalOutcome } from "../netFile.ts";
import { displayPath, exactBytes, type Outcome, outcome, toJson } from "../output.ts";
import { progressBar } from "../progress.ts";
import { resolvePath } from "../project.ts";

export interface ImportOptions {
  readonly output?: string;
  readonly json?: boolean;
}

export async function importCommand(model: string, options: ImportOptions): Promise<Outcome> {
  if (!/\.onnx$/i.test(model)) return outcome(2, "", `${model} is no \`.onnx\` file.\n`);
  const output = options.output ?? model.replace(/\.onnx$/i, ".net");
  if (!output.endsWith(".net")) return outcome(2, "", `-o is "${output}"; a net is written as \`.net\`.\n`);
  const progress = progressBar("Writing", "bytes");
  const written = await cancellable((signal) =>
    importFile(resolvePath(model), resolvePath(output), { signal, onProgress: progress.update }),
  ).finally(progress.stop);
  if (isRefusal(written)) return refusalOutcome(model, options, written);
  const { isRandom, weights, notes, weightsFile } = written;
  const source = isRandom ? "random" : weights.size === 0 ? null : weightsFile;
  const files = written.files.map((path) => ({
    path: displayPath(pathToFileURL(path).href),
    bytes: statSync(path).size,
  }));
  const said = notes.map((note) => `${note}\n`).join("");
  if (options.json === true) return outcome(0, toJson({ version: 1, model, weights: source, files, notes }), said);
  const numbers = isRandom ? ", random weights" : "";
  const list = files.map(({ path, bytes }) => `${path}  ${exactBytes(bytes)}\n`).join("");
  return outcome(0, `Imported ${model}${numbers}.\n${list}`, said);
}
