import { describe, expect, it } from "vitest";
import { roundDevice, roundMemory, subjectOf } from "../../../../test/kit/advice.ts";
import type { BoardMemory } from "../profile.ts";
import { exceedsFlash } from "./exceedsFlash.ts";

const board = (memory: Partial<BoardMemory>) => ({ ...roundDevice, memory: { ...roundMemory, ...memory } });

/** 4 · 1,000 numbers in; 8 · 1,000 out of the first layer, as many out of the second. */
const net = `  input x: f32[1, 4, 1000]
  a = x -> conv(8, kernel=1)
  b = a -> conv(8, kernel=1)
  y = b -> conv(1, kernel=1)
  output y`;

describe("what does not fit into flash", () => {
  it("says by how much, which layers have most, and that 8 bits would fit", () => {
    // 4 · 8 + 8, 8 · 8 + 8 and 8 + 1 numbers of 4 bytes: 484 B, and 2,000 B of code. In 8 bits 32 + 64 + 8, and 17 biases of 4.
    expect(exceedsFlash.run(subjectOf(net, board({ flashBytes: 2200 })))).toEqual([
      {
        code: "exceeds-flash",
        severity: "warning",
        ops: [],
        message:
          "The weights take 484 B and the code 2.00 KB; round has 2.20 KB of flash: 284 B too much. Most are in `b.conv` (60 %), `a.conv` (33 %), `y.conv` (7.4 %).",
        help: "In int8 they take 172 B and fit.",
        suggestion: { kind: "int8" },
      },
    ]);
    expect(exceedsFlash.run(subjectOf(net, board({ flashBytes: 2100 })))[0]?.suggestion).toBeUndefined();
    expect(exceedsFlash.run(subjectOf(net, board({})))).toEqual([]);
  });
});
