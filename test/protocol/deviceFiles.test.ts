/** Complaints about device files over `lathe lsp --stdio`: of files on the disk, of texts as they are typed, and what is left to the editor. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { device, plainTable } from "../kit/devices.ts";
import { LanguageClient } from "../kit/languageClient.ts";
import { serverCommand } from "../kit/serverCommand.ts";

const root = mkdtempSync(join(tmpdir(), "lathe-devices-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
let folder = "";
let client: LanguageClient;
beforeEach(() => {
  folder = join(root, String(folders++));
  mkdirSync(join(folder, ".lathe", "devices"), { recursive: true });
  client = new LanguageClient(process.execPath, serverCommand());
});
afterEach(async () => {
  expect(client.received.filter(({ method }) => method === "window/logMessage")).toEqual([]);
  await client.end();
});

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly {
    readonly code: string;
    readonly severity: number;
    readonly source: string;
    readonly message: string;
    readonly range: unknown;
  }[];
}

const at = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});
const path = (id: string) => join(folder, ".lathe", "devices", `${id}.json`);
const uri = (id: string) => pathToFileURL(path(id)).href;

async function start(initializationOptions: unknown = undefined, capabilities: unknown = {}): Promise<void> {
  await client.request("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "devices" }],
    capabilities,
    initializationOptions,
  });
  client.notify("initialized");
}

/** The next complaints about a file; earlier ones are forgotten. */
async function complaints(id: string): Promise<Published> {
  const published = (await client.next(
    "textDocument/publishDiagnostics",
    (params) => (params as Published).uri === uri(id),
  )) as Published;
  const index = client.received.findIndex(({ params }) => params === published);
  client.received.splice(index, 1);
  return published;
}

const unit = { unit: "cpu", name: "a core", gmacsPerSecond: { fp32: 1 }, source: "made for a test" } as const;
const donor = {
  device: "other",
  unit: "cpu",
  runtime: "xnnpack",
  precision: "fp32",
  threads: 1,
  scale: 2,
  n: 5,
} as const;
const provenance = { ...plainTable.provenance, date: "2024-01-31" };
const table = { ...plainTable, provenance };
const board = device("board", { units: [unit], tables: [table] });
const open = (id: string, text: string) =>
  client.notify("textDocument/didOpen", { textDocument: { uri: uri(id), languageId: "json", version: 1, text } });
const type = (id: string, version: number, text: string) =>
  client.notify("textDocument/didChange", { textDocument: { uri: uri(id), version }, contentChanges: [{ text }] });

describe("complaints about device files", () => {
  it("come of what is typed, and of the disk when the text is closed", async () => {
    writeFileSync(path("board"), JSON.stringify(board, null, 2));
    await start();
    open("board", '{\n  "id": "board",\n  "kind": "toaster"\n}\n');
    const first = await complaints("board");
    expect(first).toMatchObject({ version: 1 });
    expect(first.diagnostics).toContainEqual({
      code: "misfit-device",
      severity: 1,
      source: "lathe",
      message: expect.stringMatching(/^It must be one of phone,/),
      range: at(2, 10, 19),
    });
    type("board", 2, JSON.stringify({ ...board, tables: [plainTable] }));
    expect((await complaints("board")).diagnostics).toMatchObject([
      { code: "doubtful-device", severity: 2, message: expect.stringMatching(/^There is no date/) },
    ]);
    client.notify("textDocument/didClose", { textDocument: { uri: uri("board") } });
    expect((await complaints("board")).diagnostics).toEqual([]);
  });

  it("come of files that nobody opened, and anew when a donor appears or its file goes", async () => {
    writeFileSync(path("board"), JSON.stringify({ ...board, tables: [{ ...table, donor }] }));
    await start();
    expect((await complaints("board")).diagnostics).toMatchObject([
      { severity: 1, message: expect.stringContaining("The donor leads nowhere: There is no device `other`") },
    ]);
    writeFileSync(path("other"), JSON.stringify(device("other", { units: [unit], tables: [table] })));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri("other"), type: 1 }] });
    expect((await complaints("board")).diagnostics).toEqual([]);
    rmSync(path("other"));
    // As an editor that watches no files tells it.
    open("board", JSON.stringify({ ...board, tables: [{ ...table, donor }] }));
    client.notify("textDocument/didSave", { textDocument: { uri: uri("board") } });
    expect((await complaints("board")).diagnostics).toHaveLength(1);
    client.notify("textDocument/didClose", { textDocument: { uri: uri("board") } });
    rmSync(path("board"));
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri("board"), type: 3 }] });
    expect((await complaints("board")).diagnostics).toEqual([]);
  });

  it("leave the schema of open files to a client that checks it, which is asked for their texts", async () => {
    const misfit = JSON.stringify({ ...board, kind: "toaster" });
    writeFileSync(path("board"), misfit);
    await start({ checksSchemas: true }, { textDocument: { synchronization: { dynamicRegistration: true } } });
    const { registrations } = (await client.next("client/registerCapability")) as {
      readonly registrations: readonly { readonly method: string; readonly registerOptions: unknown }[];
    };
    expect(registrations.map(({ method }) => method)).toEqual(
      ["didOpen", "didChange", "didSave", "didClose"].map((name) => `textDocument/${name}`),
    );
    for (const { registerOptions } of registrations)
      expect(registerOptions).toMatchObject({
        documentSelector: [{ scheme: "file", pattern: "**/.lathe/devices/*.json" }],
      });
    // Nobody else looks at a file that is not open.
    expect((await complaints("board")).diagnostics).toMatchObject([{ code: "misfit-device" }]);
    open("board", misfit);
    expect((await complaints("board")).diagnostics).toEqual([]);
    type("board", 2, JSON.stringify({ ...board, tables: [plainTable] }));
    expect((await complaints("board")).diagnostics).toMatchObject([{ code: "doubtful-device" }]);
  });

  it("are of nothing else that is JSON, and nothing takes such a file for a net", async () => {
    await start();
    const other = pathToFileURL(join(folder, "package.json")).href;
    client.notify("textDocument/didOpen", { textDocument: { uri: other, languageId: "json", version: 1, text: "{" } });
    open("board", "{");
    expect((await complaints("board")).diagnostics).toMatchObject([{ code: "not-json" }]);
    for (const each of [other, uri("board")]) {
      expect(await client.request("textDocument/documentSymbol", { textDocument: { uri: each } })).toEqual([]);
      expect(await client.request("textDocument/diagnostic", { textDocument: { uri: each } })).toMatchObject({
        items: [],
      });
    }
    // Longer than a text rests.
    await new Promise((resolve) => setTimeout(resolve, 400));
    const uris = client.received.flatMap(({ params }) => (params as Published | undefined)?.uri ?? []);
    expect(uris).toEqual([]);
  });
});
