/** Finding the names of hostile texts is bounded work too. */
import { occurrencesOf, readSource } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { readModule } from "../../engine/src/semantics/module.ts";
import { hostile } from "./hostile.ts";

describe("names of hostile texts", () => {
  for (const [name, { text }] of Object.entries(hostile)) {
    it(`are bounded work: ${name}`, () => {
      expect(() => occurrencesOf(readModule("file:///n.net", readSource(text())))).not.toThrow();
    });
  }
});
