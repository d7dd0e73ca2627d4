/** How well a net does on samples whose answers are known. */
import {
  type Dtype,
  elementBytes,
  elementCount,
  isFloat,
  isInteger,
  isRefusal,
  numbersOf,
  type Refusal,
  refuse,
} from "@lathe/engine";
import type { DataSet } from "../data/dataSet.ts";
import type { NetWithWeights } from "../exportNet.ts";
import type { RuntimeArray } from "../runtime/protocol.ts";
import type { StoredArray } from "../tensors/array.ts";
import { type RunOptions, runData } from "./runData.ts";

export type Judgement =
  /** Shares of samples whose class is the first, or among the first five, that the net names. */
  | { readonly kind: "classes"; readonly samples: number; readonly top1: number; readonly top5: number }
  /** The mean of the absolute differences, over all numbers of the output. */
  | { readonly kind: "numbers"; readonly samples: number; readonly meanError: number };

/**
 * Runs a net over labelled data and holds its first output against the labels: classes where the labels are one integer for
 * each sample, numbers where they are as many floats as the output has. Refuses data without labels, and labels that fit neither.
 */
export async function judgeNet(net: NetWithWeights, data: DataSet, options: RunOptions): Promise<Judgement | Refusal> {
  const { labels } = data;
  const output = net.shown.cost.graph.outputs[0]?.name ?? "";
  if (labels?.dtype === undefined) {
    return refuse("data-missing", "the data has no labels, so nothing can be judged by it", {
      help: "Add an array `labels` with one entry per sample, or put images into one folder for each class.",
    });
  }
  const tally = new Tally();
  let wanted: number | undefined;
  const samples = await runData(net, data, options, async ({ batch, outputs }) => {
    const result = outputs.get(output);
    if (result === undefined) return refuse("wrong-output", `the net gave no output \`${output}\``);
    wanted ??= labels.shape[0];
    return tally.add(output, result, batch.to - batch.from, labels, await read(labels, batch.from, batch.to));
  });
  if (isRefusal(samples)) return samples;
  if (wanted !== samples) {
    return refuse("data-misshapen", `there are ${samples} samples and ${wanted ?? "no"} labels`);
  }
  return tally.judgement(samples);
}

async function read(labels: StoredArray, from: number, to: number): Promise<Float64Array> {
  const dtype: Dtype = labels.dtype ?? "f32";
  const size = elementCount(labels.shape.slice(1)) * elementBytes(dtype);
  const end = Math.min(to, labels.shape[0] ?? 0);
  return numbersOf(dtype, await labels.read(Math.min(from, end) * size, end * size));
}

class Tally {
  private first = 0;
  private firstFive = 0;
  private difference = 0;
  private numbers = 0;
  private areClasses = true;

  add(
    name: string,
    result: RuntimeArray,
    samples: number,
    { dtype, shape }: StoredArray,
    labels: Float64Array,
  ): Refusal | undefined {
    const values = numbersOf(result.dtype, result.bytes);
    const perSample = values.length / samples;
    const perLabel = elementCount(shape.slice(1));
    const areWhole = dtype !== undefined && (isInteger(dtype) || dtype === "bool");
    const areNamed = perSample === 1 && !isFloat(result.dtype);
    this.areClasses = areWhole && perLabel === 1 && (areNamed || perSample > 1);
    if (!this.areClasses) {
      if (labels.length !== values.length) {
        const message = `the labels are [${shape.join(", ")}] of ${dtype}, and the output \`${name}\` is [${result.shape.join(", ")}] for ${samples} samples`;
        return refuse("data-misshapen", message, {
          help: "Give one integer per sample for classes, or as many numbers as the output has.",
        });
      }
      for (const [index, value] of values.entries()) this.difference += Math.abs(value - (labels[index] ?? 0));
      this.numbers += values.length;
      return undefined;
    }
    for (let sample = 0; sample < samples; sample++) {
      const label = labels[sample] ?? -1;
      if (areNamed) {
        // The net names one class, and no others.
        if (values[sample] !== label) continue;
        this.first++;
        this.firstFive++;
        continue;
      }
      if (!(label >= 0 && label < perSample)) {
        return refuse("data-misshapen", `a label is ${label}, and the net knows the classes 0 to ${perSample - 1}`);
      }
      const rank = rankOf(values.subarray(sample * perSample, (sample + 1) * perSample), label);
      if (rank < 1) this.first++;
      if (rank < 5) this.firstFive++;
    }
    return undefined;
  }

  judgement(samples: number): Judgement {
    return this.areClasses
      ? { kind: "classes", samples, top1: this.first / samples, top5: this.firstFive / samples }
      : { kind: "numbers", samples, meanError: this.difference / Math.max(1, this.numbers) };
  }
}

/** How many classes are named before this one; of equal ones the first comes first. What is no number is named last. */
function rankOf(scores: Float64Array, label: number): number {
  const own = scores[label] ?? Number.NaN;
  if (Number.isNaN(own)) return scores.length;
  let rank = 0;
  for (const [index, score] of scores.entries()) if (score > own || (score === own && index < label)) rank++;
  return rank;
}
