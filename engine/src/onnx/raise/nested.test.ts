import { decodeModel, importModel, isRefusal, type OnnxModel } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { graphOf, modelOf, node, tensor } from "../../../../test/kit/model.ts";
import { bytesOfModel } from "../../../../test/kit/onnx.ts";
import type { OnnxGraph } from "../model.ts";

/** Ifs inside Ifs, all of them decided; the innermost is a Relu. */
function nested(depth: number): OnnxModel {
  const io = { outputs: { y: "f32[2]" } };
  const other = { kind: "graph", graph: graphOf({ ...io, nodes: [node("Tanh", ["x"], "y")] }) } as const;
  let graph: OnnxGraph = graphOf({ ...io, nodes: [node("Relu", ["x"], "y")] });
  for (let level = 0; level < depth; level++) {
    const branch = {
      kind: "graph",
      graph: { ...graph, outputs: [{ ...graph.outputs[0], name: `y${level}` }] },
    } as const;
    const inner = level === 0 ? "y" : `y${level - 1}`;
    const renamed = {
      ...branch.graph,
      nodes: branch.graph.nodes.map((entry) => ({
        ...entry,
        outputs: entry.outputs.map((name) => (name === inner || name === "y" ? `y${level}` : name)),
      })),
    };
    const attribute = { kind: "graph", graph: renamed as OnnxGraph } as const;
    graph = graphOf({ ...io, nodes: [node("If", ["yes"], "y", { then_branch: attribute, else_branch: other })] });
  }
  const model = modelOf({ inputs: { x: "f32[2]" }, ...io, nodes: [] });
  return {
    ...model,
    graph: { ...model.graph, nodes: graph.nodes, initializers: new Map([["yes", tensor("bool", [], [1])]]) },
  };
}

/** A field of a protocol buffer that holds bytes: its tag, their length, and they. */
function field(number: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    length.push((rest % 128) + (rest >= 128 ? 128 : 0));
    if (rest < 128) break;
  }
  return Buffer.concat([Uint8Array.from([number * 8 + 2, ...length]), content]);
}

/** Bytes of a model with graphs inside nodes inside graphs, which holds nothing else. */
function bytesNested(depth: number): Uint8Array {
  let graph: Uint8Array = new Uint8Array();
  // ModelProto.graph is field 7, GraphProto.node 1, NodeProto.attribute 5, AttributeProto.g 6.
  for (let level = 0; level < depth; level++) graph = field(1, field(5, field(6, graph)));
  return field(7, graph);
}

describe("graphs inside graphs", () => {
  it("that are decided are read as what they hold", () => {
    const imported = importModel(nested(3), { name: "nested" });
    expect(isRefusal(imported) ? imported.message : imported.text).toContain("y = x -> relu");
  });

  it("500 deep are refused by the node, at once", () => {
    const began = performance.now();
    const imported = importModel(nested(500), { name: "nested" });
    expect(isRefusal(imported) ? imported.message : imported.text).toBe(
      "a node If holds graphs inside graphs, more than 50 deep",
    );
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it("deeper than any stack are refused while the file is read", () => {
    for (const depth of [501, 3_000]) {
      const model = decodeModel(bytesNested(depth));
      expect(isRefusal(model) ? model.message : "read").toMatch(/deep|inside/);
    }
  });

  it("that are not decided are refused by the node", async () => {
    const one = nested(1);
    const open = {
      ...one,
      graph: {
        ...one.graph,
        initializers: new Map(),
        inputs: [...one.graph.inputs, { name: "yes", type: { kind: "tensor", dtype: "bool", shape: [] } as const }],
      },
    };
    const model = decodeModel(await bytesOfModel(open));
    if (isRefusal(model)) throw new Error(model.message);
    const imported = importModel(model, { name: "nested" });
    expect(isRefusal(imported) && imported.message).toMatch(/a node If: control flow has no words in a net/);
  });
});
