import { describe, expect, it } from "vitest";
import { Workspace } from "../../workspace/workspace.ts";

const uri = "file:///project/main.net";

/** Analyses texts one after the other, as an editor does: what the first was understood as is there for the next. */
function inputsAfter(...texts: readonly string[]): readonly (readonly string[])[] {
  const workspace = new Workspace({ library: "file:///std/", roots: ["file:///project/"] });
  for (const text of texts) {
    workspace.open(uri, text);
    workspace.analyse(uri);
  }
  const graph = workspace.analyse(uri)?.shown[0]?.cost.graph;
  return (graph?.ops ?? []).map(({ inputs }) =>
    inputs.map((id) => {
      const source = graph?.tensors[id]?.source;
      return source?.kind === "input" ? source.name : (source?.kind ?? "");
    }),
  );
}

const net = (body: string) =>
  `block join(p, q) {\n  return p + q\n}\nnet n {\n  input a: f32[1, 8]\n  input b: f32[1, 8]\n${body}\n  output y\n}\n`;

describe("calls that were understood before", () => {
  it("take the tensors of this call, also where the first was made with one tensor twice", () => {
    const text = net("  x = join(a, a)\n  y = join(a, b)");
    expect(inputsAfter(text)).toEqual([
      ["a", "a"],
      ["a", "b"],
    ]);
    expect(inputsAfter(net("  y = join(b, b)"), net("  y = join(b, a)"))).toEqual([["b", "a"]]);
  });

  it("still complain of what was wrong with them", () => {
    const workspace = new Workspace({ library: "file:///std/", roots: ["file:///project/"] });
    const codes = ["", " "].map((end) => {
      workspace.open(uri, `net n {\n  input a: f32[1, 8]\n  y = a -> linear(8, kernel=3)\n  output y${end}\n}\n`);
      return workspace.analyse(uri)?.reports.map(({ code }) => code);
    });
    expect(codes).toEqual([["unknown-argument"], ["unknown-argument"]]);
  });
});
