import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { keepFloat } from "./keepFloat.ts";

const world = { devices: [exampleBoard] };
const net = (lines: string, target = "board") =>
  `net n {\n  input x: f32[1, 8, 32, 32]\n  target ${target}\n${lines}\n  output y\n}\n`;

describe("keeping in float what is slower in 8 bits", () => {
  itsExample(keepFloat);

  it("changes a policy that holds for nothing else", () => {
    const source = net('  policy { "**": @int8 }\n  y = x -> $0conv(40, kernel=3) -> conv(8, kernel=1)');
    // 40 · 8 · 9 · 1,024 and 8 · 40 · 1,024 MACs: 3.28 M at 0.05 ms more for a million.
    expect(titlesAt(keepFloat, source, world)).toEqual(["Keep `y.conv` and 1 more in float: −164 µs on board"]);
    expect(afterwards(keepFloat, source, undefined, world)).toContain('policy { "**": @float }');
  });

  it("stands at the op where what asks for 8 bits holds for others too", () => {
    // In 8 bits only this kind of convolution is slower.
    const [float, integer] = exampleBoard.tables;
    if (float === undefined || integer === undefined) throw new Error("there are two tables");
    const coefficients = { "conv 3x3": { msPerGmac: 300 }, "conv 1x1": { msPerGmac: 10 } };
    const mixed = { devices: [{ ...exampleBoard, tables: [float, { ...integer, coefficients }] }] };
    const source = net(
      '  policy { "**": @int8 }\n  y = x -> conv(256, kernel=1) -> $0conv(8, kernel=3) -> conv(256, kernel=1)',
    );
    expect(afterwards(keepFloat, source, undefined, mixed)).toContain(
      "conv(256, kernel=1) -> conv(8, kernel=3) @float -> conv(256, kernel=1)",
    );
  });

  it("changes the target where that asks for 8 bits", () => {
    const source = net("  y = x -> conv(40, kernel=3)", "$0board(precision=int8)");
    // 40 · 8 · 9 · 1,024 MACs at 0.05 ms more for a million.
    expect(titlesAt(keepFloat, source, world)).toEqual(["Look at `board` in fp32: −147 µs"]);
    expect(afterwards(keepFloat, source, undefined, world)).toContain("target board(precision=fp32)\n");
  });

  it("is not offered where 8 bits are faster, or what asks for them is in another file", () => {
    const [float, integer] = exampleBoard.tables;
    if (float === undefined || integer === undefined) throw new Error("there are two tables");
    const fast = { ...integer, coefficients: { conv: { msPerGmac: 10 } } };
    const source = net("  y = x -> $0conv(40, kernel=3) @int8");
    expect(titlesAt(keepFloat, source, { devices: [{ ...exampleBoard, tables: [float, fast] }] })).toEqual([]);
    const files = { "b.net": "block layer(x) {\n  return x -> conv(40, kernel=3) @int8\n}\n" };
    const imported = `import "b.net" { layer }\n\n${net("  y = x -> $0layer")}`;
    expect(titlesAt(keepFloat, imported, { ...world, files })).toEqual([]);
  });
});
