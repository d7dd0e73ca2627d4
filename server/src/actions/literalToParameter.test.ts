import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { literalToParameter } from "./literalToParameter.ts";

const net = (head: string, line: string) => `${head} {\n  input x: f32[1, 3, 8, 8]\n  ${line}\n  output y\n}\n`;

describe("making a number a parameter", () => {
  itsExample(literalToParameter);

  it("takes the argument's name, or one that is free", () => {
    expect(afterwards(literalToParameter, net("net n", "y = x -> conv(8, kernel=$03)"))).toBe(
      net("net n(kernel: int = 3)", "y = x -> conv(8, kernel=kernel)"),
    );
    expect(
      afterwards(literalToParameter, net("net n(out: int = 4)", "y = x -> conv(out, kernel=3) -> conv($08, kernel=1)")),
    ).toBe(net("net n(out: int = 4, out2: int = 8)", "y = x -> conv(out, kernel=3) -> conv(out2, kernel=1)"));
    expect(afterwards(literalToParameter, net("net n()", "y = x -> repeat $02 { relu }"))).toBe(
      net("net n(depth: int = 2)", "y = x -> repeat depth { relu }"),
    );
  });

  it("leaves floats floats", () => {
    expect(afterwards(literalToParameter, net("net n", "y = x -> dropout($00.5)"))).toBe(
      net("net n(p: float = 0.5)", "y = x -> dropout(p)"),
    );
  });

  it("is not for types, choices and other words", () => {
    expect(titlesAt(literalToParameter, net("net n", "y: f32[1, $03, 8, 8] = x -> relu"))).toEqual([]);
    expect(titlesAt(literalToParameter, net("net n", "k = choose($03, 5)\n  y = x -> conv(8, kernel=k)"))).toEqual([]);
    expect(titlesAt(literalToParameter, net("net n", "y = x -> $0relu"))).toEqual([]);
  });
});
