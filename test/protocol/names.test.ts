/** Names through the protocol: a plain client asks where they are declared and used, and renames them across files. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../kit/files.ts";
import { LanguageClient } from "../kit/languageClient.ts";

const part = "block unit(x, out: int) {\n  return x -> conv1: conv(out, kernel=3)\n}\n";
const main = `import "part.net" { unit }
import "std/resnet.net" { basic }
net n {
  input x: f32[1, 3, 8, 8]
  stem = x -> unit(8, out=8) -> basic(8)
  y = stem -> unit(16)
  output y
  policy { "stem.unit.conv1": @int8 }
}
`;

interface Place {
  readonly uri: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

function positionOf(piece: string): { line: number; character: number } {
  const before = main.slice(0, main.indexOf(piece)).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe("names over stdio", () => {
  let client: LanguageClient;
  let folder: string;
  let uri: string;
  const ask = (method: string, piece: string, more: object = {}) =>
    client.request(method, { textDocument: { uri }, position: positionOf(piece), ...more });
  const places = (answer: unknown) =>
    (answer as readonly Place[]).map(
      (place) => `${place.uri.slice(place.uri.lastIndexOf("/") + 1)}:${place.range.start.line + 1}`,
    );

  beforeAll(async () => {
    mkdirSync(join(root, ".cache"), { recursive: true });
    folder = realpathSync(mkdtempSync(join(root, ".cache/names-")));
    writeFileSync(join(folder, "part.net"), part);
    uri = pathToFileURL(join(folder, "main.net")).href;
    client = new LanguageClient(process.execPath, [join(root, "server/src/node.ts"), "--stdio"]);
    await client.request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "names" }],
      capabilities: {},
    });
    client.notify("initialized");
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "lathe", version: 1, text: main } });
  });

  it("finds definitions in other files and in the library", async () => {
    expect(places(await ask("textDocument/definition", "unit(8"))).toEqual(["part.net:1"]);
    expect(places(await ask("textDocument/definition", "out=8"))).toEqual(["part.net:1"]);
    expect(places(await ask("textDocument/definition", "conv1"))).toEqual(["part.net:2"]);
    expect(places(await ask("textDocument/definition", "part.net"))).toEqual(["part.net:1"]);
    expect(JSON.stringify(await ask("textDocument/definition", "basic(8)"))).toContain("library/std/resnet.net");
    expect(places(await ask("textDocument/typeDefinition", "y\n"))).toEqual(["part.net:1"]);
  });

  it("finds references and highlights", async () => {
    const context = { includeDeclaration: true };
    expect(places(await ask("textDocument/references", "unit(8", { context }))).toEqual([
      "main.net:1",
      "main.net:5",
      "main.net:6",
      "main.net:8",
      "part.net:1",
    ]);
    expect(await ask("textDocument/documentHighlight", "stem =")).toHaveLength(3);
  });

  it("renames across files, and says why it does not", async () => {
    expect(await ask("textDocument/prepareRename", "unit(8")).toMatchObject({ placeholder: "unit" });
    const edit = await ask("textDocument/rename", "unit(8", { newName: "cell" });
    expect(edit).toMatchObject({
      changes: { [uri]: Array.from({ length: 4 }, () => ({ newText: "cell" })) },
    });
    expect(JSON.stringify(edit)).toContain("part.net");
    await expect(ask("textDocument/prepareRename", "basic(8)")).rejects.toThrow("standard library");
    await expect(ask("textDocument/rename", "stem =", { newName: "y" })).rejects.toThrow("`y` is taken");
    await expect(ask("textDocument/rename", "unit(8", { newName: "relu" })).rejects.toThrow("of the catalogue");
  });

  it("finds declarations by their letters, and who calls whom", async () => {
    const symbols = (await client.request("workspace/symbol", { query: "unt" })) as readonly { name: string }[];
    expect(symbols.map(({ name }) => name)).toEqual(["unit"]);
    const [item] = (await ask("textDocument/prepareCallHierarchy", "unit(8")) as readonly unknown[];
    const incoming = await client.request("callHierarchy/incomingCalls", { item });
    expect(incoming).toMatchObject([{ from: { name: "n" }, fromRanges: [{}, {}] }]);
    const [net] = (await ask("textDocument/prepareCallHierarchy", "n {")) as readonly unknown[];
    const outgoing = (await client.request("callHierarchy/outgoingCalls", { item: net })) as readonly {
      to: { name: string };
    }[];
    expect(outgoing.map(({ to }) => to.name)).toEqual(["unit", "basic"]);
  });

  it("gives nothing for what is half typed", async () => {
    client.notify("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: "net n {\n  y = x -> unit(\n" }],
    });
    const position = { line: 1, character: 13 };
    expect(await client.request("textDocument/definition", { textDocument: { uri }, position })).toEqual([]);
    await expect(client.request("textDocument/prepareRename", { textDocument: { uri }, position })).rejects.toThrow(
      "not known where",
    );
  });

  afterAll(async () => {
    expect(await client.end()).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
