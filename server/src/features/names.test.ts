import { isRefusal, type Module, occurrencesOf, Workspace } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { renameAll } from "../../../test/fuzz/renaming.ts";
import { marked } from "../../../test/kit/marked.ts";
import { toOffset } from "../convert.ts";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./callHierarchy.ts";
import { definition, typeDefinition } from "./definition.ts";
import { highlights } from "./highlights.ts";
import { type Search, searchFrom } from "./names.ts";
import { references } from "./references.ts";
import { prepareRename, rename } from "./rename.ts";
import { workspaceSymbols } from "./workspaceSymbols.ts";

const folder = "file:///project/";
const reach = { library: `${folder}std/`, roots: [folder] };

interface Project {
  readonly search: Search;
  readonly module: Module;
  readonly offset: number;
  textOf(name: string): string;
}

/** Files of a workspace: the first is open and has the cursor. */
function project(first: string, others: Readonly<Record<string, string>> = {}): Project {
  const { text, offset } = marked(first.includes("$0") ? first : `${first}$0`);
  const workspace = new Workspace(reach);
  for (const [name, content] of Object.entries(others)) workspace.provide(folder + name, content);
  workspace.open(`${folder}main.net`, text);
  const analyse = (uri: string) => workspace.analyse(uri);
  const module = analyse(`${folder}main.net`)?.module;
  if (module === undefined) throw new Error("an open text is always analysed");
  const textOf = (name: string) => analyse(folder + name)?.text ?? "";
  return {
    search: searchFrom({ neighbours: { reach, moduleOf: (uri) => workspace.module(uri) }, workspace }, module),
    module,
    offset,
    textOf,
  };
}

/** `main.net:3 conv1`: file, line and text of each place. */
function placesOf(
  { textOf }: Project,
  locations: readonly {
    readonly uri: string;
    readonly range: { start: { line: number; character: number }; end: { character: number } };
  }[],
): string[] {
  return locations.map(({ uri, range: { start, end } }) => {
    const name = uri.slice(folder.length);
    const line = textOf(name).split("\n")[start.line] ?? "";
    return `${name}:${start.line + 1} ${line.slice(start.character, end.character)}`.trim();
  });
}

function definitionsAt(text: string, others?: Readonly<Record<string, string>>): string[] {
  const at = project(text, others);
  return placesOf(at, definition(at.search, at.module, at.offset));
}

/** The texts of all files that a rename changes, or why it refuses. */
function renamed(
  text: string,
  name: string,
  others?: Readonly<Record<string, string>>,
): Record<string, string> | string {
  const at = project(text, others);
  const edit = rename(at.search, at.module, at.offset, name);
  if (isRefusal(edit)) return edit.message;
  const texts: Record<string, string> = {};
  for (const [uri, edits] of Object.entries(edit.changes ?? {})) {
    const file = uri.slice(folder.length);
    const lines = at.textOf(file).split("\n");
    for (const { range, newText } of edits.toReversed()) {
      const line = lines[range.start.line] ?? "";
      lines[range.start.line] = line.slice(0, range.start.character) + newText + line.slice(range.end.character);
    }
    texts[file] = lines.join("\n");
  }
  return texts;
}

/** The text of the only file that a rename changes. */
function renamedMain(text: string, name: string): string {
  const texts = renamed(text, name);
  return typeof texts === "string" ? texts : (texts["main.net"] ?? "");
}

const part = `block basic(x, out: int, act: op = relu) {
  main = x -> conv1: conv(out, kernel=3) -> act
  return main -> conv2: conv(out, kernel=3)
}
net whole {
  input image: f32[1, 3, 8, 8]
  y = image -> basic(8)
  output y
}
`;

const main = `import "part.net" { basic, whole as base }
fn twice(n) = n * 2
block own(x, width: int) {
  y = x -> conv(width, kernel=3)
  return y -> basic(width, act=gelu)
}
net small = base
net big(scale: int = 2) {
  dim N = 1
  input image: f32[N, 3, 8, 8]
  fn wide(c) = c * scale
  stem = image -> first: conv(twice(4), kernel=3) -> relu
  body = stem -> repeat [8, 16] as width {
    own(wide(width))
  }
  head = body -> conv(8, kernel=3) @tied("first")
  output head
  policy {
    "stem.*": @int8
    "body.repeat[0].return.basic.conv1": @int8
    "first": @int8
  }
}
`;
const others = { "part.net": part };

/** `main` with the cursor in front of the first or a later place of a text. */
function at(place: string, index = 0): string {
  let offset = main.indexOf(place);
  for (let i = 0; i < index; i++) offset = main.indexOf(place, offset + 1);
  if (offset === -1) throw new Error(`there is no ${place}`);
  return `${main.slice(0, offset)}$0${main.slice(offset)}`;
}

