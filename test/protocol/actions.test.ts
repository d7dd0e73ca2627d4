/** Code actions over standard input and output, as any editor asks for them. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../kit/files.ts";
import { LanguageClient } from "../kit/languageClient.ts";

const uri = pathToFileURL(join(root, "examples", "unsaved.net")).href;
const textDocument = { uri };
const text = `net small {
  input x: f32[1, 16, 32, 32]
  y = x -> cnv(16, kernel=3) -> inverted_residual(24)
  output y
}
`;

interface Listed {
  readonly title: string;
  readonly kind: string;
  readonly edit?: { readonly changes: Readonly<Record<string, readonly { readonly newText: string }[]>> };
}

describe("code actions over stdio", () => {
  let client: LanguageClient;
  const listed = async (column: number, only?: readonly string[]) => {
    const position = { line: 2, character: column };
    const context = { diagnostics: [], ...(only !== undefined && { only }) };
    const range = { start: position, end: position };
    return (await client.request("textDocument/codeAction", { textDocument, range, context })) as readonly Listed[];
  };
  const column = (piece: string) => (text.split("\n")[2] ?? "").indexOf(piece) + 1;

  beforeAll(async () => {
    client = new LanguageClient(process.execPath, [join(root, "server/src/node.ts"), "--stdio"]);
    const result = await client.request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: "lathe" }],
      capabilities: {},
    });
    expect(result).toMatchObject({ capabilities: { codeActionProvider: { resolveProvider: true } } });
    client.notify("initialized");
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "lathe", version: 1, text } });
  });

  afterAll(async () => {
    await client.end();
  });

  it("offer the nearest name, with the complaint that it puts right, and its edit when it is picked", async () => {
    const [first] = await listed(column("cnv"), ["quickfix"]);
    expect(first).toMatchObject({
      title: "Replace by `conv`",
      kind: "quickfix",
      isPreferred: true,
      diagnostics: [{ code: "unknown-operator" }],
    });
    expect(first?.edit).toBeUndefined();
    const resolved = (await client.request("codeAction/resolve", first)) as Listed;
    expect(resolved.edit?.changes[uri]).toEqual([
      { range: { start: { line: 2, character: 11 }, end: { line: 2, character: 14 } }, newText: "conv" },
    ]);
  });

  it("import from the standard library", async () => {
    const [first] = await listed(column("inverted_residual"));
    expect(first?.title).toBe('Import `inverted_residual` from "std/mobile.net"');
    const resolved = (await client.request("codeAction/resolve", first)) as Listed;
    expect(resolved.edit?.changes[uri]?.[0]?.newText).toBe('import "std/mobile.net" { inverted_residual }\n\n');
  });

  it("are of the kinds that were asked for", async () => {
    const kinds = (await listed(column("16, kernel"), ["refactor"])).map(({ kind }) => kind);
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.every((kind) => kind.startsWith("refactor."))).toBe(true);
  });
});
