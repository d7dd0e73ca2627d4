import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { isRefusal } from "../base/report.ts";
import { energyOf } from "./energy.ts";
import { lower } from "./lower.ts";
import type { Energy, Precision } from "./profile.ts";
import { generic } from "./runtimes/generic.ts";

/** 64 MACs; 8 numbers in and 8 out, 72 weights. */
const text = "net n {\n  input x: f32[1, 8]\n  y = x -> linear(8)\n  output y\n}\n";
const cost = analyseText(text).shown[0]?.cost;

const energy: Energy = {
  picojoulesPerMac: { fp32: 4, int8: 0.5 },
  picojoulesPerByte: { onChip: 1, offChip: 100 },
  source: "made for a test",
};

function energyIn(precision: Precision, onChipBytes?: number) {
  if (cost === undefined) throw new Error("the net has a cost");
  const result = energyOf(lower(cost.graph, cost.figures, generic, precision), energy, { ops: 1, onChipBytes });
  return isRefusal(result) ? result.message : result;
}

describe("energy", () => {
  it("is that of the arithmetic, of the weights from outside, and of data that does not fit on the chip", () => {
    // 64 · 4 + (288 + 64) · 100 picojoules.
    expect(energyIn("fp32")).toMatchObject({ joules: expect.closeTo(35_456e-12, 18), isAtLeast: false });
  });

  it("keeps data on the chip where it fits there", () => {
    // 64 · 4 + 288 · 100 + 64 · 1 picojoules.
    expect(energyIn("fp32", 64)).toMatchObject({ joules: expect.closeTo(29_120e-12, 18) });
    expect(energyIn("fp32", 63)).toMatchObject({ joules: expect.closeTo(35_456e-12, 18) });
  });

  it("follows the precision: 64 · 0.5 + 72 · 100 + 16 · 1", () => {
    expect(energyIn("int8", 64)).toMatchObject({
      joules: expect.closeTo(7248e-12, 18),
      arithmeticJoules: expect.closeTo(32e-12, 18),
    });
  });

  it("is not guessed for a precision that the device states nothing of", () => {
    expect(energyIn("fp16")).toBe("the device file states no energy of a multiply-accumulate in fp16");
  });
});
