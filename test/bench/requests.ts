/** Every request of the server over its real protocol, right after a key stroke; its start, its memory, and fast typing. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { showMethod } from "@lathe/protocol";
import { projectFiles, readText, root } from "../kit/files.ts";
import { flatNet } from "../kit/flatNet.ts";
import { LanguageClient } from "../kit/languageClient.ts";
import { serverCommand } from "../kit/serverCommand.ts";
import { printTimes } from "../kit/times.ts";

const command = serverCommand();

interface Served {
  readonly client: LanguageClient;
  /** Names of what the server offers: `hoverProvider` and so on. */
  readonly offered: ReadonlySet<string>;
}

async function start(): Promise<Served> {
  const client = new LanguageClient(process.execPath, command);
  const result = (await client.request("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: "lathe" }],
    capabilities: { textDocument: { diagnostic: {} } },
  })) as { readonly capabilities: object };
  client.notify("initialized");
  return { client, offered: new Set(Object.keys(result.capabilities)) };
}

/** A text in the editor, and where one types in it. */
class Document {
  readonly textDocument: { readonly uri: string };
  readonly client: LanguageClient;
  version = 1;
  private readonly lines: string[];

  constructor(client: LanguageClient, name: string, text: string) {
    this.client = client;
    this.textDocument = { uri: pathToFileURL(join(root, name)).href };
    this.lines = text.split("\n");
    client.notify("textDocument/didOpen", {
      textDocument: { ...this.textDocument, languageId: "lathe", version: 1, text },
    });
  }

  /** The place of a piece of the text. */
  positionOf(piece: string, offset = 0): { readonly line: number; readonly character: number } {
    const line = this.lines.findIndex((row) => row.includes(piece));
    if (line === -1) throw new Error(`the text has no ${piece}`);
    return { line, character: (this.lines[line]?.indexOf(piece) ?? 0) + offset };
  }

  /** Puts something in the place of what stands between two columns. */
  type(line: number, from: number, to: number, text: string): void {
    const row = this.lines[line] ?? "";
    this.lines[line] = row.slice(0, from) + text + row.slice(to);
    this.version += 1;
    const range = { start: { line, character: from }, end: { line, character: to } };
    this.client.notify("textDocument/didChange", {
      textDocument: { ...this.textDocument, version: this.version },
      contentChanges: [{ range, text }],
    });
  }

  /** The lines around a place: what an editor shows. */
  screen(line: number) {
    return { start: { line: Math.max(0, line - 30), character: 0 }, end: { line: line + 30, character: 0 } };
  }
}

interface Asked {
  readonly method: string;
  readonly params?: object;
  readonly note?: string;
}

/** What is asked, by what the server offers: at a call such as `conv(64,`, and of the name of a binding. */
function requests(document: Document, piece: string, name: string): Readonly<Record<string, Asked | undefined>> {
  const { textDocument } = document;
  const position = document.positionOf(piece, 2);
  const at = { textDocument, position };
  const named = { textDocument, position: document.positionOf(name, 1) };
  const screen = document.screen(position.line);
  const here = { start: position, end: position };
  const options = { tabSize: 2, insertSpaces: true };
  return {
    inlayHintProvider: { method: "textDocument/inlayHint", params: { textDocument, range: screen } },
    codeLensProvider: { method: "textDocument/codeLens" },
    hoverProvider: { method: "textDocument/hover", params: at },
    completionProvider: { method: "textDocument/completion", params: at, note: "asked on ResNet-50: ≤ 10 ms" },
    signatureHelpProvider: {
      method: "textDocument/signatureHelp",
      params: { textDocument, position: { ...position, character: position.character + piece.length - 2 } },
    },
    definitionProvider: { method: "textDocument/definition", params: named },
    typeDefinitionProvider: { method: "textDocument/typeDefinition", params: named },
    implementationProvider: { method: "textDocument/implementation", params: named },
    referencesProvider: {
      method: "textDocument/references",
      params: { ...named, context: { includeDeclaration: true } },
    },
    documentHighlightProvider: { method: "textDocument/documentHighlight", params: named },
    renameProvider: { method: "textDocument/rename", params: { ...named, newName: "renamed" } },
    documentSymbolProvider: { method: "textDocument/documentSymbol" },
    workspaceSymbolProvider: { method: "workspace/symbol", params: { query: "res" } },
    callHierarchyProvider: { method: "textDocument/prepareCallHierarchy", params: at },
    codeActionProvider: {
      method: "textDocument/codeAction",
      params: { textDocument, range: here, context: { diagnostics: [] } },
    },
    documentFormattingProvider: { method: "textDocument/formatting", params: { textDocument, options } },
    documentRangeFormattingProvider: {
      method: "textDocument/rangeFormatting",
      params: { textDocument, range: here, options },
    },
    foldingRangeProvider: { method: "textDocument/foldingRange" },
    selectionRangeProvider: { method: "textDocument/selectionRange", params: { textDocument, positions: [position] } },
    documentLinkProvider: { method: "textDocument/documentLink" },
    semanticTokensProvider: { method: "textDocument/semanticTokens/full" },
    diagnosticProvider: { method: "textDocument/diagnostic", note: "waits 150 ms for the next key stroke" },
  };
}

