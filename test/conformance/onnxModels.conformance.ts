/** Models that people use, through the text and back: their results must be those of the original on the same data. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  bytesOfNumbers,
  bytesOfTensor,
  type Draft,
  decodeModel,
  decodeTensor,
  isRefusal,
  numbersOf,
  type OnnxModel,
  type OnnxTensor,
  substituteDim,
  tensorOfBytes,
  uniform,
} from "@lathe/engine";
import { afterAll, describe, expect, it } from "vitest";
import { bytesOfModel } from "../kit/onnx.ts";
import { roundTrip } from "../kit/roundTrip.ts";
import { runTensors } from "../kit/runtime.ts";
import { table } from "./table.ts";

const data = process.env.LATHE_DATA ?? "";
const light = models(join(data, "onnx-backend/light"));
const real = readdirSync(join(data, "models")).flatMap((folder) => models(join(data, "models", folder)));

/** Has operators of another program, which ONNX Runtime does not run: its text must name them. */
const unrunnable = "supres.onnx";

/** The largest difference from the original, relative to its largest number. */
const tolerance = 1e-5;

const rows: string[][] = [];

function models(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((file) => (file.endsWith(".onnx") ? [join(folder, file)] : []));
}

function read(file: string): OnnxModel {
  const model = decodeModel(readFileSync(file));
  if (isRefusal(model)) throw new Error(model.message);
  return model;
}

/** Numbers from 0 to 1, the same in every run; `count` of them are k / n, as the light nets want it. */
function inputOf(draft: Draft, index: number, isLight: boolean): OnnxTensor {
  const port = draft.inputs[index];
  if (port === undefined) throw new Error("an input is missing");
  const samples = new Map(draft.dims.map(({ name, sample }) => [name, sample]));
  const shape = port.type.shape.map((dim) => Number(substituteDim(dim, samples)));
  const count = shape.reduce((product, extent) => product * extent, 1);
  const random = uniform(port.name);
  const numbers = Float32Array.from({ length: count }, (_, i) => (isLight ? i / count : random()));
  const { dtype } = port.type;
  return { kind: "tensor", tensor: tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, numbers)) };
}

async function numbers(tensor: OnnxTensor | undefined): Promise<Float64Array> {
  if (tensor?.kind !== "tensor") throw new Error("a result is no tensor");
  return numbersOf(tensor.tensor.dtype, await bytesOfTensor(tensor.tensor));
}

async function difference(actual: OnnxTensor | undefined, expected: OnnxTensor | undefined): Promise<number> {
  const [a, b] = [await numbers(actual), await numbers(expected)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let worst = 0;
  for (const [i, value] of a.entries()) {
    largest = Math.max(largest, Math.abs(b[i] ?? 0));
    worst = Math.max(worst, Math.abs(value - (b[i] ?? 0)));
  }
  return worst === 0 ? 0 : worst / largest;
}

/** Imports and exports a model, runs both, and gives the largest difference of all results. */
async function compare(file: string, isLight: boolean): Promise<number> {
  const model = read(file);
  const opset = model.opsets.get("") ?? 0;
  const trip = roundTrip(model, opset >= 13 ? opset : undefined);
  if (isRefusal(trip)) throw new Error(trip.message);
  const { imported, exported } = trip;
  const calls = imported.draft.calls.filter(
    ({ callee }) => callee.kind === "foreign" || callee.operator.inputs.length > 0,
  );
  const foreign = calls.flatMap(({ callee }) => (callee.kind === "foreign" ? [callee.name] : []));
  const given = model.graph.inputs.map((_, index) => inputOf(imported.draft, index, isLight));
  const ports = (graph: OnnxModel["graph"]) =>
    new Map(graph.inputs.map(({ name }, i) => [name, given[i] as OnnxTensor]));
  const own = await runTensors(await bytesOfModel(exported), ports(exported.graph));
  const stated = file.replace(/\.onnx$/, "_output_0.pb");
  const expected = existsSync(stated)
    ? new Map([[model.graph.outputs[0]?.name ?? "", tensorAt(stated)]])
    : await runTensors(readFileSync(file), ports(model.graph));
  let worst = 0;
  for (const [index, { name }] of model.graph.outputs.entries()) {
    const actual = own.get(exported.graph.outputs[index]?.name ?? "");
    worst = Math.max(worst, await difference(actual, expected.get(name)));
  }
  const lines = imported.text.split("\n").length - 1;
  const share = `${calls.length - foreign.length} of ${calls.length}`;
  rows.push([basename(file), String(lines), share, worst.toExponential(1), [...new Set(foreign)].join(" ")]);
  return worst;
}

function tensorAt(file: string): OnnxTensor {
  const tensor = decodeTensor(readFileSync(file));
  if (isRefusal(tensor)) throw new Error(tensor.message);
  return tensor;
}

describe("models through the text and back", () => {
  for (const file of [...light, ...real]) {
    if (basename(file) === unrunnable) continue;
    it(`${basename(file)} gives the same results`, { timeout: 120_000 }, async () => {
      expect(await compare(file, light.includes(file))).toBeLessThanOrEqual(tolerance);
    });
  }

  afterAll(() => {
    const shares = rows.map(([, , share = ""]) => share.split(" of ").map(Number));
    const [ours, all] = [0, 1].map((i) => shares.reduce((sum, share) => sum + (share[i] ?? 0), 0));
    const percent = ((100 * (ours ?? 0)) / (all ?? 1)).toFixed(1);
    const lines = table(["model", "lines", "of the catalogue", "difference", "other operators"], rows);
    console.log([...lines, `operators of the catalogue: ${ours} of ${all} (${percent} %)`].join("\n"));
  });
});
