import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { alignChannels } from "./alignChannels.ts";
import { exampleBoard } from "./exampleBoard.ts";

const world = { devices: [exampleBoard] };
const net = (lines: string, before = "") =>
  `${before}net n {\n  input x: f32[1, 8, 32, 32]\n  target board\n${lines}\n  output y\n}\n`;

describe("channels that fill the target's vectors", () => {
  itsExample(alignChannels);

  it("are offered on both sides, with what the estimate says where that is less", () => {
    // 4 channels are 4 · (8 · 9 + 8) · 1,024 MACs, at 0.1 ms for a million: 32.8 µs.
    expect(titlesAt(alignChannels, net("  y = x -> $0conv(44, kernel=3) -> relu -> conv(8, kernel=1)"), world)).toEqual(
      [
        "Use 48 channels instead of 44: fills the vectors of 8 on board",
        "Use 40 channels instead of 44: −32.8 µs on board",
      ],
    );
  });

  it("change the number where it stands: in a list, in the call of a block, as a default", () => {
    const repeated = net("  y = x -> repeat [44, 16] as c { $0conv(c, kernel=3) -> relu } -> conv(8, kernel=1)");
    expect(afterwards(alignChannels, repeated, undefined, world)).toContain("repeat [48, 16] as c");
    const block = "block wide(x, out: int) {\n  return x -> $0conv(out, kernel=3) -> relu\n}\n\n";
    const called = net("  y = x -> wide(44) -> conv(8, kernel=1)", block);
    expect(afterwards(alignChannels, called, undefined, world)).toContain("wide(48)");
    const default44 = block.replace("out: int", "out: int = 44");
    expect(
      afterwards(alignChannels, net("  y = x -> wide -> conv(8, kernel=1)", default44), undefined, world),
    ).toContain("out: int = 48");
  });

  it("are not offered where no number decides, where another breaks the net, and on no target", () => {
    expect(
      titlesAt(alignChannels, net("  y = x -> $0conv(11 * 4, kernel=3) -> relu -> conv(8, kernel=1)"), world),
    ).toEqual([]);
    const sum = net("  a = x -> conv(44, kernel=1)\n  b = x -> $0conv(44, kernel=3)\n  y = a + b -> conv(8, kernel=1)");
    expect(titlesAt(alignChannels, sum, world)).toEqual([]);
    const plain = net("  y = x -> $0conv(44, kernel=3) -> conv(8, kernel=1)").replace("  target board\n", "");
    expect(titlesAt(alignChannels, plain, world)).toEqual([]);
  });
});
