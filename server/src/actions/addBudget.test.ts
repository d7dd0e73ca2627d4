import { describe, expect, it } from "vitest";
import { itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { roundedUp } from "../roundedUp.ts";
import { addBudget } from "./addBudget.ts";

describe("adding a budget", () => {
  itsExample(addBudget);

  it("is for nets that have none, and whose figures are known", () => {
    const net = (line: string) => `net $0n {\n  input x: f32[1, 8]\n  ${line}\n  output y\n}\n`;
    expect(titlesAt(addBudget, net("budget { params <= 1M }\n  y = x -> linear(8)"))).toEqual([]);
    expect(titlesAt(addBudget, net("y = x -> nothing_known"))).toEqual([]);
    expect(titlesAt(addBudget, net("y = x -> linear(8)"))).toHaveLength(1);
  });
});

describe("a figure rounded up", () => {
  it("has three digits, and is never less", () => {
    expect(roundedUp(640, undefined)).toBe("640");
    expect(roundedUp(25_557_032, undefined)).toBe("25.6M");
    expect(roundedUp(4_089_184_256, undefined)).toBe("4.09G");
    expect(roundedUp(999_999, undefined)).toBe("1000k");
    expect(roundedUp(1_000, "bytes")).toBe("1KB");
    expect(roundedUp(102_228_129, "bytes")).toBe("103MB");
    expect(roundedUp(12, "bytes")).toBe("12B");
    expect(roundedUp(0.018541, "seconds")).toBe("18.6ms");
    expect(roundedUp(0.9934, "seconds")).toBe("994ms");
    expect(roundedUp(1.2, "seconds")).toBe("1.2s");
    expect(roundedUp(4.2e-7, "seconds")).toBe("0.42us");
    expect(roundedUp(0.0129, "joules")).toBe("12.9mJ");
  });
});
