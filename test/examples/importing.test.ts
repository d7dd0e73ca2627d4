/**
 * Every net that ships, written as an ONNX model and read back: its text is one that a person would have written, and reading that
 * text's own model gives the same text again.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Analysis, Graph } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseText } from "../kit/analyse.ts";
import { analyseFile } from "../kit/analyseFile.ts";
import { root } from "../kit/files.ts";
import { readBack } from "../kit/roundTrip.ts";

/** What was asked for, and what other nets are held to: the lines of their own files, or fewer than a person would scroll. */
const mostLines: Readonly<Record<string, number>> = {
  resnet18: 30,
  resnet50: 60,
  vgg11: 30,
  vgg16_bn: 30,
  vit_b_16: 60,
  densenet121: 60,
  googlenet: 60,
  mobilenet_v2: 60,
  efficientnet_b0: 60,
  squeezenet1_0: 60,
};

/**
 * Nets whose text is another the second time, though of the same net. PVCNN: its repeats fall otherwise. MNASNet: a parameter is
 * called after another label.
 */
const restless = ["pvcnn", "pvcnn_quarter", "mnasnet1_0"];

function graphOf({ shown: [first] }: Analysis): Graph {
  if (first === undefined) throw new Error("there is no net");
  return first.cost.graph;
}

const nets = ["examples", "examples/shapes", "examples/zoo"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".net"))
    .flatMap((name) => analyseFile(`${folder}/${name}`).nets.map((net) => ({ file: `${folder}/${name}`, net }))),
);

describe("the text of an exported net", () => {
  it.each(nets)("$net of $file is the same when its own model is read", ({ file, net }) => {
    const graph = graphOf(analyseFile(file, { net }));
    const first = readBack(graph);
    const again = analyseText(first.text);
    expect(again.reports.filter(({ severity }) => severity === "error")).toEqual([]);
    const second = readBack(graphOf(again), (name) => first.weights.get(name));
    expect(first.text.split("\n").length - 1).toBeLessThanOrEqual(mostLines[net] ?? 140);
    if (restless.includes(net)) expect(second.text).not.toBe(first.text);
    else expect(second.text).toBe(first.text);
  });
});
