import { describe, expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { int } from "../attributes.ts";
import { dequantize, quantize } from "./quantize.ts";

describe("what is written", () => {
  it("is one node", () => {
    expect(written("input x: f32[2]\noutput y = x -> quantize(0.5) -> dequantize(0.5)")).toEqual([
      "QuantizeLinear",
      "DequantizeLinear",
    ]);
  });

  it("quantizes from f32", () => {
    expect(written("input x: f16[2]\noutput y = x -> quantize(0.5)")).toEqual(["Cast", "QuantizeLinear"]);
  });

  it("has 16 bits from opset 21 on", () => {
    const text = "input x: f32[2]\noutput y = x -> quantize(0.5, dtype=i16)";
    expect(written(text)).toContain("does not quantize to i16");
    expect(written(text, { opset: 21 })).toEqual(["QuantizeLinear"]);
  });

  it("computes what no node dequantizes", () => {
    expect(written("input x: i64[2]\noutput y = x -> dequantize(0.5, zero=3)")).toEqual(["Cast", "Sub", "Mul"]);
  });
});

describe("what is read", () => {
  const x = value("f32", [2, 3]);
  const scale = stored("f32", [], [0.5]);

  it("has one scale and one zero", () => {
    const { arguments: given } = raised(quantize, "QuantizeLinear", [x, scale, stored("i8", [], [-3])]) ?? {};
    expect(given).toMatchObject({ scale: { value: 0.5 }, zero: { value: -3 }, dtype: { dtype: "i8" } });
    expect(raised(dequantize, "DequantizeLinear", [value("u8", [2]), scale])?.arguments).toMatchObject({
      scale: { value: 0.5 },
      zero: { value: 0 },
    });
  });

  it("is u8 where nothing else is said", () => {
    expect(raised(quantize, "QuantizeLinear", [x, scale])?.arguments).toMatchObject({ dtype: { dtype: "u8" } });
    expect(
      raised(quantize, "QuantizeLinear", [x, scale], { output_dtype: int(3) }, { opset: 21 })?.arguments,
    ).toMatchObject({ dtype: { dtype: "i8" } });
  });

  it("is no node with a scale per channel", () => {
    expect(raised(quantize, "QuantizeLinear", [x, stored("f32", [3], [1, 2, 3])])).toBeUndefined();
    expect(raised(quantize, "QuantizeLinear", [x, value("f32", [])])).toBeUndefined();
  });
});
