import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { nearestName } from "./nearestName.ts";

describe("the nearest name", () => {
  itsExample(nearestName);

  it("is found for arguments, values, types, metrics and annotations", () => {
    const text = (line: string) => `net n {\n  input x: f32[1, 3, 8, 8]\n  ${line}\n  output y\n}\n`;
    for (const [wrong, right] of [
      ["y = x -> conv(8, $0kernl=3)", "y = x -> conv(8, kernel=3)"],
      ["y: $0f31[1, 3, 8, 8] = x -> relu", "y: f32[1, 3, 8, 8] = x -> relu"],
      ["y = x -> conv(x.$0chanels, kernel=3)", "y = x -> conv(x.channels, kernel=3)"],
      ["y = x -> conv(8, kernel=3) $0@int9", "y = x -> conv(8, kernel=3) @int8"],
      ["y = $0X -> relu", "y = x -> relu"],
    ] as const) {
      expect(afterwards(nearestName, text(wrong))).toBe(text(right));
    }
  });

  it("is not guessed where nothing is near", () => {
    expect(titlesAt(nearestName, "net n {\n  input x: f32[1]\n  y = x -> $0wonderful\n  output y\n}\n")).toEqual([]);
  });
});
