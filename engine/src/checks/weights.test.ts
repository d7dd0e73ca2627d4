import { describe, expect, it } from "vitest";
import { Workspace } from "../workspace/workspace.ts";

function reportsOf(weights: string, tensors: Readonly<Record<string, readonly number[]>> | { reason: string }) {
  const workspace = new Workspace({ library: "file:///std/", roots: ["file:///project/"] });
  const uri = "file:///project/main.net";
  const text = `block two(x) {
  return x -> linear(4, bias=false) -> linear(4, bias=false)
}
net n {
  input x: f32[1, 4]
  ${weights}
  y = x -> first: linear(4) -> two
  z = y -> two -> two
  output z
}
`;
  workspace.open(uri, text);
  workspace.analyse(uri);
  for (const missing of workspace.missingContents) {
    const content =
      "reason" in tensors
        ? { reason: String(tensors.reason) }
        : {
            kind: "tensors" as const,
            tensors: new Map(Object.entries(tensors).map(([name, shape]) => [name, { dtype: "f32" as const, shape }])),
          };
    workspace.provideContent(missing, content);
  }
  const analysis = workspace.analyse(uri);
  return {
    weights: analysis?.shown[0]?.weights,
    said: (analysis?.reports ?? [])
      .filter(({ code }) => code !== "label-missing")
      .map(({ severity, code, span, message }) => ({
        at: `${severity} [${code}] ${(analysis?.text ?? "").slice(span.start, span.end)}`,
        message,
      })),
    hints: (analysis?.reports ?? []).filter(({ code }) => code === "label-missing").map(({ message }) => message),
  };
}

const own = {
  "first.weight": [4, 4],
  "first.bias": [4],
  "y.two.return.linear.weight": [4, 4],
  "y.two.return.linear_2.weight": [4, 4],
  "z.two.return.linear.weight": [4, 4],
  "z.two.return.linear_2.weight": [4, 4],
  "z.two_2.return.linear.weight": [4, 4],
  "z.two_2.return.linear_2.weight": [4, 4],
};

describe("weights", () => {
  it("that fit are silent, and the net has them", () => {
    const { said, weights } = reportsOf('weights "w.safetensors"', { ...own, "bn.num_batches_tracked": [] });
    expect(said).toEqual([]);
    expect(weights).toBe("w.safetensors");
  });

  it("may have their steps beside them, and so may results and inputs", () => {
    const steps = ["first.weight", "first.bias", "first.output", "x.input", "y.two.return.linear.output"];
    const extra = steps.flatMap((name) => [`${name}_scale`, `${name}_zero_point`]).map((name) => [name, []] as const);
    expect(reportsOf('weights "w.npz"', { ...own, ...Object.fromEntries(extra) }).said).toEqual([]);
    const { said } = reportsOf('weights "w.npz"', { ...own, "second.output_scale": [] });
    expect(said.map(({ at }) => at)).toEqual(['warning [weight-unused] "w.npz"']);
  });

  it("that are missing, unused or misshapen are reported by name, where they belong", () => {
    const { "first.bias": _, ...rest } = own;
    const { said } = reportsOf('weights "w.npz"', { ...rest, "first.weight": [4, 5], "last.weight": [4] });
    expect(said).toEqual([
      {
        at: "error [weight-misshapen] linear",
        message: '`first.weight` is [4, 4] here and [4, 5] in "w.npz".',
      },
      { at: "error [weight-missing] linear", message: '"w.npz" has no tensor `first.bias`.' },
      {
        at: 'warning [weight-unused] "w.npz"',
        message: 'The net has no use for the tensor `last.weight` of "w.npz".',
      },
    ]);
  });

  it("are renamed by globs", () => {
    const theirs = Object.fromEntries(
      Object.entries(own).map(([name, shape]) => [`model.${name.replace("first", "stem.0")}`, shape]),
    );
    const map = '{\n "model.stem[0].*": "first.*"\n "model.**": "**"\n }';
    expect(reportsOf(`weights "w.safetensors" ${map}`, theirs).said).toEqual([]);
  });

  it("say once that no name matches at all", () => {
    const { said } = reportsOf('weights "w.safetensors"', { "a.weight": [4, 4], "b.weight": [4, 4] });
    expect(said.map(({ at }) => at)).toEqual(['error [no-weights-match] "w.safetensors"']);
    expect(said[0]?.message).toContain("`a.weight`");
    expect(said[0]?.message).toContain("`first.weight`");
  });

  it("have a map whose lines are used, keep names apart, and have the same stars on both sides", () => {
    const map = '{ "lost.**": "first.**", "first.*": "first.bias", "y.two.*.linear.*": "y.two.**" }';
    expect(reportsOf(`weights "w.safetensors" ${map}`, own).said.map(({ at }) => at)).toEqual([
      'error [stars-differ] "first.*": "first.bias"',
      'error [stars-differ] "y.two.*.linear.*": "y.two.**"',
      'error [no-match] "lost.**": "first.**"',
    ]);
    const both = '{ "first.*": "z.two.*" }';
    const { said } = reportsOf(`weights "w.safetensors" ${both}`, { ...own, "z.two.weight": [4, 4] });
    expect(said.map(({ at }) => at)).toContain('error [weights-collide] "w.safetensors"');
  });

  it("that cannot be read leave the net with random ones", () => {
    const { said, weights } = reportsOf('weights "w.npz"', { reason: "there is no such file" });
    expect(said).toEqual([
      { at: 'error [file-unreadable] "w.npz"', message: '"w.npz" cannot be read: there is no such file.' },
    ]);
    expect(weights).toBe("random");
  });

  it.each([
    ['weights "../w.npz"', "outside-workspace"],
    ['weights "/w.npz"', "bad-path"],
    ['weights "w.pth"', "unknown-format"],
  ])("%s is refused", (weights, code) => {
    expect(reportsOf(weights, {}).said[0]?.at).toContain(`[${code}]`);
  });

  it("hint at labels where a number tells weights apart", () => {
    expect(reportsOf('weights "w.npz"', own).hints.map((message) => message.split("`")[1])).toEqual([
      // Of the block's own line once, for all its instances.
      "y.two.return.linear_2",
      "z.two_2",
    ]);
    expect(reportsOf("", own).hints).toEqual([]);
  });
});
