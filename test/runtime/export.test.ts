/** `lathe export`: what was written runs, and what does not run was never written. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeModel, isRefusal, type OnnxModel } from "@lathe/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ExportCommandOptions, exportFile } from "../../cli/src/commands/export.ts";
import { runModel } from "../kit/onnx.ts";
import { safetensors } from "../kit/tensors.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lathe-export-"));
  vi.stubEnv("INIT_CWD", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const f32 = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);

function save(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function net(body: string, weights = ""): string {
  return save(
    "a.net",
    `## Doubles.\nnet a {\n  dim N = 1\n  input x: f32[N, 2] { range 0..1 }\n  ${weights}\n  ${body}\n  output y\n}\n`,
  );
}

async function json(file: string, options: ExportCommandOptions = {}) {
  const { code, output, errors } = await exportFile(file, { ...options, json: true });
  return { code, errors, ...JSON.parse(output) };
}

function model(name: string): OnnxModel {
  const read = decodeModel(readFileSync(join(folder, name)));
  if (isRefusal(read)) throw new Error(read.message);
  return read;
}

const trained = { "fc.weight": { shape: [2, 2], bytes: f32(1, 2, 3, 4) }, "fc.bias": { shape: [2], bytes: f32(0, 1) } };
const layer = "y = x -> fc: linear(2)";

describe("lathe export", () => {
  it("writes a model with the trained weights, which runs", async () => {
    save("w.safetensors", safetensors(trained));
    const said = await json(net(layer, 'weights "w.safetensors"'), { output: "out.onnx" });
    expect(said).toMatchObject({ code: 0, net: "a", weights: "w.safetensors", verified: true, opset: 17 });
    expect(said.files).toEqual([{ path: "out.onnx", bytes: readFileSync(join(folder, "out.onnx")).length }]);
    const { y } = await runModel(readFileSync(join(folder, "out.onnx")), { x: { shape: [1, 2], values: [10, 100] } });
    // [1·10 + 2·100, 3·10 + 4·100 + 1]
    expect(y?.values).toEqual([210, 431]);
  });

  it("says of itself what it is", async () => {
    await json(net(layer), { output: "out.onnx", opset: "21" });
    const { metadata, documentation, opsets } = model("out.onnx");
    expect(documentation).toBe("Doubles.");
    expect(opsets.get("")).toBe(21);
    expect(Object.fromEntries(metadata)).toMatchObject({
      "lathe.version": "0.1.0",
      "lathe.weights": "random",
      "lathe.preparation": '{"x":{"range":[0,1]}}',
      documentation: "Doubles.",
    });
  });

  it("says random where weights are, in words too", async () => {
    expect(await json(net(layer), { output: "out.onnx" })).toMatchObject({ weights: "random" });
    expect((await exportFile(net(layer), { output: "out.onnx" })).output).toContain("random weights");
  });

  it("stands beside the net, called as it, unless said otherwise", async () => {
    await json(net(layer));
    expect(readdirSync(folder).sort()).toEqual(["a.net", "a.onnx"]);
  });

  it("gives equal bytes for equal input", async () => {
    const file = net(layer);
    for (const output of ["a.onnx", "b.onnx"]) await json(file, { output });
    expect(readFileSync(join(folder, "a.onnx")).equals(readFileSync(join(folder, "b.onnx")))).toBe(true);
  });

  it("puts numbers beside the model when asked to", async () => {
    const wide = net("y = x -> fc: linear(400) -> out: linear(2)");
    const said = await json(wide, { output: "out.onnx", externalData: true });
    expect(said.files.map(({ path }: { path: string }) => path)).toEqual(["out.onnx", "out.onnx.data"]);
    expect(readdirSync(folder).sort()).toEqual(["a.net", "out.onnx", "out.onnx.data"]);
  });
});

describe("where an export fails", () => {
  it.each([
    ["ONNX Runtime does not know an operator", 'y: f32[N, 2] = onnx["nowhere"].Foo(x)', "", /ONNX Runtime says/],
    ["the net has errors", "y = x -> nothing(2)", "", /has errors/],
    ["weights are missing", layer, 'weights "none.safetensors"', /has errors/],
    ["weights have another shape", "y = x -> fc: linear(3)", 'weights "w.safetensors"', /has errors/],
  ])("because %s, nothing is written and what was there stays", async (_, body, weights, message) => {
    save("w.safetensors", safetensors(trained));
    save("out.onnx", "before");
    const { code, error } = await json(net(body, weights), { output: "out.onnx" });
    expect(code).toBe(1);
    expect(error.message).toMatch(message);
    // The folder that the model was tried in is gone.
    expect(error.message).not.toContain(".tmp");
    expect(readFileSync(join(folder, "out.onnx"), "utf8")).toBe("before");
    expect(readdirSync(folder).sort()).toEqual(["a.net", "out.onnx", "w.safetensors"]);
  });

  it("because the disk refuses, it says why", async () => {
    const { code, error } = await json(net(layer), { output: "nowhere/out.onnx" });
    expect({ code, ...error }).toMatchObject({
      code: "cannot-write",
      message: expect.stringContaining("no such folder"),
    });
  });

  it("because of the command line, the exit code is 2", async () => {
    const file = net(layer);
    for (const options of [{ format: "pickle" }, { opset: "new" }, { timeLimit: "5" }, { memoryLimit: "5s" }]) {
      expect((await exportFile(file, options)).code).toBe(2);
    }
    expect((await exportFile(file, { opset: "99" })).code).toBe(1);
  });

  it("a broken budget is no failure: it is said, and the model is written", async () => {
    const { code, errors } = await json(net(`budget { params <= 1 }\n  ${layer}`), { output: "out.onnx" });
    expect(code).toBe(0);
    expect(errors).toContain("budget-broken");
  });
});
