import { type Dim, evaluateDim } from "../base/dim.ts";
import { type FileReport, isRefusal } from "../base/report.ts";
import { samplesOf } from "../cost/figures.ts";
import type { Graph } from "../graph/graph.ts";
import { formatShape } from "../operators/shapes.ts";
import type { DeclaredData } from "../semantics/declared.ts";
import { reportAt } from "../semantics/module.ts";
import type { TensorFile } from "../weights/tensorFile.ts";
import type { Check, FolderContent, Subject } from "./check.ts";

/** Data that is not there, lacks an input or the labels, or has another shape than the net takes. */
export const data: Check = {
  name: "data",
  asksForFiles: true,
  run: (subject) => subject.elaborated.declared.data.flatMap((declared) => reportsOf(subject, declared)),
};

function reportsOf(subject: Subject, declared: DeclaredData): readonly FileReport[] {
  const { path, place } = declared;
  const file = subject.file(path);
  if (isRefusal(file)) return file.code === "silent" ? [] : [reportAt(place, file.code, file.message, file.help)];
  const { graph } = subject.cost;
  if (graph.isIncomplete) return [];
  return file.kind === "folder" ? inFolder(graph, declared, file) : inArrays(graph, declared, file);
}

function inArrays(graph: Graph, { path, place, role }: DeclaredData, { tensors }: TensorFile): readonly FileReport[] {
  const reports: FileReport[] = [];
  const samples = samplesOf(graph);
  const counts = new Map<string, number>();
  for (const { name, tensor } of graph.inputs) {
    const array = tensors.get(name);
    if (array === undefined) {
      const message = `"${path}" has no array for the input \`${name}\`.`;
      const has = [...tensors.keys()].slice(0, 10).join(", ");
      reports.push(reportAt(place, "data-missing", message, `Its arrays are ${has}; arrays are called as inputs are.`));
      continue;
    }
    const shape = graph.tensors[tensor]?.type.shape;
    const [count = 0, ...sample] = array.shape;
    counts.set(name, count);
    // The first axis of the array is samples, whatever the batch of the net; the others are one sample's.
    if (shape === undefined || sampleFits(shape.slice(1), sample, samples)) continue;
    const wanted = formatShape(shape.slice(1));
    const message = `A sample of \`${name}\` in "${path}" is ${formatShape(sample)}; the net takes ${wanted}.`;
    const help = `The array must be samples first: [samples, ${wanted.slice(1)}.`;
    reports.push(reportAt(place, "data-misshapen", message, help));
  }
  const labels = tensors.get("labels");
  if (labels === undefined && role === "test") {
    const message = `"${path}" has no array \`labels\`, so nothing can be judged by it.`;
    reports.push(reportAt(place, "data-missing", message, "Add one entry per sample."));
  }
  if (labels !== undefined) counts.set("labels", labels.shape[0] ?? 0);
  if (new Set(counts.values()).size > 1) {
    const list = [...counts].map(([name, count]) => `\`${name}\` ${count}`).join(", ");
    reports.push(
      reportAt(place, "data-misshapen", `The arrays of "${path}" have different numbers of samples: ${list}.`),
    );
  }
  return reports;
}

function sampleFits(wanted: readonly Dim[], sample: readonly number[], samples: ReadonlyMap<string, number>): boolean {
  return (
    wanted.length === sample.length &&
    wanted.every((dim, axis) => {
      // A symbolic dim takes what its bounds allow; only plain ones are held against the array.
      const extent = typeof dim === "number" ? dim : undefined;
      return extent === undefined || extent === sample[axis] || evaluateDim(dim, samples) === undefined;
    })
  );
}

const images = /\.(?:png|jpe?g|bmp|gif|webp)$/i;

function inFolder(graph: Graph, { path, place }: DeclaredData, { entries }: FolderContent): readonly FileReport[] {
  const inputs = graph.inputs.map(({ name }) => name);
  if (entries.some((entry) => entry.endsWith(".npy"))) {
    return inputs
      .filter((name) => !entries.includes(`${name}.npy`))
      .map((name) => {
        const message = `"${path}" has no \`${name}.npy\` for the input \`${name}\`.`;
        return reportAt(place, "data-missing", message, "Arrays in a folder are called as inputs are.");
      });
  }
  const folders = entries.filter((entry) => entry.endsWith("/"));
  if (folders.length > 0) {
    if (inputs.length === 1) return [];
    const message = `"${path}" holds images for one input; the net has ${inputs.length}.`;
    return [reportAt(place, "data-misshapen", message, "Give its data as an `.npz` with an array for each input.")];
  }
  const has = entries.some((entry) => images.test(entry)) ? "images, but in no folder for their class" : "neither";
  const message = `"${path}" must hold \`.npy\` arrays, or images in one folder for each class; it holds ${has}.`;
  return [reportAt(place, "data-missing", message, "Give an `.npz`, or fill the folder.")];
}
