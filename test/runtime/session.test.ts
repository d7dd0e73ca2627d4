/** ONNX Runtime in a process of its own: results, and models that it does not survive. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bytesOfNumbers,
  defaultOpset,
  isRefusal,
  numbersOf,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  tensorOfBytes,
} from "@lathe/engine";
import { openSession, type SessionOptions } from "@lathe/host";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { bytesOfModel, exportText } from "../kit/onnx.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-session-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

async function save(name: string, model: OnnxModel): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, await bytesOfModel(model));
  return path;
}

async function opened(path: string, options?: SessionOptions) {
  const session = await openSession(path, options);
  if (isRefusal(session)) throw new Error(session.message);
  return session;
}

const f32 = (...values: readonly number[]) => ({
  dtype: "f32" as const,
  shape: [1, values.length],
  bytes: bytesOfNumbers("f32", values),
});

async function reluPath(): Promise<string> {
  const model = exportText("net a {\n  dim N = 1\n  input x: f32[N, 2]\n  y = x -> relu\n  output y\n}");
  if (isRefusal(model)) throw new Error(model.message);
  return await save("relu.onnx", model);
}

function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: OnnxNode["attributes"] = new Map(),
): OnnxNode {
  return { name: op, domain: "", op, inputs, outputs, attributes, metadata: new Map() };
}

function integers(values: readonly number[], shape: readonly number[] = [values.length]): OnnxTensor {
  return { kind: "tensor", tensor: tensorOfBytes("i64", shape, bytesOfNumbers("i64", values)) };
}

function graphOf(parts: Partial<OnnxGraph>): OnnxGraph {
  return {
    name: "g",
    nodes: [],
    inputs: [],
    outputs: [],
    values: [],
    initializers: new Map(),
    documentation: "",
    ...parts,
  };
}

function modelOf(graph: OnnxGraph): OnnxModel {
  return {
    irVersion: 8,
    opsets: new Map([["", defaultOpset]]),
    graph,
    functions: [],
    metadata: new Map(),
    documentation: "",
    producer: { name: "lathe", version: "test" },
  };
}

/** A tensor of `elements` ones, made while the model runs, and summed up. */
function large(elements: number): OnnxModel {
  return modelOf(
    graphOf({
      nodes: [
        node("Shape", ["x"], ["rank"]),
        node("Mul", ["rank", "many"], ["extents"]),
        node("Expand", ["one", "extents"], ["all"]),
        node("Sin", ["all"], ["y"]),
      ],
      inputs: [{ name: "x", type: { kind: "tensor", dtype: "f32", shape: ["N"] } }],
      outputs: [{ name: "y", type: { kind: "tensor", dtype: "f32", shape: [undefined] } }],
      initializers: new Map<string, OnnxTensor>([
        ["many", integers([elements])],
        ["one", { kind: "tensor", tensor: tensorOfBytes("f32", [1], bytesOfNumbers("f32", [1])) }],
      ]),
    }),
  );
}

/** A loop of 2^40 rounds. */
function endless(): OnnxModel {
  const flag = { kind: "tensor", dtype: "bool", shape: [] } as const;
  const number = { kind: "tensor", dtype: "f32", shape: ["N"] } as const;
  const body = graphOf({
    nodes: [node("Identity", ["go"], ["on"]), node("Sin", ["before"], ["after"])],
    inputs: [
      { name: "round", type: { kind: "tensor", dtype: "i64", shape: [] } },
      { name: "go", type: flag },
      { name: "before", type: number },
    ],
    outputs: [
      { name: "on", type: flag },
      { name: "after", type: number },
    ],
  });
  return modelOf(
    graphOf({
      nodes: [node("Loop", ["rounds", "", "x"], ["y"], new Map([["body", { kind: "graph", graph: body }]]))],
      inputs: [{ name: "x", type: number }],
      outputs: [{ name: "y", type: number }],
      initializers: new Map([["rounds", integers([2 ** 40], [])]]),
    }),
  );
}

const one = new Map([["x", { dtype: "f32" as const, shape: [1], bytes: bytesOfNumbers("f32", [1]) }]]);

