/**
 * PyTorch modules against ONNX Runtime: the same net with the same weights, written both ways, gives the same numbers. Run
 * where a Python with torch is found; LATHE_PYTHON names one.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bytesOfNumbers,
  type Dtype,
  emitModel,
  evaluateDim,
  isRefusal,
  operators,
  type ShownNet,
  type Tensor,
  tensorOfBytes,
  uniform,
  weightName,
} from "@lathe/engine";
import { afterAll, describe, expect, it } from "vitest";
import { analyseText } from "../kit/analyse.ts";
import { analyseFile } from "../kit/analyseFile.ts";
import { root } from "../kit/files.ts";
import { bytesOfModel, type Numbers, runModel } from "../kit/onnx.ts";
import { findPython } from "../kit/python.ts";
import { pytorchOfNet, safetensorsOf, tellingWeights } from "../kit/pytorch.ts";

const python = findPython("import torch");
const folder = mkdtempSync(join(tmpdir(), "lathe-pytorch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Larger nets are compared by the names of their weights and by shapes alone. */
const largest = { params: 15e6, macs: 3e9 };

/** Sums of other order, and functions that are approximated otherwise: of the greatest value. */
const tolerance = 2e-4;

/** Divisors near zero turn a rounding error into a large share of the quotient, which is the greatest value. */
const tolerances: Readonly<Record<string, number>> = { "operator div": 1e-2 };

interface Case {
  readonly name: string;
  readonly shown: ShownNet;
}

interface Prepared {
  readonly index: number;
  readonly module: string;
  readonly net: string;
  readonly inputs: readonly string[];
  readonly feeds: string;
  readonly weights?: string;
  readonly expected?: string;
  readonly outputs?: readonly string[];
}

interface Answer {
  readonly error?: string;
  readonly last?: string;
  readonly keys?: Readonly<Record<string, readonly number[]>>;
  readonly shapes?: readonly (readonly number[])[];
  readonly distances?: readonly (number | string)[];
}

const chapters = readdirSync(join(root, "test/conformance/pytorch"))
  .filter((file) => file.endsWith(".net"))
  .flatMap((file) => allNets(`test/conformance/pytorch/${file}`));

const cases: readonly Case[] = [
  ...operators.map(({ name, example }): Case => {
    const [shown] = analyseText(`net example {\n${example}\n}\n`).shown;
    if (shown === undefined) throw new Error(`${name} has no example`);
    return { name: `operator ${name}`, shown };
  }),
  ...chapters,
  ...["examples", "examples/zoo"].flatMap((path) =>
    readdirSync(join(root, path))
      .filter((file) => file.endsWith(".net"))
      .flatMap((file) => allNets(`${path}/${file}`)),
  ),
];

