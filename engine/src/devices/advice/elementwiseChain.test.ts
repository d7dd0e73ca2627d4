import { describe, expect, it } from "vitest";
import { subjectOf } from "../../../../test/kit/advice.ts";
import { elementwiseChain } from "./elementwiseChain.ts";

const found = (line: string) =>
  elementwiseChain.run(
    subjectOf(`  input x: f32[1, 10, 100, 100]
  input z: f32[1, 10, 1, 1]
  a = x -> conv(10, kernel=1)
  ${line}
  output y`),
  );

describe("element-wise ops in a row", () => {
  it("says what they take, what they move, and what one pass would move", () => {
    // Three times 100,000 numbers in and out, 0.8 MB, 80 µs each; the convolution makes 10 · 100,000 = 1 M MACs, 100 µs.
    expect(found("y = a -> exp -> sqrt -> tanh")).toEqual([
      {
        code: "elementwise-chain",
        severity: "hint",
        ops: [1, 2, 3],
        milliseconds: expect.closeTo(0.24, 9),
        message:
          "`y.exp` to `y.tanh` are 3 passes over one tensor on round (xnnpack, fp32, 1 thread), which does not put them together: 240 µs of 340 µs (71 %). They move 2.40 MB; one pass would move 800 KB.",
        help: "Say it with fewer of `exp`, `sqrt`, `tanh`, or where the tensor is smaller.",
      },
    ]);
  });

  it("knows what is one operator", () => {
    const [silu] = found("y = a -> sigmoid -> mul(a)");
    // The tensor is read twice and the gate once, and two are written: 5 × 0.4 MB; one pass reads one and writes one.
    expect(silu?.help).toBe("Both together are `silu`: one pass.");
    expect(silu?.message).toContain("They move 2.00 MB; one pass would move 800 KB.");
    expect(found("y = a -> sigmoid -> mul(x)")[0]?.help).toContain("fewer of `sigmoid`, `mul`");
  });

  it("is silent about what the runtime fuses, what is alone, what others read too, and gates per channel", () => {
    expect(found("y = a -> relu")).toEqual([]);
    expect(found("y = a -> tanh -> conv(4, kernel=1) -> tanh")).toEqual([]);
    expect(found("b = a -> exp\n  y = b -> sqrt -> conv(10, kernel=1) -> concat(b)")).toEqual([]);
    expect(found("y = z -> sigmoid -> mul(a)")).toEqual([]);
  });
});
