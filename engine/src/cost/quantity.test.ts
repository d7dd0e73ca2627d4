import { describe, expect, it } from "vitest";
import { formatMilliseconds, formatMillisecondsRange } from "./quantity.ts";

describe("milliseconds", () => {
  it.each([
    [0, "0 ms"],
    [0.0004, "< 0.001 ms"],
    [0.0123, "0.012 ms"],
    [0.0996, "0.10 ms"],
    [0.424, "0.42 ms"],
    [9.994, "9.99 ms"],
    [9.996, "10.0 ms"],
    [25.34, "25.3 ms"],
    [99.96, "100 ms"],
    [1240.4, "1,240 ms"],
    [Number.POSITIVE_INFINITY, "too large"],
  ])("%f reads %s", (value, text) => {
    expect(formatMilliseconds(value)).toBe(text);
  });

  it("have both ends of a range alike", () => {
    expect(formatMillisecondsRange(9.4, 12.3)).toBe("9.4–12.3 ms");
    expect(formatMillisecondsRange(24.01, 28.13)).toBe("24.0–28.1 ms");
    expect(formatMillisecondsRange(0.0001, 0.0002)).toBe("< 0.001 ms");
    expect(formatMillisecondsRange(96.2, 104)).toBe("96–104 ms");
  });
});
