/** `lathe export FILE -o M.onnx`: a net in the format of another program. */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isRefusal } from "@lathe/engine";
import { exportNet, formats } from "@lathe/host";
import { cancellable } from "../cancel.ts";
import { type LimitOptions, openNet, refusalOutcome, weightsText } from "../netFile.ts";
import { displayPath, exactBytes, type Outcome, outcome, toJson } from "../output.ts";
import { progressBar } from "../progress.ts";
import { type FileOptions, resolvePath } from "../project.ts";
import { version } from "../version.ts";

export interface ExportCommandOptions extends FileOptions, LimitOptions {
  readonly output?: string;
  readonly format?: string;
  readonly opset?: string;
  readonly externalData?: boolean;
  /** False: `--no-verify`. */
  readonly verify?: boolean;
}

export async function exportFile(file: string, options: ExportCommandOptions): Promise<Outcome> {
  const name = options.format ?? "onnx";
  const format = formats.find((known) => known.name === name);
  if (format === undefined) {
    return outcome(2, "", `--format is "${name}"; there is ${formats.map((known) => known.name).join(", ")}.\n`);
  }
  const opset = options.opset === undefined ? undefined : Number(options.opset);
  if (opset !== undefined && !Number.isInteger(opset))
    return outcome(2, "", `--opset is "${options.opset}"; it must be a number.\n`);
  if (options.output === undefined && !file.endsWith(".net")) return outcome(2, "", "Say with -o where to write it.\n");
  const net = await openNet(file, options, format);
  if (!("kind" in net)) return net;
  const { shown, weights, limits, notes } = net;
  const output = options.output ?? join(dirname(file), `${shown.name}${format.extension}`);
  const progress = progressBar("Writing", "bytes");
  const verify = options.verify !== false;
  try {
    const exported = await cancellable((signal) =>
      exportNet({ shown, weights, version }, format, resolvePath(output), {
        ...(opset !== undefined && { opset }),
        externalData: options.externalData === true,
        verify,
        limits,
        signal,
        onProgress: progress.update,
      }),
    );
    progress.stop();
    if (isRefusal(exported)) return refusalOutcome(file, options, exported);
    const { verified, details } = exported;
    const files = exported.files.map(({ path, bytes }) => ({ path: displayPath(pathToFileURL(path).href), bytes }));
    if (options.json === true) {
      const said = {
        version: 1,
        file,
        net: shown.name,
        format: format.name,
        weights: weights.source,
        verified,
        ...details,
        files,
      };
      return outcome(0, toJson(said), notes);
    }
    const stated = Object.entries(details)
      .map(([key, value]) => `, ${key} ${value}`)
      .join("");
    const tried = verified ? "It was loaded and run once." : "It was not tried.";
    const written = files.map(({ path, bytes }) => `${path}  ${exactBytes(bytes)}`).join("\n");
    return outcome(0, `Exported ${shown.name}${stated}, ${weightsText(net)}. ${tried}\n${written}\n`, notes);
  } finally {
    progress.stop();
    await weights.close();
  }
}
