import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import type { Graph } from "../graph/graph.ts";
import { plainRules } from "./buffers.ts";
import { livenessOf } from "./liveness.ts";

function graphOf(body: string): Graph {
  const [shown] = analyseText(`net n {\n${body}\n}\n`).shown;
  if (shown === undefined) throw new Error("the text has a net");
  return shown.cost.graph;
}

const depthwise = { ...plainRules, depthwiseInPlace: true };

describe("depthwise convolution", () => {
  // x is 4·8·8 = 256 B, and so is what the first convolution makes; with a stride of 2 a quarter is left.
  const body = (call: string) => `  input x: f32[1, 4, 8, 8]
  a = x -> conv(4, kernel=1) @int8
  b = a -> ${call} @int8
  c = b -> conv(1, kernel=1) @int8
  output c`;

  it("has a result beside its input, unless the runtime writes over it", () => {
    const graph = graphOf(body("dwconv(3)"));
    expect(livenessOf(graph).bytes).toEqual([1024 + 256, 512, 256 + 64]);
    expect(livenessOf(graph, depthwise).bytes).toEqual([1024 + 256, 256, 256 + 64]);
    expect(livenessOf(graph, depthwise).liveAt(1)).toEqual([{ path: "b.dwconv", bytes: 256 }]);
  });

  it("writes a smaller result over its input too, whose piece of memory stays whole", () => {
    const graph = graphOf(body("dwconv(3, stride=2)"));
    expect(livenessOf(graph).bytes).toEqual([1024 + 256, 256 + 64, 64 + 16]);
    expect(livenessOf(graph, depthwise).bytes).toEqual([1024 + 256, 256, 256 + 16]);
  });

  it("does not where its result is larger, or its input is still needed", () => {
    const wider = graphOf(body("dwconv(3, multiplier=2)"));
    expect(livenessOf(wider, depthwise).bytes).toEqual(livenessOf(wider).bytes);
    const needed = graphOf(`  input x: f32[1, 4, 8, 8]\n  a = x -> dwconv(3)\n  b = a + x\n  output b`);
    expect(livenessOf(needed, depthwise).bytes).toEqual(livenessOf(needed).bytes);
  });
});

describe("kernels", () => {
  const body = `  input x: f32[1, 1, 4, 4]
  a = x -> conv(2, kernel=1) -> relu
  b = a -> maxpool(2)
  output b`;

  it("need no memory for what they do in between", () => {
    const graph = graphOf(body);
    const apart = { elementwiseInPlace: false, depthwiseInPlace: false };
    // x 64 B, the convolution 128 B, its rectified copy 128 B, and the maxima 32 B.
    expect(livenessOf(graph, apart).bytes).toEqual([192, 256, 160]);
    expect(livenessOf(graph, apart, { kernels: [{ ops: [0, 1] }], pruned: [] }).bytes).toEqual([192, 192, 160]);
    expect(livenessOf(graph, apart, { kernels: [{ ops: [0, 1, 2] }], pruned: [] }).bytes).toEqual([96, 96, 96]);
  });

  it("that begin with a depthwise convolution may write over its input too", () => {
    const graph = graphOf(`  input x: f32[1, 4, 8, 8]
  a = x -> dwconv(3, stride=2, bias=false) -> bn -> relu
  output a`);
    const rules = { elementwiseInPlace: false, depthwiseInPlace: true };
    const lowered = { kernels: [{ ops: [0, 1, 2] }], pruned: [] };
    expect(livenessOf(graph, rules, lowered).bytes).toEqual([1024, 1024, 1024]);
    expect(livenessOf(graph, { ...rules, depthwiseInPlace: false }, lowered).bytes).toEqual([1280, 1280, 1280]);
  });

  it("that a runtime leaves out need none", () => {
    const graph = graphOf(`${body}\n  unused = a -> conv(100, kernel=1)`);
    expect(livenessOf(graph).peakBytes).toBe(128 + 32 + 6400);
    expect(livenessOf(graph, plainRules, { kernels: [], pruned: [3] }).peakBytes).toBe(192);
  });
});

// 1372 kB is what Lin et al. state of it (MCUNetV2, 2021, figure 1), whose TinyEngine convolves depthwise in place.
it("MobileNetV2 in 8 bits peaks where it widens, or at the first depthwise convolution with a stride", () => {
  const text = readFileSync(new URL("../../../examples/zoo/mobilenet.net", import.meta.url), "utf8");
  const library = readFileSync(new URL("../../../library/std/mobile.net", import.meta.url), "utf8");
  const whole = text.replace("  output logits\n", '  output logits\n  policy { "**": @int8 }\n');
  const { shown } = analyseText(whole, { "std/mobile.net": library });
  const graph = shown.find(({ cost }) => cost.graph.name === "mobilenet_v2")?.cost.graph;
  if (graph === undefined) throw new Error("the file has MobileNetV2");
  const plain = livenessOf(graph);
  // Read 96·112² and write 96·56².
  expect(plain.peakBytes).toBe(1_204_224 + 301_056);
  expect(graph.ops[plain.peakOp ?? -1]?.operator.name).toBe("dwconv");
  const over = livenessOf(graph, depthwise);
  // Read 16·112² and write 96·112²: 1372.0 KiB.
  expect(over.peakBytes).toBe(200_704 + 1_204_224);
  expect(graph.ops[over.peakOp ?? -1]?.operator.name).toBe("conv");
});
