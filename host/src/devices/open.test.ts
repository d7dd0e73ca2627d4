import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Device, isRefusal, type Refusal } from "@lathe/engine";
import { afterAll, describe, expect, it } from "vitest";
import { openDevices, shippedFiles } from "./open.ts";
import { maximumDeviceBytes, readDevice } from "./read.ts";
import { deviceValidator } from "./validate.ts";

const root = mkdtempSync(join(tmpdir(), "lathe-devices-"));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

const board = { id: "board", name: "a board", kind: "board", units: [], takes: [], tables: [] };

/** A workspace folder with device files. */
function workspace(files: Readonly<Record<string, unknown>>): { readonly folder: string; readonly uri: string } {
  const folder = join(root, String(count++));
  mkdirSync(join(folder, ".lathe", "devices"), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(folder, ".lathe", "devices", `${name}.json`), text);
  }
  return { folder, uri: `${pathToFileURL(folder).href}/` };
}

const found = (result: Device | Refusal) => (isRefusal(result) ? result.message : result.name);

describe("devices", () => {
  it("that ship fit the schema, each under its own name", async () => {
    const validate = await deviceValidator();
    const files = shippedFiles();
    expect(files.size).toBeGreaterThan(1);
    for (const [id, file] of files) expect(found(readDevice(file, validate)), id).not.toMatch(/cannot|no device/);
    for (const [id, { path }] of files) expect(JSON.parse(readFileSync(path, "utf8")).id).toBe(id);
  });

  it("of the workspace are known beside those that ship, and win over them", async () => {
    const { uri } = workspace({ board, pixel4: { ...board, id: "pixel4", name: "my own" } });
    const devices = await openDevices([uri]);
    expect(devices.ids).toContain("board");
    expect(devices.ids).toContain("host");
    expect(found(devices.get("board"))).toBe("a board");
    expect(found(devices.get("pixel4"))).toBe("my own");
    expect(devices.ids.filter((id) => id === "pixel4")).toHaveLength(1);
  });

  it("are found by their other names", async () => {
    const { uri } = workspace({ board: { ...board, aliases: ["bread_board"] } });
    expect(found((await openDevices([uri])).get("bread_board"))).toBe("a board");
  });

  it("may be a table file that somebody names", async () => {
    const { folder } = workspace({ table: { ...board, name: "measured" } });
    const path = join(folder, ".lathe", "devices", "table.json");
    const devices = await openDevices([], new Map([["./table.json", path]]));
    expect(found(devices.get("./table.json"))).toBe("measured");
    expect(devices.ids).not.toContain("./table.json");
  });

  it("that are not there are refused with the nearest name", async () => {
    const refusal = (await openDevices([])).get("pixle4");
    expect(refusal).toMatchObject({ code: "unknown-device", help: "Did you mean `pixel4`?" });
  });
});

describe("a file that is no device", () => {
  const messageOf = async (content: unknown) => {
    const { uri } = workspace({ board: content });
    return found((await openDevices([uri])).get("board"));
  };

  it("is refused with its name and the place", async () => {
    expect(await messageOf({ ...board, tables: [{}] })).toMatch(
      /^\.lathe\/devices\/board\.json is no device file: \/tables\/0 lacks `unit`\. 4 more: /,
    );
    expect(await messageOf({ ...board, kind: "toaster" })).toContain("/kind must be one of phone, board,");
    expect(await messageOf({ ...board, colour: "red" })).toContain("/ has a property `colour` that is not known");
  });

  it("is refused where it is not JSON, with line and column and without its text", async () => {
    const message = await messageOf('{\n  "secret" }');
    expect(message).toBe(".lathe/devices/board.json cannot be read: it is not JSON (line 2, column 12).");
    expect(await messageOf("{")).toContain("it is not JSON (line 1, column 2)");
  });

  it("is refused where it is larger than 5 MiB", async () => {
    expect(await messageOf(" ".repeat(maximumDeviceBytes + 1))).toContain("it is larger than 5 MiB");
  });

  it("is refused where it is a link, or in a folder that is one", async () => {
    const outside = workspace({ board });
    const path = join(outside.folder, ".lathe", "devices", "board.json");
    const linked = workspace({});
    symlinkSync(path, join(linked.folder, ".lathe", "devices", "board.json"));
    expect(found((await openDevices([linked.uri])).get("board"))).toContain("it is a link, or in a folder that is one");
    const folder = join(root, String(count++));
    mkdirSync(folder);
    symlinkSync(join(outside.folder, ".lathe"), join(folder, ".lathe"));
    const devices = await openDevices([`${pathToFileURL(folder).href}/`]);
    expect(found(devices.get("board"))).toContain("it is a link, or in a folder that is one");
  });
});
