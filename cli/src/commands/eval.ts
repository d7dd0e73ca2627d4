/** `lathe eval FILE`: how well a net does on samples whose answers are known. */
import { fileURLToPath } from "node:url";
import { isRefusal, type Refusal, refuse, resolveFile } from "@lathe/engine";
import { type DataSet, type Judgement, judgeNet, openData } from "@lathe/host";
import { cancellable } from "../cancel.ts";
import { type LimitOptions, type NetFile, openNet, refusalOutcome, weightsText } from "../netFile.ts";
import { type Outcome, outcome, toJson } from "../output.ts";
import { progressBar } from "../progress.ts";
import { type FileOptions, resolvePath } from "../project.ts";
import { version } from "../version.ts";

export interface EvalOptions extends FileOptions, LimitOptions {
  readonly data?: string;
}

export async function evaluate(file: string, options: EvalOptions): Promise<Outcome> {
  const net = await openNet(file, options);
  if (!("kind" in net)) return net;
  try {
    const judgement = await cancellable((signal) => judge(net, options, signal));
    if (isRefusal(judgement)) return refusalOutcome(file, options, judgement);
    if (options.json === true)
      return outcome(0, toJson({ weights: net.weights.source, ...json(judgement) }), net.notes);
    const words = `${net.shown.name}, ${weightsText(net)}, ${judgement.samples} samples`;
    return outcome(0, `${words}\n${text(judgement)}`, net.notes);
  } finally {
    await net.weights.close();
  }
}

async function judge(net: NetFile, { data: given }: EvalOptions, signal: AbortSignal): Promise<Judgement | Refusal> {
  const data = await dataOf(net, given);
  if (isRefusal(data)) return data;
  const { shown, weights, limits } = net;
  const progress = progressBar("Judging", "samples");
  try {
    return await judgeNet({ shown, weights, version }, data, { limits, signal, onProgress: progress.update });
  } finally {
    progress.stop();
    await data.close();
  }
}

/** What the command line names, else what the net declares to be tested with. */
async function dataOf({ shown, opened }: NetFile, given: string | undefined): Promise<DataSet | Refusal> {
  const { graph } = shown.cost;
  if (given !== undefined) return await openData(resolvePath(given), graph);
  const declared = shown.elaborated.declared.data.find(({ role }) => role === "test");
  if (declared === undefined) {
    return refuse("data-missing", "there is no data to judge the net by", {
      help: 'Name it with --data, or write `data test "test.npz"` into the net.',
    });
  }
  const uri = resolveFile(opened.reach, opened.analysis.uri, declared.path);
  return isRefusal(uri) ? uri : await openData(fileURLToPath(uri), graph, opened.reach.roots);
}

function json(judgement: Judgement): Readonly<Record<string, number>> {
  const { samples } = judgement;
  return judgement.kind === "classes"
    ? { samples, top1: judgement.top1, top5: judgement.top5 }
    : { samples, mean_error: judgement.meanError };
}

function text(judgement: Judgement): string {
  if (judgement.kind === "numbers")
    return `  mean error  ${judgement.meanError.toPrecision(6)} (mean of absolute differences)\n`;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return `  top-1  ${percent(judgement.top1)}\n  top-5  ${percent(judgement.top5)}\n`;
}
