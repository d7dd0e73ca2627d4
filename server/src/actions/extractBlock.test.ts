import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { extractBlock } from "./extractBlock.ts";

const net = (lines: string) => `net n {\n  dim N = 1\n  input x: f32[N, 8, 8, 8]\n  ${lines}\n  output y\n}\n`;

describe("extracting a block", () => {
  itsExample(extractBlock);

  it("takes dims, lists and operators along, and keeps its name apart from others", () => {
    const before = `${net("part = [3, 5]\n  $0y: f32[N, 8, 8, 8] = x -> repeat part as k { conv(8, kernel=k) }$0")}`;
    const after = afterwards(extractBlock, before);
    expect(after).toContain("  y = x -> part2(part, N)\n");
    expect(after).toContain("block part2(x, part: list, N: int) {\n  y: f32[N, 8, 8, 8] = x -> repeat part as k");
  });

  it("calls with parentheses where several tensors flow in", () => {
    const before = net("a = x -> relu\n  $0y = a + x\n$0");
    expect(afterwards(extractBlock, before)).toContain("  y = part(a, x)\n");
  });

  it("needs whole bindings, and nothing that only the net knows", () => {
    expect(titlesAt(extractBlock, net("$0y = x -> relu"))).toEqual([]);
    expect(titlesAt(extractBlock, net("y = x -> relu\n  $0output x$0"))).toEqual([]);
    expect(titlesAt(extractBlock, net("fn twice(n) = 2 * n\n  $0y = x -> conv(twice(4), kernel=3)$0"))).toEqual([]);
  });
});
