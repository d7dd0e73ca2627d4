import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import type { AnalysisOptions } from "../workspace/workspace.ts";
import { diffOf, type LayerDiff, type NetDiff } from "./diff.ts";
import type { NetCost } from "./summary.ts";

function costOf(body: string, options: AnalysisOptions = {}): NetCost {
  const [shown] = analyseText(`net n {\n  input x: f32[1, 3, 16, 16]\n${body}\n}\n`, {}, options).shown;
  if (shown === undefined) throw new Error("the text has a net");
  return shown.cost;
}

const diff = (before: string, after: string): NetDiff => diffOf(costOf(before), costOf(after));
const total = ({ totals }: NetDiff, wanted: string) => totals.find(({ name }) => name === wanted);

/** `same y.conv`, `moved a.conv > b.conv`. */
function lines({ layers }: NetDiff): readonly string[] {
  return layers.map(({ status, before, after }) =>
    status === "moved" ? `moved ${before?.path} > ${after?.path}` : `${status} ${(after ?? before)?.path}`,
  );
}

function layer(of: NetDiff, path: string): LayerDiff {
  const found = of.layers.find(({ before, after }) => (after ?? before)?.path === path);
  if (found === undefined) throw new Error(`there is ${path}`);
  return found;
}

const net = "  y = x -> conv(8, kernel=3, bias=false) -> bn -> relu\n  z = y -> conv(4, kernel=1)\n  output z";

