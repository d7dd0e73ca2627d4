import { describe, expect, it } from "vitest";
import { roundDevice, roundMemory, subjectOf } from "../../../../test/kit/advice.ts";
import type { BoardMemory } from "../profile.ts";
import { exceedsSram } from "./exceedsSram.ts";

const board = (memory: Partial<BoardMemory>) => ({ ...roundDevice, memory: { ...roundMemory, ...memory } });

/** 4 · 1,000 numbers in; 8 · 1,000 out of the first layer, as many out of the second. */
const net = `  input x: f32[1, 4, 1000]
  a = x -> conv(8, kernel=1)
  b = a -> conv(8, kernel=1)
  y = b -> conv(1, kernel=1)
  output y`;

describe("what does not fit into SRAM", () => {
  it("says by how much, where the most is alive, and that 8 bits would fit", () => {
    // 16,000 B in, twice 32,000 B in the middle: 64,000 B at the second layer, and 1,000 B of the runtime.
    expect(exceedsSram.run(subjectOf(net, board({ sramBytes: 60_000 })))).toEqual([
      {
        code: "exceeds-sram",
        severity: "warning",
        ops: [1, 0],
        message:
          "The arena takes 64.0 KB and its runtime 1.00 KB; round has 60.0 KB of SRAM: 5.00 KB too much. Most is alive at `b.conv`, 64.0 KB: `a.conv` (32.0 KB), `b.conv` (32.0 KB).",
        help: "In int8 it takes 16.0 KB and fits; or use fewer channels or a smaller image there.",
        suggestion: { kind: "int8" },
      },
    ]);
  });

  it("does not promise what 8 bits do not bring", () => {
    const [found] = exceedsSram.run(subjectOf(net, board({ sramBytes: 16_000 })));
    expect(found?.help).toBe("Use fewer channels or a smaller image there, or a stride before it.");
    expect(found?.suggestion).toBeUndefined();
  });

  it("tells gaps of the plan from what is alive", () => {
    // Of 4,000 B each: x 6 and y 5 are placed first, both at 0; a 3 lives beside both, at 6; b 2 beside y and a, at 9 because between
    // them is only 1. So the arena takes 11, while 3 + 2 + 5 = 10 are alive at most.
    const lines = `  input x: f32[1, 6, 1000]
  a = x -> conv(3, kernel=1)
  b = a -> conv(2, kernel=1)
  y = concat(a, b)
  output y`;
    const [found] = exceedsSram.run(subjectOf(lines, board({ sramBytes: 42_000 })));
    expect(found?.message).toContain("The arena takes 44.0 KB");
    expect(found?.message).toContain(" That alone would fit: 4.00 KB are gaps between the pieces of the plan.");
  });

  it("is silent where everything fits, and where the device has no memory of its own", () => {
    expect(exceedsSram.run(subjectOf(net, board({})))).toEqual([]);
    expect(exceedsSram.run(subjectOf(net))).toEqual([]);
  });
});
