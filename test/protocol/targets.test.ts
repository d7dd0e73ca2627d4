/** What an editor gets of targets: devices of the workspace beside those that ship, and what they make of a net. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { devicesMethod, type KnownDevice, showMethod, statusMethod } from "@lathe/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { device, plainTable } from "../kit/devices.ts";
import { root } from "../kit/files.ts";
import { LanguageClient } from "../kit/languageClient.ts";
import { serverCommand } from "../kit/serverCommand.ts";

mkdirSync(join(root, ".cache"), { recursive: true });
const folder = mkdtempSync(join(root, ".cache/targets-"));
const devices = join(folder, ".lathe", "devices");
const textDocument = { uri: pathToFileURL(join(folder, "n.net")).href };

/** 64 MACs, at 1e6 ms per GMAC 0.064 ms; four threads take half. */
const text = `net n {
  input x: f32[1, 8]
  target phone, pixel4
  y = x -> linear(8)
  output y
}
`;
const lines = text.split("\n");

function writePhone(msPerGmac: number): void {
  const tables = [
    { ...plainTable, coefficients: { linear: { msPerGmac } } },
    { ...plainTable, threads: 4, coefficients: { linear: { msPerGmac: msPerGmac / 2 } } },
  ];
  writeFileSync(join(devices, "phone.json"), JSON.stringify(device("phone", { tables })));
}

describe("targets over stdio", () => {
  let client: LanguageClient;
  const ask = async (method: string, params: object = {}) => client.request(method, { textDocument, ...params });
  /** Hints come anew when a device is known. */
  const hint = async (): Promise<string> => {
    const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
    const hints = (await ask("textDocument/inlayHint", { range })) as readonly { label: string }[];
    return hints[0]?.label ?? "";
  };
  const show = (params: object) => client.request(showMethod, params);
  /** Devices are read aside. */
  const eventually = async (what: () => Promise<string>, wanted: string): Promise<void> => {
    let last = "";
    for (let tries = 0; tries < 100; tries++) {
      last = await what();
      if (last === wanted) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(last).toBe(wanted);
  };

  beforeAll(async () => {
    mkdirSync(devices, { recursive: true });
    writePhone(1e6);
    client = new LanguageClient(process.execPath, serverCommand());
    await client.request("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "n" }],
      capabilities: {},
      initializationOptions: { hasCommands: true },
    });
    client.notify("initialized");
    client.notify("textDocument/didOpen", { textDocument: { ...textDocument, languageId: "lathe", version: 1, text } });
  });
  afterAll(async () => {
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows latency behind the lines when it is chosen, of the first target or of the one that is picked", async () => {
    await show({ figure: "latency" });
    await eventually(hint, "8 · 0.064 ms · peak");
    expect(
      await client.next(statusMethod, (params) => JSON.stringify(params).includes("n · phone 0.064 ms")),
    ).toMatchObject({ figure: "latency", targets: ["phone", "pixel4"], shownTarget: "phone" });
    await show({ target: { ...textDocument, name: "phone(threads=4)" } });
    expect(await hint()).toBe("8 · 0.032 ms · peak");
    await show({ target: { ...textDocument, name: null } });
  });

  it("has a lens for each target", async () => {
    const lenses = (await ask("textDocument/codeLens")) as readonly { command: { title: string; command: string } }[];
    expect(lenses.map(({ command }) => command.title)).toEqual([
      expect.stringContaining("64 MACs"),
      "phone 0.064 ms (0.03–0.13) xnnpack fp32 1 thread · shown",
      expect.stringMatching(/^pixel4 < 0\.001 ms \(< 0\.001\) xnnpack fp32 1 thread$/),
      "export to ONNX",
    ]);
  });

  it("lists every device with its variants", async () => {
    const known = (await client.request(devicesMethod)) as readonly KnownDevice[];
    expect(known.length).toBeGreaterThan(100);
    expect(known.find(({ id }) => id === "phone")?.variants.map(({ target }) => target)).toEqual([
      "phone",
      "phone(threads=4)",
    ]);
    expect(known.find(({ id }) => id === "pixel4")).toMatchObject({ name: "Google Pixel 4", chip: "Snapdragon 855" });
  });

  it("explains a call, and the device, on each target", async () => {
    const over = async (line: number, piece: string): Promise<string> => {
      const position = { line, character: (lines[line]?.indexOf(piece) ?? 0) + 1 };
      return JSON.stringify(await ask("textDocument/hover", { position })).replaceAll("\u00a0\u00a0\u200b", "");
    };
    expect(await over(3, "linear")).toContain("| time | **0.064 ms** (100.0 %) | **< 0.001 ms** (");
    expect(await over(2, "pixel4")).toContain("**Google Pixel 4** (phone, Snapdragon 855)");
    expect(await over(0, "n(")).not.toContain("is not known yet");
  });

  it("completes devices by whatever they are called, and their variants", async () => {
    const edited = text.replace("pixel4", "pixel4(threads=), ");
    client.notify("textDocument/didChange", {
      textDocument: { ...textDocument, version: 2 },
      contentChanges: [{ text: edited }],
    });
    const typed = edited.split("\n")[2] ?? "";
    const at = async (character: number) =>
      (await ask("textDocument/completion", { position: { line: 2, character } })) as readonly {
        label: string;
        filterText?: string;
      }[];
    expect((await at(typed.indexOf("=") + 1)).map(({ label }) => label)).toEqual(["1", "4"]);
    const all = await at(typed.length);
    expect(all.length).toBeGreaterThan(100);
    expect(all.find(({ label }) => label === "raspberrypi4")?.filterText).toContain("Raspberry Pi 4");
    client.notify("textDocument/didChange", {
      textDocument: { ...textDocument, version: 3 },
      contentChanges: [{ text }],
    });
  });

  it("follows a device file that changes", async () => {
    writePhone(1.5e6);
    const uri = pathToFileURL(join(devices, "phone.json")).href;
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
    await eventually(hint, "8 · 0.096 ms · peak");
  });

  it("gives way to MACs where the net has no target", async () => {
    const edited = lines.filter((line) => !line.includes("target")).join("\n");
    client.notify("textDocument/didChange", {
      textDocument: { ...textDocument, version: 4 },
      contentChanges: [{ text: edited }],
    });
    const range = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
    expect(await ask("textDocument/inlayHint", { range })).toMatchObject([{ label: "8 · 64 MACs · peak" }]);
  });
});
