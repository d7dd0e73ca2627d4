/** The recipes for other editors name what there is: the command, settings, figures, names and words of today. */
import { keywordNames } from "@lathe/engine";
import { devicesMethod, figures, peakMethod, showMethod, statusMethod } from "@lathe/protocol";
import { describe, expect, it } from "vitest";
import { readText } from "../kit/files.ts";

const page = readText("docs/editors.md");
const { contributes } = JSON.parse(readText("package.json"));

const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [/^\w+/.exec(section)?.[0], section]),
);
const recipe = (editor: string) => sections.get(editor) ?? "";

/** The words of a list in quotes: `"a", "b"`. */
const quoted = (list: string | undefined) => [...(list ?? "").matchAll(/"([^"]+)"/g)].map(([, word]) => word);

describe("recipes for other editors", () => {
  it("start the command that the tests speak to", () => {
    expect(quoted(/cmd = \{(.*?)\}/.exec(recipe("Neovim"))?.[1])).toEqual(["lathe", "lsp", "--stdio"]);
    expect(/command = "(.*)"/.exec(recipe("Helix"))?.[1]).toBe("lathe");
    expect(quoted(/args = \[(.*?)\]/.exec(recipe("Helix"))?.[1])).toEqual(["lsp", "--stdio"]);
    expect(quoted(/lathe-mode \. \((.*?)\)/.exec(recipe("Emacs"))?.[1])).toEqual(["lathe", "lsp", "--stdio"]);
  });

  it("set what can be set", () => {
    const settings = Object.keys(contributes.configuration[0].properties);
    expect(settings).toContain("lathe.hints.maximumLength");
    for (const editor of ["Neovim", "Helix"])
      expect(recipe(editor)).toContain("lathe = { hints = { maximumLength = 60 } }");
  });

  it("know every figure, every kind of name that is our own, and every keyword", () => {
    expect(quoted(/return \{(.*?)\}/.exec(recipe("Neovim"))?.[1])).toEqual(figures);
    const groups = /for kind, group in pairs\(\{([\s\S]*?)\}\)/.exec(recipe("Neovim"))?.[1] ?? "";
    const kinds = [...groups.matchAll(/^\s*(\w+) =/gm)].map(([, kind]) => kind);
    const own = contributes.semanticTokenTypes.map(({ id }: { readonly id: string }) => id);
    expect(kinds.toSorted()).toEqual([...own, "label"].toSorted());
    const words = [...recipe("Neovim").matchAll(/syntax keyword \w+ (.*)/g)].flatMap(
      ([, list]) => list?.split(" ") ?? [],
    );
    expect(words.toSorted()).toEqual(keywordNames.toSorted());
  });

  it("tell of every message beside those of the protocol", () => {
    for (const method of [showMethod, devicesMethod, peakMethod, statusMethod]) expect(page).toContain(`\`${method}\``);
  });
});
