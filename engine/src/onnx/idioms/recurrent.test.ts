import { importModel, isRefusal, type OnnxModel } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { bytesOfModel, counting, exportText, runModel } from "../../../../test/kit/onnx.ts";
import { exportImported } from "../../../../test/kit/roundTrip.ts";

function exported(body: string): OnnxModel {
  const model = exportText(`net n {\n dim S = 5\n input x: f32[2, S, 3]\n ${body}\n}`);
  if (isRefusal(model)) throw new Error(model.message);
  return model;
}

describe("a recurrent layer of which results at every place and last states are read", () => {
  for (const [layer, results] of [
    ["lstm(4)", "y, h, c"],
    ["lstm(4, bidirectional=true)", "y, h, c"],
    ["gru(4)", "y, h"],
    ["rnn(4)", "y, h"],
  ] as const) {
    it(`is one call: ${layer}`, async () => {
      const names = results.split(", ");
      const reads = names.map((name, i) => `output out${i} = ${name} * 2`).join("\n ");
      const model = exported(`${results} = x -> ${layer}\n ${reads}`);
      const imported = importModel(model, { name: "n" });
      if (isRefusal(imported)) throw new Error(imported.message);
      expect(imported.text).toContain(layer.slice(0, layer.indexOf("(") + 2));
      expect(imported.text).not.toContain("onnx.");
      const again = exportImported(imported);
      if (isRefusal(again)) throw new Error(again.message);
      const feeds = { x: counting([2, 5, 3]) };
      const [before, after] = [
        await runModel(await bytesOfModel(model), feeds),
        await runModel(await bytesOfModel(again), feeds),
      ];
      for (const index of names.keys()) expect(after[`out${index}`]?.values).toEqual(before[`out${index}`]?.values);
    });
  }

  it("stays nodes where a state is read before the results are in order", () => {
    const model = exported("y, h, c = x -> lstm(4)\n output out = y\n output last = h * 2");
    // What reads the state stands in front of the last node of the layer.
    const nodes = [...model.graph.nodes];
    const reader = nodes.findIndex(({ op }) => op === "Mul");
    const layer = nodes.findIndex(({ op }) => op === "LSTM");
    const [moved] = nodes.splice(reader, 1);
    if (moved === undefined) throw new Error("nothing reads the state");
    nodes.splice(layer + 1, 0, moved);
    const imported = importModel({ ...model, graph: { ...model.graph, nodes } }, { name: "n" });
    expect(isRefusal(imported) ? imported.message : imported.text).toContain("onnx.LSTM");
  });
});