describe("two versions of a net", () => {
  it("are the same where nothing changed", () => {
    const same = diff(net, net);
    expect(lines(same)).toEqual(["same y.conv", "same y.bn", "same y.relu", "same z.conv"]);
    expect(same.totals.map(({ delta }) => delta)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("differ by what their layers differ", () => {
    const wider = diff(net, net.replace("conv(8", "conv(16"));
    expect(lines(wider)).toEqual(["changed y.conv", "changed y.bn", "changed y.relu", "changed z.conv"]);
    // conv 3→8 by 3×3: 216 weights; →16: 432. On 16×16 positions 216·256 more MACs. bn: 2 more learned and 2 more stored
    // numbers per channel. conv 8→4: 32 + 4; 16→4: 64 + 4, so 32 more weights on 256 positions.
    expect(layer(wider, "y.conv")).toMatchObject({
      before: { operator: "conv", output: { dtype: "f32", shape: [1, 8, 16, 16] }, amounts: { params: 216 } },
      after: { output: { shape: [1, 16, 16, 16] }, amounts: { params: 432 } },
      delta: { params: 216, macs: 55_296, weightBytes: 864, sizeBytes: 864, outputBytes: 8192, liveBytes: 8192 },
      parameters: [{ name: "out", before: "8", after: "16" }],
    });
    expect(layer(wider, "y.bn").delta).toMatchObject({ params: 16, weightBytes: 64, sizeBytes: 128 });
    expect(total(wider, "params")?.delta).toBe(216 + 16 + 32);
    expect(total(wider, "macs")?.delta).toBe(55_296 + 32 * 256);
    // The most is alive at z.conv: 8 (then 16) channels and 4 of 256 positions in f32.
    expect(total(wider, "peakBytes")).toEqual({
      name: "peakBytes",
      before: 12 * 256 * 4,
      after: 20 * 256 * 4,
      delta: 8 * 256 * 4,
    });
  });

  it("have layers that only one of them has, where they stand", () => {
    const without = net.replace(" -> bn", "");
    expect(lines(diff(net, without))).toEqual(["same y.conv", "removed y.bn", "same y.relu", "same z.conv"]);
    const added = diff(without, net);
    expect(lines(added)).toEqual(["same y.conv", "added y.bn", "same y.relu", "same z.conv"]);
    expect(layer(added, "y.bn")).toMatchObject({ before: undefined, delta: { params: 16, liveBytes: undefined } });
    expect(layer(diff(net, without), "y.bn")).toMatchObject({ after: undefined, delta: { params: -16 } });
  });

  it("may be one only: then all of it is new, or gone", () => {
    const cost = costOf(net);
    const fresh = diffOf(undefined, cost);
    expect(fresh.layers.map(({ status }) => status)).toEqual(["added", "added", "added", "added"]);
    expect(total(fresh, "params")).toEqual({ name: "params", before: undefined, after: 268, delta: 268 });
    expect(total(diffOf(cost, undefined), "params")?.delta).toBe(-268);
  });

  it("call a layer changed by its arguments and annotations, also where its figures stay", () => {
    const padded = "  y = x -> conv(8, kernel=3, pad=1)\n  output y";
    const dilated = diff(padded, padded.replace("pad=1", "pad=2, dilation=2"));
    expect(layer(dilated, "y.conv")).toMatchObject({
      status: "changed",
      delta: { macs: 0 },
      parameters: [
        { name: "pad", before: "1", after: "2" },
        { name: "dilation", before: "1", after: "2" },
      ],
    });
    const pruned = layer(diff(padded, padded.replace("pad=1)", "pad=1) @prune(25%)")), "y.conv");
    expect(pruned).toMatchObject({ status: "changed", parameters: [] });
    expect(pruned.after?.annotations).toEqual([expect.stringMatching(/^@prune\(\w+=0\.25.*\)$/)]);
    const integers = layer(diff(padded, padded.replace("pad=1)", "pad=1) @int8")), "y.conv");
    // 216 weights in one byte instead of four; the 8 biases stay in 32 bits.
    expect(integers).toMatchObject({ status: "changed", delta: { params: 0, weightBytes: -648 } });
  });

  it("compare operators that took each other's place", () => {
    const act = "  y = x -> act: relu\n  output y";
    expect(layer(diff(act, act.replace("relu", "gelu")), "act")).toMatchObject({
      status: "changed",
      before: { operator: "relu" },
      after: { operator: "gelu" },
      parameters: [],
    });
  });

  it("do not call a layer changed for what is alive around it", () => {
    const skip = diff(net, net.replace("y -> conv(4, kernel=1)", "y -> conv(4, kernel=1) -> conv(1, kernel=1)"));
    expect(lines(skip).filter((line) => line.startsWith("changed"))).toEqual([]);
    const held = diff(net, net.replace("output z", "output z, y"));
    expect(lines(held)).toEqual(["same y.conv", "same y.bn", "same y.relu", "same z.conv"]);
  });
});

describe("moved layers", () => {
  it("are those that differ in their path alone", () => {
    const renamed = net.replaceAll("y =", "stem =").replace("z = y", "z = stem");
    expect(lines(diff(net, renamed))).toEqual([
      "moved y.conv > stem.conv",
      "moved y.bn > stem.bn",
      "moved y.relu > stem.relu",
      "same z.conv",
    ]);
  });

  it("are found beside what was added and removed", () => {
    const before = "  y = x -> conv(8, kernel=3) -> bn -> conv(8, kernel=1) -> relu -> maxpool(2)\n  output y";
    const after =
      "  z = x -> relu -> conv(8, kernel=3) -> sigmoid -> conv(8, kernel=1) -> relu -> avgpool(2)\n  output z";
    expect(lines(diff(before, after))).toEqual([
      "added z.relu",
      "moved y.conv > z.conv",
      "removed y.bn",
      "added z.sigmoid",
      "moved y.conv_2 > z.conv_2",
      "moved y.relu > z.relu_2",
      "removed y.maxpool",
      "added z.avgpool",
    ]);
  });

  it("are found in a large net that has another name throughout", () => {
    const body = (name: string) => `  ${name} = x -> repeat 3000 { relu -> sigmoid }\n  output ${name}`;
    expect(new Set(diff(body("a"), body("b")).layers.map(({ status }) => status))).toEqual(new Set(["moved"]));
  });

  it("are none of other figures, other arguments, or another order", () => {
    const two = "  a = x -> conv(8, kernel=3)\n  b = a -> conv(8, kernel=1)\n  output b";
    expect(lines(diff(two, two.replace("a = x -> conv(8", "c = x -> conv(9").replace("b = a", "b = c")))).toContain(
      "added c.conv",
    );
    const dilated = two.replace("a = x -> conv(8, kernel=3)", "c = x -> conv(8, kernel=3, dilation=2)");
    expect(lines(diff(two, dilated.replace("b = a", "b = c")))).toContain("added c.conv");
    // What stood before b.conv stands behind it now.
    const first = "  a = x -> relu\n  b = x -> conv(3, kernel=1)\n  output b, a";
    const last = "  b = x -> conv(3, kernel=1)\n  c = x -> relu\n  output b, c";
    expect(lines(diff(first, last))).toEqual(["removed a.relu", "same b.conv", "added c.relu"]);
  });
});

describe("what is not known", () => {
  const foreign = "  y: f32[1, 3, 16, 16] = onnx.Foo(x)\n  z = y -> conv(8, kernel=1)\n  output z";

  it("makes no difference where it is the same on both sides", () => {
    const more = diff(foreign, foreign.replace("conv(8", "conv(16"));
    expect(layer(more, "y.Foo")).toMatchObject({ status: "same", delta: { macs: undefined, params: undefined } });
    expect(total(more, "params")?.delta).toBe(32);
  });

  it("leaves the difference unknown where one side has it", () => {
    const less = diff(foreign, foreign.replace("onnx.Foo(x)", "relu(x)"));
    expect(total(less, "macs")).toMatchObject({ before: 6144, after: 6144, delta: undefined });
    expect(total(less, "peakBytes")?.delta).toBe(0);
    const broken = diff(net, net.replace("relu", "rleu"));
    expect(broken.totals.map(({ delta }) => delta)).toEqual(Array(6).fill(undefined));
  });

  it("is what is too large to be subtracted", () => {
    const large = (features: string) => costOf(`  a = x -> reshape([256, 3]) -> linear(${features})\n  output a`, {});
    const huge = diffOf(large("4"), large("4503599627370496"));
    expect(total(huge, "macs")).toEqual({
      name: "macs",
      before: 3072,
      after: Number.POSITIVE_INFINITY,
      delta: undefined,
    });
    expect(total(diffOf(undefined, large("4503599627370496")), "macs")?.delta).toBe(Number.POSITIVE_INFINITY);
  });
});
