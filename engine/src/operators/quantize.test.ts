import { expect, test } from "vitest";
import { f32, summary, typed } from "./testing.ts";

test("to integers and back", () => {
  expect(summary("quantize", [f32(1, 16)], { scale: 0.1 })).toMatchObject({ outputs: ["i8[1, 16]"], arithmetic: 80 });
  expect(summary("quantize", [f32(2)], { scale: 0.1, zero: 128, dtype: { type: "u8" } }).outputs).toEqual(["u8[2]"]);
  expect(summary("dequantize", [typed("i8", 1, 16)], { scale: 0.1 })).toMatchObject({
    outputs: ["f32[1, 16]"],
    arithmetic: 32,
  });
});