function allNets(file: string): readonly Case[] {
  const first = analyseFile(file);
  const errors = first.reports.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join("; ")}`);
  return first.shown.flatMap((shown) => (shown.kind === "net" ? [{ name: `${file} ${shown.name}`, shown }] : []));
}

/** Indices stay below every extent of the cases; other numbers lie around zero. */
function feed(name: string, dtype: Dtype, shape: readonly number[]): Numbers {
  const random = uniform(`feed ${name}`);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const draw = () =>
    dtype === "bool" ? Math.round(random()) : dtype.startsWith("f") ? 2 * random() - 1 : Math.floor(3 * random());
  return { shape, values: Float32Array.from({ length: count }, draw) as unknown as number[], dtype };
}

function tensorOfNumbers({ shape, values, dtype = "f32" }: Numbers): Tensor {
  return tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, values));
}

async function prepare({ shown }: Case, index: number): Promise<Prepared | string> {
  const { graph, totals } = shown.cost;
  const text = pytorchOfNet(shown);
  if (isRefusal(text)) return text.message;
  const place = join(folder, String(index));
  mkdirSync(place);
  const write = (file: string, content: string | Uint8Array) => {
    writeFileSync(join(place, file), content);
    return join(place, file);
  };
  const module = write("net.py", text);
  const isLarge = (totals.params ?? 0) > largest.params || (totals.macs ?? 0) > largest.macs;
  const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
  const ports = [...graph.inputs, ...graph.states];
  const feeds = Object.fromEntries(
    ports.map(({ name, tensor }) => {
      const type = graph.tensors[tensor]?.type;
      const shape = (type?.shape ?? []).map((dim) => evaluateDim(dim, samples) ?? 1);
      return [name, feed(name, type?.dtype ?? "f32", shape)];
    }),
  );
  const prepared = {
    index,
    module,
    net: graph.name,
    inputs: ports.map(({ name }) => name),
    feeds: write("feeds.safetensors", await safetensorsOf(mapOf(feeds))),
  };
  if (isLarge) return prepared;
  const weights = tellingWeights(graph);
  const model = emitModel(graph, {
    opset: 17,
    producer: { name: "lathe", version: "test" },
    weights: (weight) => {
      const tensor = weights.get(weight);
      if (tensor === undefined) throw new Error(`${weight} is not bound`);
      return tensor;
    },
  });
  const run = {
    ...prepared,
    weights: write("weights.safetensors", await safetensorsOf(weights)),
  };
  if (isRefusal(model)) return run;
  const results = await runModel(await bytesOfModel(model), feeds);
  const expected = write("expected.safetensors", await safetensorsOf(mapOf(results)));
  return { ...run, expected, outputs: model.graph.outputs.map(({ name }) => name) };
}

function mapOf(numbers: Readonly<Record<string, Numbers>>): ReadonlyMap<string, Tensor> {
  return new Map(Object.entries(numbers).map(([name, each]) => [name, tensorOfNumbers(each)]));
}

function weightsOf({ shown }: Case): Readonly<Record<string, readonly number[]>> {
  const { graph } = shown.cost;
  const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
  const entries = graph.ops.flatMap(({ path, call }) =>
    (call.weights ?? []).map(
      ({ name, shape }) => [weightName(path, name), shape.map((dim) => evaluateDim(dim, samples) ?? -1)] as const,
    ),
  );
  return Object.fromEntries(entries);
}

function outputShapes({ shown }: Case): readonly (readonly (number | undefined)[])[] {
  const { graph } = shown.cost;
  const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
  const outputs = [...graph.outputs.map(({ tensor }) => tensor), ...graph.states.flatMap(({ next }) => next ?? [])];
  return outputs.map((id) => (graph.tensors[id]?.type.shape ?? []).map((dim) => evaluateDim(dim, samples)));
}

if (python === undefined) {
  it.skip("PyTorch modules: no Python with torch is here (LATHE_PYTHON names one)", () => {});
} else {
  const prepared: (Prepared | string)[] = [];
  for (const [index, each] of cases.entries()) {
    prepared.push(await prepare(each, index).catch((error: unknown) => `could not be prepared: ${String(error)}`));
  }
  const ready = prepared.filter((each) => typeof each !== "string");
  const output = execFileSync(python, [join(root, "test/conformance/pytorch.py")], {
    input: JSON.stringify(ready),
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const answers: readonly Answer[] = JSON.parse(output);
  const compared = answers.filter(({ distances }) => distances !== undefined).length;
  const silent = ready.flatMap((each, i) =>
    each.weights !== undefined && answers[i]?.distances === undefined ? [cases[each.index]?.name] : [],
  );
  const greatest = Math.max(
    ...answers
      .flatMap(({ distances }, i) => (cases[ready[i]?.index ?? -1]?.name === "operator div" ? [] : (distances ?? [])))
      .map(Number),
  );
  console.log(
    `PyTorch: ${cases.length} nets, ${answers.length} written, ${compared} compared with ONNX Runtime, at most ${greatest} apart; ` +
      `by shapes alone: ${answers.length - compared}, of them not written as ONNX: ${silent.join(", ") || "none"}`,
  );

  describe("PyTorch modules", () => {
    for (const [index, each] of cases.entries()) {
      it(each.name, () => {
        const one = prepared[index];
        if (typeof one === "string" || one === undefined) throw new Error(one);
        const answer = answers[ready.indexOf(one)];
        expect(answer?.error).toBeUndefined();
        expect(answer?.keys).toEqual(weightsOf(each));
        expect(answer?.last).toBe(one.net);
        expect(answer?.shapes).toEqual(outputShapes(each));
        for (const distance of answer?.distances ?? [])
          expect(distance).toBeLessThan(tolerances[each.name] ?? tolerance);
      });
    }
  });
}
