import { readFileSync } from "node:fs";
import { decodeModel, importModel, isRefusal, type OnnxModel } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { bytesOfModel, counting, exportText, runModel } from "../../../../test/kit/onnx.ts";
import { exportImported } from "../../../../test/kit/roundTrip.ts";
import { stateKey } from "../states.ts";

const streaming = readFileSync(new URL("../../../../examples/streaming_keywords.net", import.meta.url), "utf8");
const summing = "net sum {\n input x: f32[2]\n state total: f32[2] = 1\n total = total + x\n output y = total * 2\n}";

function exported(text: string): OnnxModel {
  const model = exportText(text);
  if (isRefusal(model)) throw new Error(model.message);
  return model;
}

function importedText(model: OnnxModel): string {
  const imported = importModel(model, { name: "imported" });
  return isRefusal(imported) ? imported.message : imported.text;
}

/** The same model with another entry of states. */
function stating(model: OnnxModel, entry: string): OnnxModel {
  return { ...model, metadata: new Map([...model.metadata, [stateKey, entry]]) };
}

describe("states", () => {
  it("are declared again with what they begin with", () => {
    const text = importedText(exported(summing));
    expect(text).toContain("state total: f32[2] = 1");
    expect(text).toMatch(/^ {2}total = \w+$/m);
    expect(text).not.toContain("total_next\n");
    expect(text.match(/output/g)).toHaveLength(1);
  });

  it("of a streaming net go on as they did, and a second import gives the same text", async () => {
    const model = exported(streaming);
    const imported = importModel(model, { name: "imported" });
    if (isRefusal(imported)) throw new Error(imported.message);
    expect(imported.text.match(/^ {2}state /gm)).toHaveLength(6);
    const again = exportImported(imported);
    if (isRefusal(again)) throw new Error(again.message);
    expect(importedText(again)).toBe(imported.text);
    const feeds = Object.fromEntries(
      model.graph.inputs.map(({ name, type }) => [
        name,
        counting(type.kind === "tensor" ? (type.shape?.map(Number) ?? []) : []),
      ]),
    );
    const before = Object.values(await runModel(await bytesOfModel(model), feeds));
    const after = Object.values(await runModel(await bytesOfModel(again), feeds));
    expect(after.map(({ values }) => values)).toEqual(before.map(({ values }) => values));
  });

  it("survive the file", async () => {
    const model = decodeModel(await bytesOfModel(exported(summing)));
    if (isRefusal(model)) throw new Error(model.message);
    expect(importedText(model)).toContain("state total");
  });

  it("stay inputs and outputs where nothing is said of them, or nothing that holds", () => {
    const model = exported(summing);
    const entries = [
      "[]",
      "{",
      "null",
      '[["total"]]',
      '[["total", "y", "1"]]',
      '[["nobody", "total_next", 1]]',
      '[["total", "nowhere", 1]]',
    ];
    for (const entry of entries) {
      const text = importedText(stating(model, entry));
      expect(text).toContain("input total: f32[2]");
      expect(text).toContain("output total_next");
    }
  });

  it("are none where each becomes what the other was, where the types differ, or where no output would be left", () => {
    const swap = exported(
      "net s {\n input x: f32[2]\n input z: f32[3]\n output a = x * 1\n output b = x\n output c = z\n}",
    );
    expect(importedText(stating(swap, '[["x", "c", 0], ["z", "b", 0]]'))).not.toContain("state");
    expect(importedText(stating(swap, '[["z", "a", 0]]'))).not.toContain("state");
    const all = stating(exported("net s {\n input x: f32[2]\n output y = x * 2\n}"), '[["x", "y", 0]]');
    expect(importedText(all)).not.toContain("state");
  });
});