describe("go to definition", () => {
  it.each([
    ["a block of this file", at("own(wide"), "main.net:3 own"],
    ["an imported block", at("basic(width"), "part.net:1 basic"],
    ["an import's name", at("basic, whole"), "part.net:1 basic"],
    ["an alias, to what it stands for", at("base\n"), "part.net:5 whole"],
    ["a fn", at("twice(4)"), "main.net:2 twice"],
    ["a fn of a net", at("wide(width)"), "main.net:11 wide"],
    ["a parameter", at("scale\n"), "main.net:8 scale"],
    ["a parameter that is called", part.replace("-> act", "-> $0act"), "main.net:1 act"],
    ["a dim", at("N, 3"), "main.net:9 N"],
    ["an input", at("image -> first"), "main.net:10 image"],
    ["a binding", at("stem -> repeat"), "main.net:12 stem"],
    ["an output", at("head\n"), "main.net:16 head"],
    ["what `as` binds", at("width))"), "main.net:13 width"],
    ["a named argument, to the parameter", at("act=gelu"), "part.net:1 act"],
    ["a label in `@tied`", at('first")'), "main.net:12 first"],
    ["a label in a policy", at('first":'), "main.net:12 first"],
    ["a binding in a policy", at("stem.*"), "main.net:12 stem"],
    ["a block's name in a path", at("basic.conv1"), "part.net:1 basic"],
    ["a label of another file in a path", at('conv1":'), "part.net:2 conv1"],
    ["an import's path, to the file", at("part.net"), "part.net:1"],
  ])("finds %s", (_, text, place) => {
    expect(definitionsAt(text, others)).toEqual([place]);
  });

  it("finds nothing behind operators, keywords, and what is not there", () => {
    expect(definitionsAt(at("conv(8"), others)).toEqual([]);
    expect(definitionsAt(at("repeat ["), others)).toEqual([]);
    expect(definitionsAt(at("basic(width"))).toEqual([]);
    expect(definitionsAt("net n {\n  y = $0nowhere -> relu\n}\n")).toEqual([]);
  });

  it("follows the scopes: a value is declared before its use, and `as` may shadow", () => {
    const text = `net n(i: int = 3) {
  input x: f32[1, 8]
  y = x -> repeat 2 as i { linear($0i + 1) }
  z = y -> linear(i)
  output z
}
`;
    expect(definitionsAt(text)).toEqual(["main.net:3 i"]);
    expect(definitionsAt(text.replace("$0", "").replace("linear(i)", "linear($0i)"))).toEqual(["main.net:1 i"]);
    expect(definitionsAt("net n {\n  y = $0z\n  z = 1\n}\n")).toEqual([]);
  });

  it("keeps callables and values apart", () => {
    const text = `block mean(x) { return x -> relu }
net n {
  input x: f32[1, 8]
  mean = x -> mean
  output $0mean
}
`;
    expect(definitionsAt(text)).toEqual(["main.net:4 mean"]);
    expect(definitionsAt(text.replace("$0", "").replace("-> mean", "-> $0mean"))).toEqual(["main.net:1 mean"]);
  });

  it("knows states, carried values, and several results", () => {
    const text = `net n {
  input x: f32[1, 8]
  state h: f32[1, 8] = 0
  a, b = x -> split(parts=2)
  y = (x, h) -> repeat 2 as i, (p, q) {
    r = p + q
    return r, $0q
  }
  h = y
  output y, b
}
`;
    expect(definitionsAt(text)).toEqual(["main.net:5 q"]);
    const without = text.replace("$0", "");
    expect(definitionsAt(without.replace("  h = y", "  $0h = y"))).toEqual(["main.net:3 h"]);
    expect(definitionsAt(without.replace("y, b\n", "y, $0b\n"))).toEqual(["main.net:4 b"]);
  });

  it("binds the dims that a block's parameters name", () => {
    const text = "block b(x: f32[N, C]) {\n  return x -> linear($0C)\n}\n";
    expect(definitionsAt(text)).toEqual(["main.net:1 C"]);
  });

  it("works in a file that is half typed", () => {
    for (const broken of ["  w = body -> conv(", "  w = ", "  w = (body", "  repeat {", "  @", '  policy { "body']) {
      const text = main.replace("  head = ", `${broken}\n  head = `).replace("= stem ->", "= $0stem ->");
      expect(definitionsAt(text, others)).toEqual(["main.net:12 stem"]);
    }
  });
});

describe("go to type definition", () => {
  const made = (text: string) => {
    const at = project(text, others);
    return placesOf(at, typeDefinition(at.search, at.module, at.offset));
  };

  it("is the block that made a value, or the call of an operator", () => {
    expect(made(at("stem -> repeat"))).toEqual(["main.net:12 relu"]);
    expect(made(at("body -> conv"))).toEqual(["main.net:3 own"]);
    expect(made(part.replace("output y", "output $0y"))).toEqual(["main.net:1 basic"]);
  });

  it("is nothing where no call made it", () => {
    expect(made(at("image -> first"))).toEqual([]);
    expect(made(at("scale\n"))).toEqual([]);
  });
});