/** From a key stroke that changes a number to the answer. */
async function measureRequests(
  served: Served,
  document: Document,
  [piece, name]: readonly [string, string],
  rounds: number,
): Promise<void> {
  const all = requests(document, piece, name);
  const number = document.positionOf(piece, piece.length - 3);
  for (const provider of served.offered) {
    const asked = all[provider];
    if (asked === undefined) {
      if (/Provider$/.test(provider)) console.log(`${provider}: not measured`);
      continue;
    }
    const times: number[] = [];
    for (let round = 0; round < rounds * 1.25; round++) {
      // Another number of two digits each time, so that figures change.
      document.type(number.line, number.character, number.character + 2, String(32 + (round % 4) * 8));
      const began = performance.now();
      await document.client.request(asked.method, asked.params ?? { textDocument: document.textDocument });
      times.push(performance.now() - began);
    }
    const note = asked.note === undefined ? "" : ` (${asked.note})`;
    printTimes(`${asked.method}${note}`, times.slice(rounds / 4));
  }
}

async function measureStart(text: string): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 12; round++) {
    const began = performance.now();
    const { client } = await start();
    const { textDocument, screen } = new Document(client, "examples/resnet.net", text);
    await client.request("textDocument/inlayHint", { textDocument, range: screen(0) });
    times.push(performance.now() - began);
    await client.end();
  }
  printTimes("from the start of the server to the first hints of ResNet-50 (asked: ≤ 500 ms)", times.slice(2));
}

/** Two hundred characters at thirty per second, with the hints asked for after each, as editors do. */
async function measureTyping(name: string, document: Document, piece: string): Promise<void> {
  const { line } = document.positionOf(piece);
  const typed = "# typed as fast as anybody can, ".repeat(7).slice(0, 200);
  const column = document.positionOf(piece).character;
  const behind: number[] = [];
  const times: number[] = [];
  const answers: Promise<void>[] = [];
  // Opening the file is another matter.
  const { textDocument } = document;
  await document.client.request("textDocument/inlayHint", { textDocument, range: document.screen(line) });
  const began = performance.now();
  for (const [index, sign] of [...typed].entries()) {
    const due = began + (index * 1000) / 30;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    document.type(line, column + index, column + index, sign);
    const { version } = document;
    const sent = performance.now();
    const asked = { textDocument, range: document.screen(line) };
    answers.push(
      document.client.request("textDocument/inlayHint", asked).then(
        () => {
          behind.push(document.version - version);
          times.push(performance.now() - sent);
        },
        // The server has seen a later text meanwhile, and says so: the editor shows nothing old.
        () => undefined,
      ),
    );
  }
  await Promise.all(answers);
  document.type(line, column, column + typed.length, "");
  const most = Math.max(...behind);
  const of = `${behind.length} of ${typed.length}`;
  console.log(
    `typing 200 characters at 30 per second in ${name}: hints at most ${most} texts behind (asked: ≤ 1), ${of} asked were shown`,
  );
  printTimes("  from a character to its hints", times);
}

/** Bytes of a process in memory, now and at most where the system says so. */
function memoryOf(pid: number): string {
  const [resident = 0] = execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })
    .trim()
    .split(/\s+/)
    .map(Number);
  return `${((resident * 1024) / 1e6).toFixed(0)} MB`;
}

async function measureMemory(): Promise<void> {
  const { client } = await start();
  const empty = memoryOf(client.pid ?? 0);
  const files = projectFiles().filter((file) => /^(?:examples|library)\/.*\.net$/.test(file));
  for (const file of files) {
    const { textDocument } = new Document(client, file, readText(file));
    const range = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
    await client.request("textDocument/inlayHint", { textDocument, range });
    await client.request("textDocument/semanticTokens/full", { textDocument });
  }
  const { pid = 0 } = client;
  console.log(
    `memory of the server: ${memoryOf(pid)} with ${files.length} files open at once, the whole zoo (asked: ≤ 300 MB); ${empty} at its start`,
  );
  await client.end();
}

const resnet = readText("examples/resnet.net");
console.log(`node ${command.map((word) => word.replace(`${root}/`, "")).join(" ")}`);
await measureStart(resnet);
{
  console.log("\neach request right after a key stroke in ResNet-50 (asked: ≤ 20 ms)");
  const served = await start();
  const document = new Document(served.client, "examples/resnet.net", resnet);
  await measureRequests(served, document, ["conv(64,", "stem ="], 60);
  await measureTyping("ResNet-50", document, "conv(64,");
  await served.client.end();
}
{
  console.log("\nthe same with two targets, and latency behind the lines (asked: ≤ 20 ms)");
  const served = await start();
  await served.client.request(showMethod, { figure: "latency" });
  const onTwo = resnet.replace("  input image", "  target pixel4, stm32h743\n  input image");
  const document = new Document(served.client, "examples/resnet.net", onTwo);
  await measureRequests(served, document, ["conv(64,", "stem ="], 60);
  await measureTyping("ResNet-50 on two targets", document, "conv(64,");
  await served.client.end();
}
{
  console.log("\nthe same in 10,000 lines written flat (asked: ≤ 100 ms)");
  const served = await start();
  const document = new Document(served.client, "examples/flat.net", flatNet(10_000));
  await measureRequests(served, document, ["v5000 = v4999 -> conv(16,", "v5000 ="], 16);
  await measureTyping("10,000 lines", document, "v5000 = v4999");
  await served.client.end();
}
await measureMemory();
