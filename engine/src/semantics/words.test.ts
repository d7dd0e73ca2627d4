import { describe, expect, it } from "vitest";
import { declarationWords } from "../syntax/boundaries.ts";
import { readSource } from "../syntax/read.ts";
import { words } from "./words.ts";

describe("words that open a declaration", () => {
  it("are all told of, once", () => {
    expect(words.map(({ name }) => name).toSorted()).toEqual([...declarationWords].toSorted());
  });

  for (const { name, stands, example } of words) {
    it(`have an example that reads: ${name}`, () => {
      const written = example.replace("… return y", "return x").replace("…", "");
      const { chunks, reports } = readSource(stands === "file" ? written : `net n {\n  ${written}\n}`);
      expect(reports).toEqual([]);
      const statement = stands === "file" ? chunks[0]?.statement : chunks[0]?.bodies[0]?.chunks[0]?.statement;
      expect(statement?.kind).toBe(name === "lathe" ? "version" : name);
    });
  }
});
