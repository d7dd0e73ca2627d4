import { isRefusal } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { readCsv } from "./csv.ts";

const fields = (text: string) => {
  const rows = readCsv(text);
  return isRefusal(rows) ? rows.message : rows.map((row) => row.fields);
};

describe("a CSV", () => {
  it("has fields in quotes, which may hold commas, quotes and line ends", () => {
    expect(fields('\ufeffa,b\r\n"x, ""y""","1\n2"\n')).toEqual([
      ["a", "b"],
      ['x, "y"', "1\n2"],
    ]);
  });

  it("may lack its last line end, and have empty lines", () => {
    expect(fields("a,b\n\n  \n1,")).toEqual([
      ["a", "b"],
      ["1", ""],
    ]);
  });

  it("says on which line a row begins", () => {
    const rows = readCsv('a\n"1\n2"\n\n3\n');
    expect(isRefusal(rows) ? [] : rows.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it("is refused where a quote is not closed", () => {
    expect(fields('a\n"1\n')).toBe("line 2: a quote is not closed");
  });
});
