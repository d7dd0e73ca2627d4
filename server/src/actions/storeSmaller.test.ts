import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { storeSmaller } from "./storeSmaller.ts";

/** 3,072 · 1,000 weights and 1,000 biases: 12,292,000 bytes in f32, and 3,072,000 + 4,000 with 8 bits for the weights. */
const net = (budget: string, line = "y = x -> flatten -> linear(1000)") =>
  `net n {\n  input x: f32[1, 3, 32, 32]\n  budget { $0${budget} }  # so much\n  ${line}\n  output y\n}\n`;

describe("storing a net smaller", () => {
  itsExample(storeSmaller);

  it("takes 8 bits where 16 would not do", () => {
    expect(titlesAt(storeSmaller, net("size <= 4MB"))).toEqual(["Store all in `@int8`: size 12.3 MB becomes 3.08 MB"]);
    expect(afterwards(storeSmaller, net("size <= 4MB"))).toContain('# so much\n  policy { "**": @int8 }\n  y = x');
  });

  it("is for the peak too", () => {
    // 8 · 1,024 numbers of 4 bytes twice, of 2 with 16 bits.
    const line = "y = x -> conv(8, kernel=3) -> conv(8, kernel=3)";
    expect(titlesAt(storeSmaller, net("peak <= 40KB", line))).toEqual([
      "Store all in `@fp16`: peak 65.5 KB becomes 32.8 KB",
    ]);
  });

  it("is not offered where it would not keep the limit", () => {
    expect(titlesAt(storeSmaller, net("size <= 3MB"))).toEqual([]);
    expect(titlesAt(storeSmaller, net("size <= 3MB").replace("budget", "budget host"))).toEqual([]);
    expect(titlesAt(storeSmaller, net("params <= 2M"))).toEqual([]);
    expect(titlesAt(storeSmaller, net("size <= 20MB"))).toEqual([]);
  });

  it("is not offered where somebody has stated a precision, or not all is known", () => {
    expect(titlesAt(storeSmaller, net("size <= 8MB", "y = x -> flatten -> linear(1000) @float"))).toEqual([]);
    expect(
      titlesAt(storeSmaller, net("size <= 8MB", "z = x -> flatten -> linear(1000)\n  y: f32[1, 8] = onnx.Foo(z)")),
    ).toEqual([]);
  });
});
