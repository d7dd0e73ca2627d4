/** What helps while one writes (completion, signature help, hovers), as a plain client gets it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../kit/files.ts";
import { LanguageClient } from "../kit/languageClient.ts";
import { marked } from "../kit/marked.ts";

interface Item {
  readonly label: string;
  readonly detail?: string;
  readonly sortText?: string;
  readonly documentation?: unknown;
  readonly additionalTextEdits?: readonly { readonly newText: string }[];
}

const uri = pathToFileURL(join(root, "examples/written-in-a-test.net")).href;

describe("writing over stdio", () => {
  let client: LanguageClient;
  let version = 0;

  /** Asks at the mark of a text, which the server is told first. */
  async function ask(method: string, source: string): Promise<unknown> {
    const { text, offset } = marked(source);
    const textDocument = { uri, languageId: "lathe", version: ++version };
    if (version === 1) client.notify("textDocument/didOpen", { textDocument: { ...textDocument, text } });
    else client.notify("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    const before = text.slice(0, offset).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return client.request(method, { textDocument: { uri }, position });
  }
  const complete = async (source: string) => {
    const items = (await ask("textDocument/completion", source)) as readonly Item[];
    return [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
  };
  const net = (line: string) => `net n {\n  input x: f32[1, 3, 16, 16]\n  ${line}\n}\n`;

  beforeAll(async () => {
    client = new LanguageClient(process.execPath, [join(root, "server/src/node.ts"), "--stdio"]);
    await client.request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: "lathe" }],
      capabilities: {},
    });
    client.notify("initialized");
  });

  it("completes stages, with documentation when it is asked for", async () => {
    const items = await complete(net("y = x -> $0"));
    expect(items.slice(0, 2).map(({ label }) => label)).toEqual(["conv", "bn"]);
    expect(items[0]?.documentation).toBeUndefined();
    expect(JSON.stringify(await client.request("completionItem/resolve", items[0]))).toContain("output channels");
  });

  it("brings blocks of the library along", async () => {
    const items = await complete(net("y = x -> inverted$0"));
    const block = items.find(({ label }) => label === "inverted_residual");
    expect(block?.detail).toBe("block from std/mobile.net");
    expect(block?.additionalTextEdits?.[0]?.newText).toContain('import "std/mobile.net" { inverted_residual }');
    expect(JSON.stringify(await client.request("completionItem/resolve", block))).toContain("MobileNetV2");
  });

  it("completes names of files, and what is in them", async () => {
    const paths = (await complete('import "$0"')).map(({ label }) => label);
    expect(paths).toEqual(expect.arrayContaining(["resnet.net", "std/mobile.net"]));
    const names = (await complete('import "std/mobile.net" { $0 }')).map(({ label }) => label);
    expect(names).toEqual(expect.arrayContaining(["inverted_residual", "ghost"]));
  });

  it("completes limits with today's figures", async () => {
    const items = await complete(net("y = x -> conv(8, kernel=3)\n  output y\n  budget { $0 }"));
    // 8·3·9 weights and 8 biases.
    expect(items.find(({ label }) => label === "params")?.detail).toBe("today 224");
  });

  it("helps with signatures", async () => {
    expect(await ask("textDocument/signatureHelp", net("y = x -> conv(8, $0"))).toMatchObject({
      signatures: [{ label: expect.stringContaining("x -> conv(out, kernel, stride=1") }],
      activeParameter: 2,
    });
    expect(await ask("textDocument/signatureHelp", net("y = x -> $0conv"))).toBeNull();
  });

  it("explains what is under the cursor", async () => {
    const own = net("y = x -> conv(8, kernel=3)\n  output y\n  budget { par$0ams <= 400 }");
    expect(JSON.stringify(await ask("textDocument/hover", own))).toContain("56.0 % of it, 176 to spare");
    const library = 'import "std/mob$0ile.net" { ghost }\n';
    expect(JSON.stringify(await ask("textDocument/hover", library))).toContain("inverted_residual");
    const call = `import "std/mobile.net" { ghost }\n${net("y = x -> gh$0ost(16)\n  output y")}`;
    expect(JSON.stringify(await ask("textDocument/hover", call))).toContain("GhostNet");
  });

  it("answers at every place of a real file", async () => {
    const text = readFileSync(join(root, "examples/mobilenet.net"), "utf8");
    for (let offset = 0; offset <= text.length; offset += 97) {
      const source = `${text.slice(0, offset)}$0${text.slice(offset)}`;
      expect(Array.isArray(await ask("textDocument/completion", source))).toBe(true);
      await ask("textDocument/hover", source);
      await ask("textDocument/signatureHelp", source);
    }
  });

  afterAll(async () => {
    expect(await client.end()).toBe(0);
  });
});