describe("references", () => {
  const found = (text: string, withDeclaration = true) => {
    const at = project(text, others);
    return placesOf(at, references(at.search, at.module, at.offset, withDeclaration));
  };

  it("are searched in files that import each other, with aliases", () => {
    expect(found(at("basic(width"))).toEqual([
      "main.net:1 basic",
      "main.net:5 basic",
      "main.net:20 basic",
      "part.net:1 basic",
      "part.net:7 basic",
    ]);
    expect(found(at("whole as"))).toEqual([
      "main.net:1 whole",
      "main.net:1 base",
      "main.net:7 base",
      "part.net:5 whole",
    ]);
  });

  it("leave the declaration out when told", () => {
    expect(found(at("stem ->"))).toEqual(["main.net:12 stem", "main.net:13 stem", "main.net:19 stem"]);
    expect(found(at("stem ->"), false)).toEqual(["main.net:13 stem", "main.net:19 stem"]);
  });

  it("highlight in the file at hand", () => {
    const own = project(at("width: int"), others);
    expect(
      highlights(own.search, own.module, own.offset).map(({ range, kind }) => [range.start.line + 1, kind]),
    ).toEqual([
      [3, 3],
      [4, 2],
      [5, 2],
    ]);
  });
});

describe("rename", () => {
  it("takes a block along through imports and paths", () => {
    expect(renamed(at("basic(width"), "unit", others)).toEqual({
      "main.net": main.replaceAll("basic", "unit"),
      "part.net": part.replaceAll("basic", "unit"),
    });
  });

  it("leaves an alias, and renames it alone", () => {
    expect(renamed(at("whole as"), "all", others)).toEqual({
      "main.net": main.replace("whole as", "all as"),
      "part.net": part.replace("net whole", "net all"),
    });
    expect(renamed(at("base\nnet"), "all", others)).toEqual({ "main.net": main.replaceAll("base", "all") });
  });

  it("renames parameters with the arguments that name them", () => {
    expect(renamed(at("act=gelu"), "activation", others)).toEqual({
      "main.net": main.replace("act=gelu", "activation=gelu"),
      "part.net": part.replace("act:", "activation:").replace("-> act", "-> activation"),
    });
  });

  it("renames inputs of a net that is called, and parameters through a variant", () => {
    const text = `net inner($0w: int = 4) {
  input x: f32[1, 8]
  y = x -> linear(w)
  output y
}
net narrow = inner(w=2)
net outer {
  input x: f32[1, 8]
  a = narrow(x, w=3)
  b = inner(x=x)
  output a, b
}
`;
    const plain = text.replace("$0", "");
    expect(renamedMain(text, "width")).toBe(
      plain.replace("w: int", "width: int").replace("(w)", "(width)").replaceAll("w=", "width="),
    );
    expect(renamedMain(plain.replace("input x", "input $0x"), "z")).toBe(
      plain.replace("input x", "input z").replace("y = x", "y = z").replace("x=x", "z=x"),
    );
  });

  it("renames labels in policies, maps of weights and `@tied`", () => {
    const text = `block b(x) {
  return x -> $0c: conv(8, kernel=3) -> d: conv(8, kernel=3) @tied("c")
}
net n {
  input x: f32[1, 8, 8, 8]
  weights "w.safetensors" { "theirs.c.**": "y.repeat.*.c.**" }
  y = x -> repeat 2 { b }
  output y
  policy {
    "**.c": @int8
    "y.repeat[1].c": @fp16
    "c.*": @int8
  }
}
`;
    const plain = text.replace("$0", "");
    expect(renamedMain(text, "first")).toBe(
      plain
        .replace("c: conv", "first: conv")
        .replace('tied("c")', 'tied("first")')
        .replace('*.c.**" }', '*.first.**" }')
        .replace('**.c"', '**.first"')
        .replace("[1].c", "[1].first"),
    );
  });

  it("keeps the number behind a block's name in a path", () => {
    const text = `block $0b(x) { return x -> conv(8, kernel=3) }
net n {
  input x: f32[1, 8, 8, 8]
  y = x -> b -> b
  output y
  policy { "y.b_2.**": @int8 }
}
`;
    expect(renamedMain(text, "unit")).toContain("y.unit_2.**");
  });

  it("renames the example above a block", () => {
    const text = "## Twice.\n## example: b(8) on f32[1, 8]\nblock $0b(x, n: int) { return x -> linear(n) }\n";
    expect(renamedMain(text, "unit")).toBe(text.replace("$0b", "unit").replace(": b(8)", ": unit(8)"));
  });

  it.each([
    ["a keyword", at("stem ->"), "repeat", "word of the language"],
    ["what is no name", at("stem ->"), "2nd", "is no name"],
    ["a word that is kept", at("stem ->"), "onnx", "kept for a later version"],
    ["a name of the same scope", at("stem ->"), "body", "`body` is taken"],
    ["a name that a use would then mean", at("scale: int"), "c", "`c` is taken"],
    ["a declared block", at("own(x"), "basic", "`basic` is taken"],
    ["an operator, for a block", at("own(x"), "relu", "of the catalogue"],
    ["a label that is there", part.replace("conv1:", "$0conv1:"), "conv2", "`conv2` is taken"],
    ["an operator itself", at("conv(8"), "mine", "is part of the language"],
    ["what is nowhere declared", "net n {\n  y = $0nowhere\n}\n", "x", "not known where"],
    ["nothing", "net n {\n$0\n}\n", "x", "no name here"],
  ])("refuses %s", (_, text, name, reason) => {
    expect(renamed(text, name, others)).toContain(reason);
  });

  it("refuses names of the standard library, also when asked first", () => {
    const text = 'import "std/a.net" { $0a }\n';
    const at = project(text, { "std/a.net": "block a(x) { return x }\n" });
    const refusal = prepareRename(at.search, at.module, at.offset);
    expect(isRefusal(refusal) && refusal.message).toContain("standard library");
  });

  it("refuses where a path means several names at once", () => {
    const text = `block a(x) { return x -> $0c: conv(8, kernel=3) }
block b(x) { return x -> c: conv(8, kernel=3) }
net n {
  input x: f32[1, 8, 8, 8]
  y = x -> a -> b
  output y
  policy { "**.c": @int8 }
}
`;
    expect(renamedMain(text, "d")).toContain("several names at once");
  });

  it("refuses where a glob with stars would match other names", () => {
    const text = `net n {
  input x: f32[1, 8]
  y = x -> $0conv1: linear(8)
  output y
  policy { "conv*": @int8 }
}
`;
    expect(renamedMain(text, "other")).toContain("mean something else");
    expect(renamedMain(text, "conv9")).toContain("conv9: linear");
  });

  it("lets a value have an operator's name, and callables and values the same", () => {
    expect(renamed(at("stem ->"), "mean", others)).toMatchObject({ "main.net": main.replaceAll("stem", "mean") });
    expect(renamed(at("stem ->"), "own", others)).toMatchObject({ "main.net": main.replaceAll("stem", "own") });
  });

  it("says what it would rename", () => {
    const { search, module, offset } = project(at("stem ->").replace("$0stem", "st$0em"), others);
    expect(prepareRename(search, module, offset)).toEqual({
      range: { start: { line: 12, character: 9 }, end: { line: 12, character: 13 } },
      placeholder: "stem",
    });
  });
});

