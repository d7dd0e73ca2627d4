import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import type { NetCost } from "../cost/summary.ts";
import { memoryOf } from "./memory.ts";
import type { BoardMemory } from "./profile.ts";

const library = readFileSync(new URL("../../../library/std/mobile.net", import.meta.url), "utf8");

function costOf(text: string): NetCost {
  const [shown] = analyseText(text, { "std/mobile.net": library }).shown;
  if (shown === undefined) throw new Error("the text has a net");
  return shown.cost;
}

const board: BoardMemory = {
  sramBytes: 1000,
  flashBytes: 2000,
  planner: "tflm-greedy",
  alignment: 1,
  overheadBytes: 100,
  codeBytes: 10,
  source: "made up",
};

const small = `net n {
  input x: f32[1, 1, 8, 8]
  a = x -> conv(2, kernel=3, bias=false) -> bn -> relu
  b = a -> maxpool(2)
  c = b -> flatten -> linear(3)
  output c
}
`;

describe("memoryOf", () => {
  it("plans what kernels hand to each other, and counts weights as they are deployed", () => {
    const { arena, weightsBytes, largest, peak } = memoryOf(costOf(small), board, { precision: "int8" });
    // x 64; a 2·8·8 = 128, whose normalisation and rectifier run with it; b 2·4·4 = 32; flattened, a copy; c 3.
    expect(arena.buffers.map(({ path, bytes, offset }) => [path, bytes, offset])).toEqual([
      ["x", 64, 128],
      ["a.conv", 128, 0],
      ["b.maxpool", 32, 128],
      ["c.flatten", 32, 0],
      ["c.linear", 3, 32],
    ]);
    expect(arena.arenaBytes).toBe(192);
    expect(largest?.path).toBe("a.conv");
    expect(peak).toEqual({
      path: "a.conv",
      bytes: 192,
      live: [
        { path: "x", bytes: 64 },
        { path: "a.relu", bytes: 128 },
      ],
    });
    // 2·3·3 and the bias that the normalisation leaves, 2·4; 32·3 and a bias of 3·4.
    expect(weightsBytes).toBe(18 + 8 + 96 + 12);
  });

  it("stores by the annotations where no precision is asked for", () => {
    const float = memoryOf(costOf(small), board);
    expect(float.arena.arenaBytes).toBe(4 * 192);
    expect(float.weightsBytes).toBe(4 * (18 + 2 + 96 + 3));
    const mixed = memoryOf(costOf(small.replace("linear(3)", "linear(3) @int8")), board);
    expect(mixed.weightsBytes).toBe(4 * (18 + 2) + 96 + 12);
    expect(memoryOf(costOf(small), board, { precision: "fp16" }).weightsBytes).toBe(2 * (18 + 2 + 96 + 3));
    const dynamic = memoryOf(costOf(small), board, { precision: "dynamic-int8" });
    expect([dynamic.arena.arenaBytes, dynamic.weightsBytes]).toEqual([4 * 192, 18 + 8 + 96 + 12]);
  });

  it("says whether it fits, to the byte", () => {
    const at = (limits: Partial<BoardMemory>) => {
      const { fitsSram, fitsFlash } = memoryOf(costOf(small), { ...board, ...limits }, { precision: "int8" });
      return [fitsSram, fitsFlash];
    };
    expect(at({ sramBytes: 292, flashBytes: 144 })).toEqual([true, true]);
    expect(at({ sramBytes: 291, flashBytes: 143 })).toEqual([false, false]);
  });

  it("does not say that it fits where a size is not known, but that it does not", () => {
    const unknown = costOf(small.replace("8, 8]", "?, 8]"));
    expect(memoryOf(unknown, board).fitsSram).toBeUndefined();
    expect(memoryOf(unknown, { ...board, sramBytes: 1 }).fitsSram).toBe(false);
  });

  it("keeps what somebody else reads out of kernels", () => {
    const both = costOf(`net n {
  input x: f32[1, 1, 4, 4]
  a = x -> conv(1, kernel=1)
  b = a -> relu
  output a, b
}
`);
    expect(memoryOf(both, board).arena.buffers.map(({ path }) => path)).toEqual(["x", "a.conv", "b.relu"]);
  });
});

it("a net of person detection has the activations that TensorFlow Lite Micro's test lists", () => {
  // greedy_memory_planner_test.cc (Apache-2.0): sizes in the order of the ops. The last two are classes: 3 there, and a flattened copy here.
  const published = [
    ...[9216, 18432, 18432, 36864, 9216, 18432, 18432, 18432, 4608, 9216, 9216, 9216, 2304],
    ...[4608, 4608, 4608, 4608, 4608, 4608, 4608, 4608, 4608, 4608, 4608, 1152, 2304, 2304, 2304, 256],
  ];
  const cost = costOf(`import "std/mobile.net" { depthwise_separable }
net person_detection {
  input image: f32[1, 1, 96, 96]
  stem = image -> conv(8, kernel=3, stride=2, bias=false) -> bn -> relu6
  body = stem -> repeat [
    (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1)
  ] as (c, s) { depthwise_separable(c, stride=s, act=relu6) }
  out = body -> global_avgpool -> flatten -> linear(3)
  output out
}
`);
  const { arena, peak } = memoryOf(cost, { ...board, alignment: 16 }, { precision: "int8" });
  expect(arena.buffers.slice(0, published.length).map(({ bytes }) => bytes)).toEqual(published);
  // There the input stays to the end, and 64,512 B are needed; here it dies at the first convolution, and its 9,216 B are not.
  expect(arena.arenaBytes).toBe(64_512 - 9216);
  expect(peak?.bytes).toBe(36_864 + 18_432);
});

it("MobileNetV2 at 224 in 8 bits needs 1,404,928 B where depthwise convolution writes over its input", () => {
  const text = readFileSync(new URL("../../../examples/zoo/mobilenet.net", import.meta.url), "utf8");
  const at = (depthwiseInPlace: boolean) => {
    const { arena, peak } = memoryOf(costOf(text), { ...board, depthwiseInPlace }, { precision: "int8" });
    return [arena.arenaBytes, peak?.bytes];
  };
  expect(at(true)).toEqual([1_404_928, 1_404_928]);
  expect(at(false)).toEqual([1_505_280, 1_505_280]);
});
