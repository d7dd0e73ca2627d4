/** What an editor other than VS Code gets from `lathe lsp --stdio` to read and lay out a file by. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../kit/files.ts";
import { LanguageClient } from "../kit/languageClient.ts";
import { serverCommand } from "../kit/serverCommand.ts";

const file = join(root, "examples/mobilenet.net");
const textDocument = { uri: pathToFileURL(file).href };
const text = readFileSync(file, "utf8");
const rows = text.split("\n");
const options = { tabSize: 2, insertSpaces: true };

/** The first line that holds a piece, and where in it. */
function positionOf(piece: string): { readonly line: number; readonly character: number } {
  const line = rows.findIndex((row) => row.includes(piece));
  return { line, character: rows[line]?.indexOf(piece) ?? 0 };
}

async function start(capabilities: object): Promise<{ client: LanguageClient; offered: Record<string, unknown> }> {
  const client = new LanguageClient(process.execPath, serverCommand());
  const result = (await client.request("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: "lathe" }],
    capabilities,
  })) as { capabilities: Record<string, unknown> };
  client.notify("initialized");
  return { client, offered: result.capabilities };
}

describe("reading a file over stdio", () => {
  let client: LanguageClient;
  let offered: Record<string, unknown>;
  let version = 1;
  const edit = (content: string): void => {
    version += 1;
    client.notify("textDocument/didChange", {
      textDocument: { ...textDocument, version },
      contentChanges: [{ text: content }],
    });
  };

  beforeAll(async () => {
    // As Neovim and Emacs do, it asks for diagnostics.
    ({ client, offered } = await start({ textDocument: { diagnostic: {} } }));
    client.notify("textDocument/didOpen", { textDocument: { ...textDocument, languageId: "lathe", version, text } });
  });

  it("gives every name its meaning, then only what changed", async () => {
    const { legend } = offered.semanticTokensProvider as { legend: { tokenTypes: string[]; tokenModifiers: string[] } };
    const full = (await client.request("textDocument/semanticTokens/full", { textDocument })) as {
      resultId: string;
      data: number[];
    };
    const found: string[] = [];
    let [line, column] = [0, 0];
    for (let i = 0; i < full.data.length; i += 5) {
      const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = full.data.slice(i, i + 5);
      [line, column] = [line + down, down === 0 ? column + right : right];
      const names = legend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
      found.push([rows[line]?.slice(column, column + length), legend.tokenTypes[type], ...names].join(" "));
    }
    // The block comes from the library: its file had to be read for that.
    expect(found).toEqual(
      expect.arrayContaining([
        "inverted_residual struct declaration defaultLibrary",
        "mobilenet_v2 class declaration",
        "conv method defaultLibrary",
        "kernel argument",
        "classifier label declaration",
      ]),
    );
    edit(text.replace("classifier:", "classify:"));
    const delta = (await client.request("textDocument/semanticTokens/full/delta", {
      textDocument,
      previousResultId: full.resultId,
    })) as { edits: { start: number; deleteCount: number; data: number[] }[] };
    expect(delta.edits).toHaveLength(1);
    expect(delta.edits[0]?.data.length).toBeLessThan(10);
    edit(text);
    const at = positionOf("classifier:").line;
    const range = { start: { line: at, character: 0 }, end: { line: at + 1, character: 0 } };
    const part = (await client.request("textDocument/semanticTokens/range", { textDocument, range })) as {
      data: number[];
    };
    expect(part.data[0]).toBe(at);
    expect(part.data.length).toBeLessThan(full.data.length / 2);
  });

  it("folds and grows selections", async () => {
    const folds = await client.request("textDocument/foldingRange", { textDocument });
    expect(folds).toContainEqual(expect.objectContaining({ startLine: positionOf("net mobilenet_v2(").line }));
    const position = positionOf("kernel=3");
    const [selected] = (await client.request("textDocument/selectionRange", {
      textDocument,
      positions: [position],
    })) as [{ range: { start: object; end: object }; parent: object }];
    expect(selected.range).toEqual({
      start: position,
      end: { ...position, character: position.character + "kernel".length },
    });
    expect(selected.parent).toBeDefined();
  });

  it("links imports to their files", async () => {
    const links = (await client.request("textDocument/documentLink", { textDocument })) as { target: string }[];
    expect(links.map(({ target }) => readFileSync(new URL(target), "utf8"))).toEqual([
      expect.stringContaining("block inverted_residual"),
    ]);
  });

  it("formats the lines it is asked to", async () => {
    const { line, character } = positionOf("->");
    edit(
      rows.map((row, index) => (index === line || index === line + 1 ? row.replace("->", " ->  ") : row)).join("\n"),
    );
    const range = { start: { line, character }, end: { line, character: character + 1 } };
    const edits = (await client.request("textDocument/rangeFormatting", { textDocument, range, options })) as {
      range: { start: { line: number }; end: { line: number } };
      newText: string;
    }[];
    expect(edits).toHaveLength(1);
    expect(edits[0]?.range.start.line).toBe(line);
    edit(text);
    expect(await client.request("textDocument/formatting", { textDocument, options })).toEqual([]);
  });

  it("answers what editors ask by themselves for the newest text only when typing is faster", async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    // As an editor does, it asks for everything after each character.
    const methods = ["codeLens", "semanticTokens/full", "inlayHint"];
    const answers = [..."1234567"].map((digit) => {
      edit(text.replace("kernel=3", `kernel=${digit}`));
      return methods.map((method) =>
        client.request(`textDocument/${method}`, { textDocument, range }).then(
          () => "answered",
          (error: unknown) => String(error),
        ),
      );
    });
    const outcomes = await Promise.all(answers.map((each) => Promise.all(each)));
    expect(outcomes.at(-1)).toEqual(methods.map(() => "answered"));
    expect(outcomes.flat().filter((outcome) => outcome !== "answered")).not.toEqual([]);
    for (const outcome of outcomes.flat()) expect(outcome).toMatch(/^answered$|The text has changed\.$/);
    edit(text);
  });

  it("answers who asks for diagnostics, says when they are the same, and pushes none", async () => {
    const pull = async (previousResultId?: string) =>
      (await client.request("textDocument/diagnostic", { textDocument, previousResultId })) as {
        kind: string;
        resultId: string;
        items?: { message: string; severity: number }[];
      };
    // What is slow on its targets is no complaint.
    const complaints = ({ items = [] }: Awaited<ReturnType<typeof pull>>) =>
      items.filter(({ severity }) => severity < 3);
    const good = await pull();
    expect(good.kind).toBe("full");
    expect(complaints(good)).toEqual([]);
    expect(await pull(good.resultId)).toEqual({ kind: "unchanged", resultId: good.resultId });
    edit(text.replace("kernel=3", "kernle=3"));
    const bad = await pull(good.resultId);
    expect(JSON.stringify(bad.items)).toContain("Did you mean `kernel`?");
    edit(text);
    const again = await pull(bad.resultId);
    expect(again.kind).toBe("full");
    expect(complaints(again)).toEqual([]);
    expect(client.received.filter(({ method }) => method === "textDocument/publishDiagnostics")).toEqual([]);
  });

  afterAll(async () => {
    expect(await client.end()).toBe(0);
  });
});

describe("an editor that does not ask", () => {
  it("gets diagnostics pushed", async () => {
    const { client } = await start({});
    mkdirSync(join(root, ".cache"), { recursive: true });
    const folder = mkdtempSync(join(root, ".cache/reading-"));
    try {
      const path = join(folder, "n.net");
      const wrong = "net n {\n  input x: f32[1, 8]\n  y = x -> liner(8)\n  output y\n}\n";
      writeFileSync(path, wrong);
      const own = { uri: pathToFileURL(path).href };
      client.notify("textDocument/didOpen", { textDocument: { ...own, languageId: "lathe", version: 1, text: wrong } });
      expect(JSON.stringify(await client.next("textDocument/publishDiagnostics"))).toContain("liner");
    } finally {
      rmSync(folder, { recursive: true });
      expect(await client.end()).toBe(0);
    }
  });
});