describe("workspace symbols and calls", () => {
  it("are found by their letters", () => {
    const { search } = project(main, others);
    const names = (query: string) => workspaceSymbols(search.modules(), query).map(({ name }) => name);
    expect(names("")).toEqual(["twice", "own", "small", "big", "basic", "whole"]);
    expect(names("BSC")).toEqual(["basic"]);
  });

  it("go both ways", () => {
    const { search, module, offset } = project(at("own(x"), others);
    const [item] = prepareCallHierarchy(search, module, offset);
    expect(item).toMatchObject({ name: "own", detail: "main.net" });
    const incoming = incomingCalls(search, module, offset);
    expect(incoming.map(({ from, fromRanges }) => [from.name, fromRanges.map(({ start }) => start.line + 1)])).toEqual([
      ["big", [14]],
    ]);
    expect(outgoingCalls(search, module, offset).map(({ to }) => [to.name, to.detail])).toEqual([
      ["basic", "part.net"],
    ]);
    const basic = project(at("basic(width"), others);
    const callers = incomingCalls(basic.search, basic.module, basic.offset).map(({ from }) => from.name);
    expect(callers).toEqual(["own", "whole"]);
    expect(toOffset(module.file.lines, item?.selectionRange.start ?? { line: 0, character: 0 })).toBe(offset);
  });
});

describe("every name", () => {
  it("stands where the text has it, wherever the file is cut off", () => {
    for (let end = 0; end <= main.length; end += 3) {
      const { module } = project(main.slice(0, end));
      const { text } = module.file.lines;
      for (const { name, namespace, span } of occurrencesOf(module).all) {
        if (namespace !== "file") expect(text.slice(span.start, span.end)).toBe(name);
      }
    }
  });
});

describe("renaming all names of a file, one after the other", () => {
  // All other examples are in test/fuzz.
  it.each(["examples/unet.net", "examples/search_space.net"])("changes no figure of %s, and can be undone", renameAll);
});
