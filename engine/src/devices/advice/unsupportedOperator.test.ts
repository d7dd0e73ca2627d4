import { describe, expect, it } from "vitest";
import { subjectOf } from "../../../../test/kit/advice.ts";
import { findingsOn } from "./index.ts";
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