describe("a session", () => {
  it("runs a model again and again", async () => {
    const session = await opened(await reluPath());
    expect(session).toMatchObject({ inputs: ["x"], outputs: ["y"] });
    for (const value of [3, 4]) {
      const results = await session.run(new Map([["x", f32(value, -value)]]));
      if (isRefusal(results)) throw new Error(results.message);
      const y = results.get("y");
      expect(y?.shape).toEqual([1, 2]);
      expect([...numbersOf("f32", y?.bytes ?? new Uint8Array())]).toEqual([value, 0]);
    }
    session.close();
  });

  it("refuses what ONNX Runtime refuses, and goes on", async () => {
    expect(await openSession(join(folder, "none.onnx"))).toMatchObject({ code: "runtime-refused" });
    writeFileSync(join(folder, "bad.onnx"), "no model");
    expect(await openSession(join(folder, "bad.onnx"))).toMatchObject({ code: "runtime-refused" });
    const session = await opened(await reluPath());
    const wide = await session.run(new Map([["x", f32(1, 2, 3)]]));
    expect(wide).toMatchObject({ code: "runtime-refused", message: expect.stringContaining("dimensions") });
    const odd = await session.run(new Map([["x", { dtype: "bf16", shape: [1, 2], bytes: new Uint8Array(4) }]]));
    expect(odd).toMatchObject({ message: expect.stringContaining("no bf16") });
    expect(isRefusal(await session.run(new Map([["x", f32(1, 2)]])))).toBe(false);
    session.close();
  });

  it("says how to get ONNX Runtime where it is not there", async () => {
    const script = join(folder, "without.cjs");
    writeFileSync(
      script,
      `const { Module } = require("node:module");
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === "onnxruntime-node") throw new Error("Cannot find module 'onnxruntime-node'");
  return load(name, ...rest);
};`,
    );
    vi.stubEnv("NODE_OPTIONS", `--require ${script}`);
    expect(await openSession(await reluPath())).toMatchObject({
      code: "runtime-missing",
      help: expect.stringContaining("npm install"),
    });
  });
});

describe("a model that", () => {
  it("never ends is stopped after its time", async () => {
    const session = await opened(await save("endless.onnx", endless()), { limits: { seconds: 1, bytes: 2 ** 31 } });
    expect(await session.run(one)).toMatchObject({ code: "runtime-timeout" });
    // The process is gone; whoever asks again hears the same.
    expect(await session.run(one)).toMatchObject({ code: "runtime-timeout" });
  });

  it("never ends is stopped when it is cancelled", async () => {
    const control = new AbortController();
    const session = await opened(await save("endless.onnx", endless()), { signal: control.signal });
    setTimeout(() => control.abort(), 100);
    expect(await session.run(one)).toMatchObject({ code: "cancelled" });
    expect(await openSession("x", { signal: control.signal })).toMatchObject({ code: "cancelled" });
  });

  // 2^28 floats are a gigabyte, twice: more than the 800 MB that it may take.
  it.each([true, false])(
    "takes too much memory is stopped (watching itself: %s)",
    async (watches) => {
      const options = { limits: { seconds: 60, bytes: 800_000_000 }, ...(watches && { watches }) };
      const session = await opened(await save("large.onnx", large(2 ** 28)), options);
      expect(await session.run(one)).toMatchObject({
        code: "runtime-out-of-memory",
        message: expect.stringContaining("800 MB"),
      });
      session.close();
    },
    30_000,
  );

  it("declares 2^60 elements is refused at once", async () => {
    const session = await opened(await save("huge.onnx", large(2 ** 52 * 256)));
    expect(await session.run(one)).toMatchObject({ kind: "refusal" });
    session.close();
  });

  it("crashes the process is a message", async () => {
    const script = join(folder, "crash.cjs");
    writeFileSync(
      script,
      `process.on("message", ({ kind }) => kind === "run" && process.kill(process.pid, "SIGSEGV"));`,
    );
    vi.stubEnv("NODE_OPTIONS", `--require ${script}`);
    const session = await opened(await reluPath());
    expect(await session.run(new Map([["x", f32(1, 2)]]))).toMatchObject({
      code: "runtime-crashed",
      message: expect.stringContaining("SIGSEGV"),
    });
  });
});
