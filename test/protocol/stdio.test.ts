/** The server over standard input and output, spoken to by a plain client: what editors other than VS Code get. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../kit/files.ts";
import { LanguageClient } from "../kit/languageClient.ts";
import { safetensors } from "../kit/tensors.ts";

const file = join(root, "examples/mobilenet.net");
const uri = pathToFileURL(file).href;
const text = readFileSync(file, "utf8");
const textDocument = { uri };
const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

interface Hint {
  readonly position: { readonly line: number };
  readonly label: string;
}

/** Line and column of a piece of the text. */
function positionOf(piece: string, offset = 0): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(piece) + offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function said(params: unknown, words: string): boolean {
  return JSON.stringify(params).includes(words);
}

describe("the server over stdio", () => {
  let client: LanguageClient;
  const hints = async () =>
    (await client.request("textDocument/inlayHint", { textDocument, range: whole })) as readonly Hint[];
  const hintAt = async (piece: string) =>
    (await hints()).find(({ position }) => position.line === positionOf(piece).line)?.label;

  beforeAll(async () => {
    client = new LanguageClient(process.execPath, [join(root, "server/src/node.ts"), "--stdio"]);
    const result = await client.request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: "lathe" }],
      capabilities: {},
    });
    expect(result).toMatchObject({ serverInfo: { name: "lathe" } });
    client.notify("initialized");
    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "lathe", version: 1, text } });
  });

  it("gives hints, through an import from the library", async () => {
    // 32·112·112 outputs × 3 channels × 9 taps = 10,838,016.
    expect(await hintAt("stem =")).toBe("32×112×112 · 10.8 M MACs");
    expect(await hintAt("classifier:")).toBe("1000 · 1.28 M MACs");
  });

  it("gives totals over the net", async () => {
    const lenses = (await client.request("textDocument/codeLens", { textDocument })) as readonly {
      command: { title: string };
    }[];
    expect(lenses[0]?.command.title).toContain("3.50 M params · 301 M MACs");
  });

  it("explains what is under the cursor", async () => {
    const hover = await client.request("textDocument/hover", { textDocument, position: positionOf("conv(ch(32)", 1) });
    expect(JSON.stringify(hover)).toContain("401,408 outputs × 3 channels per group × 9 kernel = **10,838,016**");
  });

  it("completes, outlines and formats", async () => {
    const items = (await client.request("textDocument/completion", {
      textDocument,
      position: positionOf("-> conv(ch(32)", 3),
    })) as readonly { label: string }[];
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["conv", "inverted_residual"]));
    const symbols = (await client.request("textDocument/documentSymbol", { textDocument })) as readonly {
      name: string;
    }[];
    expect(symbols.map(({ name }) => name)).toEqual(["mobilenet_v2", "mobilenet_v2_half"]);
    expect(
      await client.request("textDocument/formatting", { textDocument, options: { tabSize: 2, insertSpaces: true } }),
    ).toEqual([]);
  });

  it("says what the status bar shows", async () => {
    expect(await client.next("lathe/status")).toMatchObject({
      uri,
      net: "mobilenet_v2",
      text: "mobilenet_v2 · 301 M MACs",
    });
  });

  it("follows edits, and complains about what breaks", async () => {
    const start = positionOf("kernel=3, stride=2");
    const end = { ...start, character: start.character + "kernel=3".length };
    client.notify("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start, end }, text: "kernle=3" }],
    });
    const published = await client.next("textDocument/publishDiagnostics", (params) =>
      JSON.stringify(params).includes("kernle"),
    );
    expect(JSON.stringify(published)).toContain("Did you mean `kernel`?");
    expect(await hintAt("classifier:")).toBe("1000 · 1.28 M MACs");
    client.notify("textDocument/didChange", { textDocument: { uri, version: 3 }, contentChanges: [{ text }] });
    expect(await hintAt("stem =")).toBe("32×112×112 · 10.8 M MACs");
  });

  it("shows another figure, and another net, when told", async () => {
    await client.request("lathe/show", { figure: "params", net: { uri, name: "mobilenet_v2_half" } });
    expect(await hintAt("classifier:")).toContain("params");
    expect(
      await client.next("lathe/status", (params) => JSON.stringify(params).includes("mobilenet_v2_half ·")),
    ).toMatchObject({ figure: "params" });
    await client.request("lathe/show", { figure: "macs", net: { uri, name: "mobilenet_v2" } });
  });

  it("reads weights aside, says what is missing, and sees when their file changes", async () => {
    mkdirSync(join(root, ".cache"), { recursive: true });
    const folder = mkdtempSync(join(root, ".cache/weights-"));
    try {
      const path = join(folder, "w.safetensors");
      writeFileSync(path, safetensors({ "y.linear.weight": { shape: [4, 8] } }));
      const own = { uri: pathToFileURL(join(folder, "w.net")).href };
      const net = 'net n {\n  input x: f32[1, 8]\n  weights "w.safetensors"\n  y = x -> linear(4)\n  output y\n}\n';
      client.notify("textDocument/didOpen", { textDocument: { ...own, languageId: "lathe", version: 1, text: net } });
      const isOwn = (params: unknown) => JSON.stringify(params).includes(own.uri);
      await client.next("textDocument/publishDiagnostics", (params) => isOwn(params) && said(params, "y.linear.bias"));
      writeFileSync(path, safetensors({ "y.linear.weight": { shape: [4, 8] }, "y.linear.bias": { shape: [4] } }));
      client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: pathToFileURL(path).href, type: 2 }] });
      await client.next(
        "textDocument/publishDiagnostics",
        (params) => isOwn(params) && said(params, '"diagnostics":[]'),
      );
      const status = await client.next("lathe/status", (params) => isOwn(params) && said(params, "with weights from"));
      expect(JSON.stringify(status)).toContain("w.safetensors");
      client.notify("textDocument/didClose", { textDocument: own });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("works out the bounds of choices when it rests", async () => {
    const own = { uri: pathToFileURL(join(root, "examples/choices-in-a-test.net")).href };
    const net =
      "net n {\n  input x: f32[1, 8]\n  wide = choose(4, 16)\n  y = x -> linear(wide, bias=false)\n  output y\n}\n";
    client.notify("textDocument/didOpen", { textDocument: { ...own, languageId: "lathe", version: 1, text: net } });
    await client.next("lathe/status", (params) => said(params, own.uri) && said(params, "(32 … 128)"));
    const lenses = await client.request("textDocument/codeLens", { textDocument: own });
    expect(JSON.stringify(lenses)).toContain("32 params (32 … 128) · 32 MACs (32 … 128)");
    expect(JSON.stringify(lenses)).toContain("1 choice");
    client.notify("textDocument/didClose", { textDocument: own });
  });

  it("shows one instance of a block, and a target's policies, when told; and says what the peak holds", async () => {
    const own = { uri: pathToFileURL(join(root, "examples/shown-in-a-test.net")).href };
    const net = `block b(x, out: int) {
  return x -> linear(out, bias=false)
}
net n {
  input x: f32[1, 8]
  policy board { "**": @int8 }
  y = x -> first: b(8) -> second: b(16)
  output y
}
`;
    client.notify("textDocument/didOpen", { textDocument: { ...own, languageId: "lathe", version: 1, text: net } });
    const hintIn = async (line: number) =>
      ((await client.request("textDocument/inlayHint", { textDocument: own, range: whole })) as readonly Hint[]).find(
        ({ position }) => position.line === line,
      )?.label;
    expect(await hintIn(1)).toContain("×2 Σ 192 MACs");
    await client.request("lathe/show", { instance: { ...own, block: "b", path: "second" } });
    expect(await hintIn(1)).toContain("16 · 128 MACs");
    await client.request("lathe/show", { instance: { ...own, block: "b", path: null } });
    expect(await hintIn(1)).toContain("×2 Σ 192 MACs");
    const targets = (params: unknown) => said(params, own.uri) && said(params, '"targets":["board"]');
    await client.next("lathe/status", targets);
    await client.request("lathe/show", { target: { ...own, name: "board" } });
    // 64 + 128 weights of a byte.
    await client.next("lathe/status", (params) => targets(params) && said(params, "| size | 192 B"));
    await client.request("lathe/show", { target: { ...own, name: null } });
    expect(await client.request("lathe/peak", own)).toMatchObject({ at: "second.return.linear", total: "96 B" });
    client.notify("textDocument/didClose", { textDocument: own });
  });

  it("shows what the blocks of the library cost in their examples", async () => {
    const own = { uri: pathToFileURL(join(root, "library/std/resnet.net")).href };
    const content = readFileSync(join(root, "library/std/resnet.net"), "utf8");
    client.notify("textDocument/didOpen", { textDocument: { ...own, languageId: "lathe", version: 1, text: content } });
    const lenses = JSON.stringify(await client.request("textDocument/codeLens", { textDocument: own }));
    expect(lenses.match(/in its example/g)).toHaveLength(content.match(/^block /gm)?.length ?? -1);
    client.notify("textDocument/didClose", { textDocument: own });
  });

  it("survives half a file, an empty one and noise", async () => {
    for (const [index, content] of [
      "",
      text.slice(0, text.length / 2),
      "}}}}((((->->",
      "\u0000\u0001",
      "net {\n node a {}",
    ].entries()) {
      client.notify("textDocument/didChange", {
        textDocument: { uri, version: 10 + index },
        contentChanges: [{ text: content }],
      });
      expect(Array.isArray(await hints())).toBe(true);
    }
  });

  afterAll(async () => {
    expect(await client.end()).toBe(0);
  });
});
