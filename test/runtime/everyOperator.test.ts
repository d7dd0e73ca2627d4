/** Every operator's example is exported, loaded and run: its results have the types that the engine says. */
import { isRefusal, operators } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { evaluateDim } from "../../engine/src/base/dim.ts";
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
    const typeOf = (tensor: number) => {
      const { dtype = "f32", shape = [] } = graph.tensors[tensor]?.type ?? {};
      return { dtype, shape: shape.map((dim) => evaluateDim(dim, samples) ?? Number.NaN) };
    };
    const feeds = graph.inputs.map(({ name: input, tensor }): readonly [string, Numbers] => {
      const type = typeOf(tensor);
      const count = type.shape.reduce((product, extent) => product * extent, 1);
      // Small whole numbers: they are also indices, and neither zero nor all the same.
      return [input, { ...type, values: Array.from({ length: count }, (_, i) => 1 + (i % 2)) }];
    });
    const results = await runModel(await bytesOfModel(model), Object.fromEntries(feeds));
    for (const { name: output, tensor } of graph.outputs) {
      const { dtype, shape } = results[output] ?? {};
      expect({ dtype, shape }).toEqual(typeOf(tensor));
    }
  });
});
