/** Devices of a workspace over `lathe lsp --stdio`: they are known at once, and again when their file changes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { device, plainTable } from "../kit/devices.ts";
import { LanguageClient } from "../kit/languageClient.ts";
import { serverCommand } from "../kit/serverCommand.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-devices-"));
const client = new LanguageClient(process.execPath, serverCommand());
afterAll(async () => {
  await client.end();
  rmSync(folder, { recursive: true });
});

interface Published {
  readonly version?: number;
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

it("judges budgets on a device of the workspace, and anew when it changes", async () => {
  mkdirSync(join(folder, ".lathe", "devices"), { recursive: true });
  const file = join(folder, ".lathe", "devices", "mine.json");
  const write = (msPerGmac: number) =>
    writeFileSync(
      file,
      JSON.stringify(device("mine", { tables: [{ ...plainTable, coefficients: { linear: { msPerGmac } } }] })),
    );
  // 64 MACs take 64 µs.
  write(1e6);
  await client.request("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "devices" }],
    capabilities: {},
  });
  client.notify("initialized");
  const uri = pathToFileURL(join(folder, "a.net")).href;
  const text =
    "net n {\n  input x: f32[1, 8]\n  budget mine { latency <= 20us }\n  y = x -> linear(8)\n  output y\n}\n";
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "lathe", version: 1, text } });
  const broken = (params: unknown) => (params as Published).diagnostics.some(({ code }) => code === "budget-broken");
  const published = (await client.next("textDocument/publishDiagnostics", broken)) as Published;
  expect(published.diagnostics[0]?.message).toContain("`latency` on mine is 64.0 µs");
  // A tenth of that is within the limit, also by its band.
  write(1e5);
  client.received.length = 0;
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: pathToFileURL(file).href, type: 2 }] });
  const kept = (await client.next(
    "textDocument/publishDiagnostics",
    (params) => (params as Published).diagnostics.length === 0,
  )) as Published;
  expect(kept.diagnostics).toEqual([]);
});
