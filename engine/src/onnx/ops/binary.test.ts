import { describe, expect, it } from "vitest";
import { raised, stored, value, written } from "../../../../test/kit/nodes.ts";
import { add, div, pow } from "./binary.ts";

const two = (dtype: string) => `input a: ${dtype}[2, 3]\ninput b: ${dtype}[3]\noutput y = a + b`;

describe("what is written", () => {
  it("is one node", () => {
    expect(written(two("f32"))).toEqual(["Add"]);
    expect(written("input a: f32[2]\noutput y = a / 2")).toEqual(["Div"]);
    expect(written("input a: f32[2]\noutput y = pow(a, 2)")).toEqual(["Pow"]);
  });

  it("goes by way of i32 for small integers before opset 14, which has no sums of them", () => {
    expect(written(two("i8"), { opset: 13 })).toEqual(["Cast", "Cast", "Add", "Cast"]);
    expect(written(two("i8"), { opset: 14 })).toEqual(["Add"]);
    expect(written(two("i64"), { opset: 13 })).toEqual(["Add"]);
  });

  it("casts a tensor of rank 0 to the type of the others", () => {
    expect(written("input a: f16[2]\ninput s: f32[]\noutput y = a * s")).toEqual(["Cast", "Mul"]);
  });
});

describe("what is read", () => {
  const x = value("f32", [2, 3]);

  it("is two tensors, or a tensor and a number", () => {
    const b = value("f32", [3]);
    expect(raised(add, "Add", [x, b])).toEqual({ inputs: [x, b] });
    expect(raised(div, "Div", [x, stored("f32", [], [2])])).toEqual({ inputs: [x, 2] });
    expect(raised(div, "Div", [stored("f32", [1], [1]), x])).toEqual({ inputs: [1, x] });
  });

  it("keeps a tensor that a number could not replace", () => {
    const wide = stored("f32", [1, 1, 1], [2]);
    expect(raised(add, "Add", [x, wide])).toEqual({ inputs: [x, wide] });
    const infinite = stored("f32", [], [Number.POSITIVE_INFINITY]);
    expect(raised(add, "Add", [x, infinite])).toEqual({ inputs: [x, infinite] });
    const [one, other] = [stored("f32", [], [1]), stored("f32", [], [2])];
    expect(raised(add, "Add", [one, other])).toEqual({ inputs: [one, other] });
  });

  it("is no table of positions", () => {
    const sequences = value("f32", [1, 2, 3]);
    expect(raised(add, "Add", [sequences, stored("f32", [2, 3], [1, 2, 3, 4, 5, 6])])).toBeUndefined();
    expect(raised(add, "Add", [sequences, value("f32", [2, 3])])).toBeDefined();
  });

  it("is no node of two types, but for a whole exponent", () => {
    expect(raised(add, "Add", [x, value("f64", [3])])).toBeUndefined();
    expect(raised(pow, "Pow", [x, stored("i64", [], [2])])).toEqual({ inputs: [x, 2] });
    expect(raised(pow, "Pow", [value("i32", [3]), stored("f32", [], [0.5])])).toBeUndefined();
    expect(raised(pow, "Pow", [x, value("i64", [3])])).toBeUndefined();
  });
});
