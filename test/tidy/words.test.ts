/** The project speaks of itself alone. */
import { describe, expect, it } from "vitest";
import { projectFiles, readText } from "../kit/files.ts";

const isText = (file: string) =>
  /\.(?:ts|mts|mjs|cjs|js|json|md|net|svg|css|html|yml|yaml|sh)$|^\.|\/\.|run$/.test(file);
const files = projectFiles().filter((file) => isText(file) && !file.startsWith("test/tidy/words"));

/** Pieces are joined here so that this file does not hold the words either. */
const forbidden: readonly { readonly what: string; readonly pattern: RegExp; readonly except?: RegExp }[] = [
  {
    what: "paths of one machine",
    pattern: new RegExp(["/wo" + "rk/", "/fa" + "rm/", "/ro" + "ot/", "/ho" + "me/\\w"].join("|")),
  },
  {
    what: "hosts of package registries",
    pattern: new RegExp(
      ["regi" + "stry\\.npmjs", "py" + "pi\\.org", "pythonho" + "sted", "crates\\.i" + "o"].join("|"),
    ),
  },
  {
    what: "folders beside the checkout",
    pattern: new RegExp("\\.\\./sha" + "red"),
    except: /^(?:tools\/conformance\.mjs|\.ci\/run)$/,
  },
];

describe("words", () => {
  for (const { what, pattern, except } of forbidden) {
    it(`name no ${what}`, () => {
      expect(files.filter((file) => !(except?.test(file) ?? false) && pattern.test(readText(file)))).toEqual([]);
    });
  }

  it("are looked for in many files", () => {
    expect(files.length).toBeGreaterThan(100);
  });
});
