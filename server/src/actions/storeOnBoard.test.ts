import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { storeOnBoard } from "./storeOnBoard.ts";

const world = { devices: [exampleBoard] };
const net = (lines: string, input = "f32[1, 3, 64, 64]") =>
  `net n {\n  input x: ${input}\n  target board\n${lines}\n  output y\n}\n`;

describe("storing a net in 8 bits on a board", () => {
  itsExample(storeOnBoard);

  it("is offered where the arena fits then", () => {
    // 24 and 8 channels of 4,096 numbers, of 4 bytes and of 1: 524,288 B and 131,072 B. The input is 3 · 4,096 · 4 = 49,152 B in both.
    const source = net("  a = x -> conv(24, kernel=3)\n  y = a -> $0conv(8, kernel=1)");
    expect(titlesAt(storeOnBoard, source, world)).toEqual([
      "Store all in `@int8` on board: the arena takes 147 KB instead of 524 KB",
    ]);
    expect(afterwards(storeOnBoard, source, undefined, world)).toContain(
      '  target board\n  policy board { "**": @int8 }\n  a = x',
    );
  });

  it("is not offered where it would not fit, or a precision is stated", () => {
    expect(
      titlesAt(storeOnBoard, net("  a = x -> conv(144, kernel=3)\n  y = a -> $0conv(8, kernel=1)"), world),
    ).toEqual([]);
    expect(
      titlesAt(storeOnBoard, net("  a = x -> conv(24, kernel=3)\n  y = a -> $0conv(8, kernel=1) @fp16"), world),
    ).toEqual([]);
    expect(titlesAt(storeOnBoard, net("  y = x -> $0conv(8, kernel=1)"), world)).toEqual([]);
  });

  it("is offered where an accelerator computes in integers", () => {
    const npu = { ...exampleBoard, id: "npu", legality: "tosa-base-8k", memory: undefined, tables: [] } as const;
    const { memory: _, ...without } = npu;
    const source = net("  y = x -> $0conv(8, kernel=1) -> relu").replace("board", "npu");
    expect(titlesAt(storeOnBoard, source, { devices: [without] })).toEqual([
      "Store all in `@int8` on npu: it takes the types of all ops",
    ]);
  });
});
