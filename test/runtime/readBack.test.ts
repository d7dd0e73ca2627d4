/**
 * Attention and recurrent layers that are read back out of their nodes: what Lathe writes, and what exporters of PyTorch write, in
 * the operators of the catalogue. What was read runs to the same numbers.
 */
import { isRefusal, type OnnxModel } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { counting, exportText, type Numbers } from "../kit/onnx.ts";
import { callsOf as allCallsOf } from "../kit/readBack.ts";

function exported(body: string, opset = 17): OnnxModel {
  const model = exportText(`net n {\n${body}\noutput y\n}`, { opset });
  if (isRefusal(model)) throw new Error(model.message);
  return model;
}

/** Calls with arguments, without those that only state types. */
async function callsOf(model: OnnxModel, feeds: Readonly<Record<string, Numbers>>): Promise<readonly string[]> {
  return (await allCallsOf(model, feeds)).filter((call) => call.includes("("));
}

const x = counting([2, 5, 16], 0.2);
const memory = counting([2, 4, 16], 0.3);
const seen = {
  shape: [5, 5],
  values: Array.from({ length: 25 }, (_, i) => (i % 6 === 0 || i % 5 === 0 ? 1 : 0)),
  dtype: "bool",
} as const;

describe.each([13, 17, 23])("what Lathe writes, opset %i", (opset) => {
  it.each([
    "attention(4)",
    "attention(4, causal=true)",
    "attention(4, kv_heads=2, bias=false)",
    "attention(4, head_dim=3)",
    "attention(1)",
    "lstm(4)",
    "gru(4, layers=3, bidirectional=true)",
    'rnn(4, bias=false, nonlinearity="relu")',
  ])("%s", async (call) => {
    for (const shape of ["2, 5, 16", "N, S, 16"]) {
      const model = exported(`dim N = 2\ndim S = 5\ninput x: f32[${shape}]\ny = x -> a: ${call}`, opset);
      expect(await callsOf(model, { x })).toEqual([call]);
    }
  });

  it.each([
    ["attention(4, memory=m)", "m: f32[2, 4, 16]", memory],
    ["attention(4, mask=m)", "m: bool[5, 5]", seen],
    ["attention(4, mask=m)", "m: f32[2, 4, 5, 5]", counting([2, 4, 5, 5], 0.3)],
    ["sdpa(x, m, m, heads=4)", "m: f32[2, 4, 16]", memory],
    ["sdpa(x, m, m)", "m: f32[2, 4, 16]", memory],
    ["sdpa(x, x, x, heads=4, mask=m)", "m: bool[5, 5]", seen],
    ["lstm(4, layers=2, h=m)", "m: f32[2, 2, 4]", counting([2, 2, 4])],
  ])("%s with %s", async (call, input, m) => {
    const stage = call.startsWith("sdpa") ? call : `x -> a: ${call}`;
    const model = exported(`input x: f32[2, 5, 16]\ninput ${input}\ny = ${stage}`, opset);
    expect(await callsOf(model, { x, m })).toEqual([call]);
  });
});

/** Scores of four heads of four features, for queries, keys and values [2, 4, 5, 4], and the heads side by side. */
const core = (scores: string) => `w = ${scores} -> softmax
y = matmul(w, v) -> transpose([0, 2, 1, 3]) -> reshape([2, 5, 16]) -> proj: linear(16)`;

const split = (name: string) =>
  `${name} = x -> ${name}_proj: linear(16) -> reshape([2, 5, 4, 4]) -> transpose([0, 2, 1, 3])`;
const separate = `input x: f32[2, 5, 16]\n${["q", "k", "v"].map(split).join("\n")}`;
const turned = "k -> transpose([0, 1, 3, 2])";

describe("what exporters write", () => {
  it("projections on their own, with the scale behind the product, before it, or at both", async () => {
    for (const scores of [`(matmul(q, ${turned}) / 2)`, `matmul(q * 0.5, ${turned})`]) {
      expect(await callsOf(exported(`${separate}\n${core(scores)}`), { x })).toEqual(["attention(4)"]);
    }
    // √½ at queries and keys.
    const root = `matmul(q * 0.70710678, (${turned}) * 0.70710678)`;
    expect(await callsOf(exported(`${separate}\n${core(root)}`), { x })).toEqual(["attention(4)"]);
  });

  it("one projection for all three, in front of heads or within them", async () => {
    const inFront = `input x: f32[2, 5, 16]
p = x -> qkv: linear(48) -> reshape([2, 5, 3, 4, 4]) -> transpose([2, 0, 3, 1, 4])
q = p -> slice(0, 1, axis=0) -> squeeze(0)
k = p -> slice(1, 2, axis=0) -> squeeze(0)
v = p -> slice(2, 3, axis=0) -> squeeze(0)`;
    const within = `input x: f32[2, 5, 16]
q, k, v = x -> qkv: linear(48) -> reshape([2, 5, 4, 12]) -> transpose([0, 2, 1, 3]) -> split(parts=3, axis=3)`;
    for (const text of [inFront, within]) {
      const model = exported(`${text}\n${core(`matmul(q * 0.5, ${turned})`)}`);
      expect(await callsOf(model, { x })).toEqual(["attention(4)"]);
    }
  });

  it("PyTorch's MultiheadAttention: places before samples, samples and heads in one axis", async () => {
    const model = exported(`input x: f32[2, 5, 16]
p = x -> transpose([1, 0, 2]) -> in_proj: linear(48) -> reshape([5, 2, 3, 16]) -> transpose([2, 0, 1, 3])
q = p -> slice(0, 1, axis=0) -> reshape([5, 8, 4]) -> transpose([1, 0, 2])
k = p -> slice(1, 2, axis=0) -> reshape([5, 8, 4]) -> transpose([1, 2, 0])
v = p -> slice(2, 3, axis=0) -> reshape([5, 8, 4]) -> transpose([1, 0, 2])
w = matmul(q * 0.5, k) -> softmax
y = matmul(w, v) -> transpose([1, 0, 2]) -> reshape([10, 16]) -> out: linear(16) -> reshape([5, 2, 16]) -> transpose([1, 0, 2])`);
    expect(await callsOf(model, { x })).toEqual(["attention(4)"]);
  });

  it("keeps another scale, heads in another order and projections of other data apart", async () => {
    const other = exported(`${separate}\n${core(`matmul(q * 0.4, ${turned})`)}`);
    const calls = await callsOf(other, { x });
    expect(calls.some((call) => call.startsWith("attention"))).toBe(false);
    expect(calls.some((call) => /^sdpa\(.*heads=4, scale=0\.4\)$/.test(call))).toBe(true);
    const crossed = exported(
      `${separate.replace("transpose([0, 2, 1, 3])", "transpose([0, 3, 1, 2])")}\n${core(`matmul(q * 0.5, ${turned})`)}`,
    );
    expect((await callsOf(crossed, { x })).some((call) => call.startsWith("attention"))).toBe(false);
    const two = exported(`${separate.replace("k = x", "k = x * 2")}\n${core(`matmul(q * 0.5, ${turned})`)}`);
    expect((await callsOf(two, { x })).some((call) => call.startsWith("attention"))).toBe(false);
  });
});
