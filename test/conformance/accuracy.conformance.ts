/** Trained models, imported and judged by the command line on the data that they are for: as good as their authors say. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeModel, isRefusal } from "@lathe/engine";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { evaluate } from "../../cli/src/commands/eval.ts";
import { importCommand } from "../../cli/src/commands/import.ts";
import { npz } from "../kit/tensors.ts";

const data = process.env.LATHE_DATA ?? "";
const folder = mkdtempSync(join(tmpdir(), "lathe-accuracy-"));
beforeAll(() => vi.stubEnv("INIT_CWD", folder));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

interface Samples {
  readonly count: number;
  readonly inputs: Float32Array;
  readonly labels: Uint8Array;
}

/** The MNIST test set (LeCun et al.): IDX files, whose headers take 16 and 8 bytes. */
function mnist(scale: number): Samples {
  const read = (name: string) => gunzipSync(readFileSync(join(data, "datasets/mnist", name)));
  const pixels = read("t10k-images-idx3-ubyte.gz").subarray(16);
  return {
    count: 10_000,
    inputs: Float32Array.from(pixels, (pixel) => pixel * scale),
    labels: read("t10k-labels-idx1-ubyte.gz").subarray(8),
  };
}

/** MLPerf Tiny's keyword spotting: 10 × 49 features in steps of `scale`, which the nets want as 49 × 10. */
function keywords(): Samples {
  const read = (name: string) => readFileSync(join(data, "datasets/kws", name));
  const stored = new Int8Array(read("kws01_mfcc_int8_1000x490.bin"));
  const scale = 0.33674246;
  const inputs = Float32Array.from(stored, (_, i) => {
    const [sample, row, column] = [Math.floor(i / 490), Math.floor((i % 490) / 10), i % 10];
    return (stored[sample * 490 + column * 49 + row] ?? 0) * scale;
  });
  return { count: 1000, inputs, labels: new Uint8Array(read("kws01_labels_u8_1000.bin")) };
}

/** Shares of right answers, of as many samples as the data set has: so many are exactly right. */
const cases = [
  { model: "mnist/mnist-8.onnx", samples: () => mnist(1), top1: 0.9891 },
  { model: "mnist/vnn_mnist-net_256x2.onnx", samples: () => mnist(1 / 255), top1: 0.9808 },
  { model: "mnist/vnn_mnist-net_256x4.onnx", samples: () => mnist(1 / 255), top1: 0.9764 },
  { model: "mlperf_tiny/alibaba_open_kws.onnx", samples: keywords, top1: 0.898 },
  { model: "mlperf_tiny/k1_kws_ref_model_int8.onnx", samples: keywords, top1: 0.907 },
];

/** Name and shape of a model's only input, without the batch. */
function inputOf(file: string): readonly [name: string, shape: readonly number[]] {
  const model = decodeModel(readFileSync(file));
  if (isRefusal(model)) throw new Error(model.message);
  const [input] = model.graph.inputs;
  if (input?.type.kind !== "tensor" || input.type.shape === undefined) throw new Error("the input has no shape");
  return [input.name, input.type.shape.slice(1).map(Number)];
}

describe("models, imported and judged", () => {
  // Nets whose batch is one run ten thousand times.
  it.each(cases)(
    "$model is right in $top1 of all samples",
    async ({ model, samples, top1 }) => {
      const { count, inputs, labels } = samples();
      const path = join(data, "models", model);
      expect((await importCommand(path, { output: "net.net" })).code).toBe(0);
      const name = /^\s*input (\w+)/m.exec(readFileSync(join(folder, "net.net"), "utf8"))?.[1] ?? "";
      const [, shape] = inputOf(path);
      const arrays = {
        [name]: { shape: [count, ...shape], dtype: "<f4", bytes: new Uint8Array(inputs.buffer) },
        labels: { shape: [count], dtype: "|u1", bytes: labels },
      };
      writeFileSync(join(folder, "data.npz"), npz(arrays));
      const { code, output } = await evaluate("net.net", { data: "data.npz", json: true });
      expect({ code, ...JSON.parse(output) }).toMatchObject({ code: 0, samples: count, top1 });
    },
    60_000,
  );
});
