import { describe, expect, it } from "vitest";
import { formatTensor } from "../../base/tensor.ts";
import { Workspace } from "../../workspace/workspace.ts";

const uri = "file:///project/main.net";

/** What an analysis says, in a form that can be compared. */
function seen(workspace: Workspace) {
  const analysis = workspace.analyse(uri);
  const [shown] = analysis?.shown ?? [];
  return {
    reports: analysis?.reports.map(({ code, span, message }) => [code, span.start, message]),
    ops: shown?.cost.graph.ops.map(({ path, inputs, outputs, instance }) => [path, inputs, outputs, instance]),
    tensors: shown?.cost.graph.tensors.map(({ type, stored, isGuess }) => [formatTensor(type), stored, isGuess]),
    bound: shown?.elaborated.bound.map(({ name, value, place }) => [name, value.kind, place.chunk.tokenLines]),
    totals: shown?.cost.totals,
    peak: shown?.cost.liveness.peakBytes,
  };
}

function fresh(text: string) {
  const workspace = new Workspace({ library: "file:///std/", roots: ["file:///project/"] });
  workspace.open(uri, text);
  return seen(workspace);
}

const lines = [
  "  dim S = 8 in [4, 16]",
  "  input x: f32[1, S, 32]",
  "  fn double(n) = n * 2",
  '  policy { "a.*": @int8 }',
  "  a = x -> linear(32)",
  "  b = a -> first: linear(32) -> relu",
  "  c = b -> linear(double(16))",
  "  d = if S > 2 then c -> relu else c",
  "  e = d + a -> linear(32) -> linear(32)",
  "  f = e -> relu",
  "  output f",
];
const net = (body: readonly string[], before = "") => `${before}net n(width: int = 32) {\n${body.join("\n")}\n}\n`;

/** The net with one line put in the place of another, or added before it. */
function variants(): readonly string[] {
  const others = [
    "  b = a -> first: linear(32) -> sigmoid",
    "  b = a -> other: linear(32) -> relu",
    "  b = a -> linear(64)",
    "  b = a -> linear(32",
    "  input x: f32[1, S, 16]",
    "  dim S = 8 in [1, 16]",
    "  fn double(n) = n * 4",
    '  policy { "**": @fp16 }',
    "  relu = 3",
    "  z = x -> relu",
    "  return",
    "  a = x -> first: linear(32)",
    "  fn relu(n) = n",
    "  fn relu(n) = n -> sigmoid",
    "  f = x -> relu",
    "  e = x -> relu",
    "  a = x -> linear(32) -> linear(32)",
    "",
  ];
  return others.flatMap((other) =>
    lines.flatMap((_, at) => [net(lines.toSpliced(at, 1, other)), net(lines.toSpliced(at, 0, other))]),
  );
}

describe("statements that are taken over", () => {
  const base = net(lines);

  it("give what they give when they run", () => {
    for (const text of [...variants(), net(lines, "block relu(x) {\n  return x -> sigmoid\n}\n")]) {
      const workspace = new Workspace({ library: "file:///std/", roots: ["file:///project/"] });
      workspace.open(uri, base);
      seen(workspace);
      workspace.open(uri, text);
      expect(seen(workspace), text).toEqual(fresh(text));
      workspace.open(uri, base);
      expect(seen(workspace), `${text}\nand back`).toEqual(fresh(base));
    }
  });

  it("are the same objects as before, wherever the edit is", () => {
    const workspace = new Workspace({ library: "file:///std/", roots: ["file:///project/"] });
    const ops = (text: string) => {
      workspace.open(uri, text);
      return workspace.analyse(uri)?.shown[0]?.cost.graph.ops ?? [];
    };
    const plain = lines.filter((line) => !line.includes("policy") && !line.includes("double"));
    const text = net(plain.map((line) => line.replace("d = if S > 2 then c", "c = b -> relu\n  d = if S > 2 then c")));
    const before = ops(text);
    const after = ops(text.replace("first: linear(32) -> relu", "first: linear(32) -> sigmoid"));
    expect(after.map((op, i) => op === before[i])).toEqual(before.map((_, i) => i !== 1 && i !== 2));
  });
});
