/** Every operator's example is exported, loaded and run: its results have the types that the engine says. */
import { isRefusal, operators } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { facets } from "../../engine/src/onnx/ops/index.ts";
import { analyseText } from "../kit/analyse.ts";
import { bytesOfModel, exportText, type Numbers, runModel } from "../kit/onnx.ts";

/** What has no nodes in an opset, and what is said instead. */
const refused: Readonly<Record<string, { readonly below: number; readonly because: string }>> = {
  grid_sample: { below: 16, because: "has no GridSample" },
  voxelize: { below: 16, because: "opset" },
};

it("has a form in ONNX, each of them", () => {
  expect(operators.filter((operator) => !facets.has(operator)).map(({ name }) => name)).toEqual([]);
});

describe.each([13, 17, 25])("opset %i", (opset) => {
  it.each(operators.map(({ name, example }) => [name, example] as const))("%s", async (name, example) => {
    const text = `net a {\n${example}\n}`;
    const model = exportText(text, { opset, isBlank: true });
    const limit = refused[name];
    if (limit !== undefined && opset < limit.below) {
      expect(isRefusal(model) ? model.message : "").toContain(limit.because);
      return;
    }
    if (isRefusal(model)) throw new Error(model.message);
    const graph = analyseText(text).shown[0]?.cost.graph;
    if (graph === undefined) throw new Error("the example has no net");
    const samples = new Map(graph.dims.map(({ name: dim, sample }) => [dim, sample]));
    const results = await runModel(await bytesOfModel(model), Object.fromEntries(graph.inputs.map(feed)));
    for (const { name: output, tensor } of graph.outputs) {
      const type = graph.tensors[tensor]?.type;
      const shape = type?.shape?.map((dim) => (typeof dim === "number" ? dim : samples.get(String(dim))));
      expect([results[output]?.dtype, results[output]?.shape]).toEqual([type?.dtype, shape]);
    }

    function feed({ name: input, tensor }: { readonly name: string; readonly tensor: number }) {
      const type = graph?.tensors[tensor]?.type;
      const shape = (type?.shape ?? []).map(Number);
      const count = shape.reduce((product, extent) => product * extent, 1);
      // Small whole numbers: they are also indices, and neither zero nor all the same.
      const numbers: Numbers = {
        shape,
        values: Array.from({ length: count }, (_, i) => 1 + (i % 2)),
        dtype: type?.dtype,
      };
      return [input, numbers] as const;
    }
  });
});
