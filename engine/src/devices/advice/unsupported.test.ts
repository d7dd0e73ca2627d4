import { describe, expect, it } from "vitest";
import { roundDevice, subjectOf } from "../../../../test/kit/advice.ts";
import { findingsOn } from "./index.ts";
import { tosaLegality } from "./tosaLegality.ts";
import { unsupportedOperator } from "./unsupportedOperator.ts";

const net = `  input x: f32[1, 10, 100, 100]
  a: f32[1, 10, 100, 100] = onnx.Einsum(x, equation="abcd->abcd")
  y = a -> conv(10, kernel=1)
  output y`;

describe("operators that do not run on the target", () => {
  it("are named, and that their time is missing", () => {
    expect(unsupportedOperator.run(subjectOf(net))).toEqual([
      {
        code: "unsupported-operator",
        severity: "warning",
        ops: [0],
        message:
          "`a.Einsum` does not run on round (xnnpack, fp32, 1 thread): `onnx.Einsum` is not of the catalogue. Its time is missing in the estimate.",
        help: "Say it with other operators, or run it before or behind the net.",
      },
    ]);
  });

  it("are said however little else takes, and not where nothing reads them", () => {
    expect(
      findingsOn(subjectOf(net))
        .flat()
        .map(({ code }) => code),
    ).toContain("unsupported-operator");
    const dead = net.replace("y = a ->", "y = x ->");
    expect(unsupportedOperator.run(subjectOf(dead))).toEqual([]);
  });
});

describe("what an accelerator for TOSA cannot take", () => {
  it("is said once for each rule", () => {
    const npu = { ...roundDevice, legality: "tosa-base-8k" } as const;
    const lines = "  input x: f32[1, 1, 20000]\n  y = x -> conv(4, kernel=9001) -> relu\n  output y";
    expect(tosaLegality.run(subjectOf(lines, npu)).map(({ code, ops, severity }) => [code, ops, severity])).toEqual([
      ["tosa-type", [0, 1], "warning"],
      ["tosa-kernel", [0], "warning"],
    ]);
    const [types] = tosaLegality.run(subjectOf(lines, npu));
    expect(types?.message).toBe(
      "round cannot take `y.conv`: `conv` computes in f32; TOSA's integer profile has bool, i8, i32. So it is with 1 other.",
    );
    expect(tosaLegality.run(subjectOf(lines))).toEqual([]);
  });
});

describe("what is worth saying", () => {
  it("is what concerns two per cent of the time", () => {
    // Two passes of 0.8 MB, 0.16 ms, beside 10 · k · 10,000 MACs at 0.1 ms for a million.
    const chain = (channels: number) => `  input x: f32[1, ${channels}, 100, 100]
  y = x -> conv(10, kernel=1) -> exp -> sqrt
  output y`;
    const codes = (channels: number) =>
      findingsOn(subjectOf(chain(channels)))
        .flat()
        .map(({ code }) => code);
    // 7.84 ms is where 0.16 ms are two per cent: 784 channels.
    expect(codes(780)).toContain("elementwise-chain");
    expect(codes(790)).not.toContain("elementwise-chain");
  });
});
