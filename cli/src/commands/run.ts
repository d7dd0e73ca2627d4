/** `lathe run FILE --input in.npz -o out.npz`: runs a net on ONNX Runtime. */
import { join } from "node:path";
import { isRefusal, type Refusal, tensorOfBytes } from "@lathe/engine";
import { Joined, npzPieces, openData, runData, writePieces, writeTogether } from "@lathe/host";
import { cancellable } from "../cancel.ts";
import { type LimitOptions, type NetFile, openNet, refusalOutcome, weightsText } from "../netFile.ts";
import { type Outcome, outcome, toJson } from "../output.ts";
import { progressBar } from "../progress.ts";
import { type FileOptions, resolvePath } from "../project.ts";
import { version } from "../version.ts";

export interface RunCommandOptions extends FileOptions, LimitOptions {
  readonly input: string;
  readonly output: string;
}

interface Ran {
  readonly samples: number;
  readonly outputs: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[] }[];
}

export async function run(file: string, options: RunCommandOptions): Promise<Outcome> {
  if (!/\.npz$/i.test(options.output))
    return outcome(2, "", `-o is "${options.output}"; results are written as .npz.\n`);
  const net = await openNet(file, options);
  if (!("kind" in net)) return net;
  try {
    const ran = await cancellable((signal) => runInto(net, options, signal));
    if (isRefusal(ran)) return refusalOutcome(file, options, ran);
    const { samples, outputs } = ran;
    if (options.json === true) {
      const said = {
        version: 1,
        file,
        net: net.shown.name,
        weights: net.weights.source,
        samples,
        output: options.output,
        outputs,
      };
      return outcome(0, toJson(said), net.notes);
    }
    const list = outputs.map(({ name, dtype, shape }) => `  ${name}: ${dtype}[${shape.join(", ")}]\n`).join("");
    const text = `Ran ${net.shown.name} on ${samples} sample${samples === 1 ? "" : "s"}, ${weightsText(net)}. ${options.output} has:\n${list}`;
    return outcome(0, text, net.notes);
  } finally {
    await net.weights.close();
  }
}

async function runInto(net: NetFile, options: RunCommandOptions, signal: AbortSignal): Promise<Ran | Refusal> {
  const { shown, weights, limits } = net;
  const data = await openData(resolvePath(options.input), shown.cost.graph);
  if (isRefusal(data)) return data;
  const progress = progressBar("Running", "samples");
  try {
    return await writeTogether(
      resolvePath(options.output),
      () => [],
      async ({ folder, name }) => {
        const joined = new Joined();
        const source = { shown, weights, version };
        const settings = { limits, signal, onProgress: progress.update };
        const samples = await runData(source, data, settings, (result) => joined.add(result));
        if (isRefusal(samples)) return samples;
        const arrays = joined.arrays();
        if (isRefusal(arrays)) return arrays;
        const tensors = [...arrays].map(
          ([output, { dtype, shape, bytes }]) => [output, tensorOfBytes(dtype, shape, bytes)] as const,
        );
        await writePieces(join(folder, name), npzPieces(new Map(tensors)));
        return { samples, outputs: tensors.map(([output, { dtype, shape }]) => ({ name: output, dtype, shape })) };
      },
    );
  } finally {
    progress.stop();
    await data.close();
  }
}
