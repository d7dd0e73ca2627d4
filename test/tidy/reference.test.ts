/** The published reference says what this version does, and what it links to is there. */
import { marked } from "marked";
import { describe, expect, it } from "vitest";
import { anchorsOf } from "../../tools/reference/markdown.ts";
import { referencePages } from "../../tools/reference/pages.ts";
import { projectFiles, readText } from "../kit/files.ts";

const folder = "docs/reference/";
const pages = referencePages();
const written = projectFiles().filter((file) => file.startsWith(folder));

describe("the reference", () => {
  it("has every page, and no other", () => {
    expect(written.map((file) => file.slice(folder.length)).sort(), "run `npm run reference`").toEqual(
      [...pages.keys()].sort(),
    );
  });

  it.each([...pages])("%s is as the sources have it", (name, text) => {
    const file = written.find((each) => each === folder + name);
    expect(file === undefined ? "" : readText(file), "run `npm run reference`").toBe(text);
  });

  it.each([...pages])("%s links to places that exist, and names none twice", (name, text) => {
    const anchors = anchorsOf(text);
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
    const links = linksOf(text).filter((link) => !/^[a-z]+:/.test(link));
    const lost = links.filter((link) => {
      const [file = "", anchor] = link.split("#");
      const page = pages.get(file === "" ? name : file);
      return page === undefined || (anchor !== undefined && !anchorsOf(page).includes(anchor));
    });
    expect(lost).toEqual([]);
    expect(links.length).toBeGreaterThan(0);
  });

  it.each([...pages])("%s is a page that can be read in one go", (_, text) => {
    const titles = marked.lexer(text).filter((token) => token.type === "heading" && token.depth === 1);
    expect(titles).toHaveLength(1);
    expect(text.split("\n").length).toBeLessThan(900);
  });
});

describe("anchors", () => {
  it("are those that GitHub gives", () => {
    const text =
      '# A `code_name`, and more: 2\n\n## Twice\n\n```net\n# no heading\n```\n\n## Twice\n\n<a id="own"></a>';
    expect(anchorsOf(text)).toEqual(["a-code_name-and-more-2", "twice", "twice-1", "own"]);
  });
});

/** Every link of a page, as Markdown reads it: what looks like one within code is none. */
function linksOf(text: string): readonly string[] {
  const links: string[] = [];
  marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === "link") links.push(String(token.href));
  });
  return links;
}
