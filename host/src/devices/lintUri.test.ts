/** Findings stand where the text has what they are about, whatever its layout. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { device, devicesOf, plainTable } from "../../../test/kit/devices.ts";
import { deviceUris, lintDeviceUri } from "./lintUri.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-places-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, ".lathe", "devices"), { recursive: true });
const root = `${pathToFileURL(folder).href}/`;
const uri = `${root}.lathe/devices/board.json`;
const path = join(folder, ".lathe", "devices", "board.json");

const unit = { unit: "cpu", name: "a core", gmacsPerSecond: { fp32: 1 }, source: "made for a test" } as const;
const provenance = { ...plainTable.provenance, date: "2024-01-31" };
const grid = {
  kind: "conv 1x1",
  axes: [{ extent: "out", values: [8, 16, 32] }],
  milliseconds: [1, 0.5, 2],
};
const table = { ...plainTable, provenance };
const board = device("board", { units: [unit], tables: [table] });

/** Of each finding its code, the text that it stands at, and what it says. */
async function found(text: string | undefined, at = uri): Promise<readonly (readonly string[])[] | undefined> {
  const linted = await lintDeviceUri(at, text, devicesOf(board), [root]);
  return linted?.findings.map(({ code, span, message }) => [code, linted.text.slice(span.start, span.end), message]);
}

const wide = (value: unknown) => JSON.stringify(value, null, 2);

describe("a finding in a device file", () => {
  it("stands at the value that its path names", async () => {
    expect(await found(wide(board))).toEqual([]);
    expect(await found(wide({ ...board, tables: [{ ...table, grids: [grid] }] }))).toEqual([
      ["doubtful-device", "0.5", expect.stringMatching(/^Faster with more work: 1 ms at out=8, but 0\.5 ms/)],
    ]);
    expect(await found(wide({ ...board, id: "bored" }))).toEqual([
      ["doubtful-device", '"bored"', expect.stringContaining("The file is called `board`")],
    ]);
  });

  it("stands at the name where the value takes several lines, else at its first line", async () => {
    const undated = { ...board, tables: [plainTable, plainTable] };
    const places = (await found(wide(undated)))?.map(([, place]) => place);
    // The first's provenance, the second itself, which is never used, and its provenance.
    expect(places).toEqual(['"provenance"', "{", '"provenance"']);
    const narrow = (await found(JSON.stringify(undated)))?.map(([, place]) => place);
    expect(narrow?.[0]).toBe(JSON.stringify(plainTable.provenance));
  });

  it("stands at a name with signs that paths write otherwise", async () => {
    const kinds = { ...plainTable.coefficients, "conv/1~x": { msPerGmac: 1 } };
    const text = JSON.stringify({ ...board, tables: [{ ...table, coefficients: kinds }] });
    expect(await found(text)).toEqual([
      ["doubtful-device", '{"msPerGmac":1}', expect.stringContaining("No kernel is of the kind `conv/1~x`")],
    ]);
  });

  it("says what does not fit the schema at what does not fit", async () => {
    expect(await found(wide({ ...board, kind: "toaster" }))).toEqual([
      ["misfit-device", '"toaster"', expect.stringMatching(/^It must be one of phone,/)],
    ]);
    expect(await found('{\n  "id": "board" }')).toContainEqual(["misfit-device", "{", "It lacks `name`."]);
  });

  it("stands where the text ends to be JSON", async () => {
    expect(await found('{ "id": "board", oops }')).toEqual([
      ["not-json", "oops", expect.stringContaining("it is not JSON (line 1, column 18)")],
    ]);
    expect((await found(""))?.[0]?.[0]).toBe("not-json");
    expect((await found('{ "id": 1, }'))?.[0]?.slice(0, 2)).toEqual(["not-json", "}"]);
    expect((await found("{ } // no JSON"))?.[0]?.slice(0, 2)).toEqual(["not-json", "// no JSON"]);
  });

  it("has no place in brackets without end, and a file of that kind is no burden", async () => {
    const deep = `{ "id": "board", "kind": 1, "x": ${"[".repeat(1e6)}${"]".repeat(1e6)} }`;
    const places = await found(deep);
    expect(places?.length).toBeGreaterThan(0);
    expect(new Set(places?.map(([, place]) => place))).toEqual(new Set([""]));
    expect(await found(" ".repeat(5 * 1024 * 1024 + 1))).toEqual([
      ["unreadable-device", "", expect.stringContaining("larger than 5 MiB")],
    ]);
  });
});

describe("a device file of a workspace", () => {
  it("counts as the editor holds it, else as it lies on the disk", async () => {
    expect(await found(undefined)).toBeUndefined();
    writeFileSync(path, wide({ ...board, kind: "toaster" }));
    expect((await found(undefined))?.[0]?.[1]).toBe('"toaster"');
    expect(await found(wide(board))).toEqual([]);
  });

  it("is not read through links, nor outside the folders", async () => {
    const link = join(folder, ".lathe", "devices", "link.json");
    symlinkSync(path, link);
    expect((await found(undefined, `${root}.lathe/devices/link.json`))?.[0]?.[0]).toBe("unreadable-device");
    rmSync(link);
    const outside = await lintDeviceUri(uri, undefined, devicesOf(), ["file:///nowhere/"]);
    expect(outside).toBeUndefined();
  });

  it("is listed whatever it is called, and told when no net could name it", async () => {
    for (const name of ["board.json", "my board.json", "device.schema.json", "notes.md"])
      writeFileSync(join(folder, ".lathe", "devices", name), wide(board));
    expect(deviceUris([root])).toEqual([uri, `${root}.lathe/devices/my%20board.json`]);
    expect(await found(undefined, `${root}.lathe/devices/my%20board.json`)).toEqual([
      ["unreadable-device", "{", expect.stringContaining("No net can name `my board`")],
    ]);
  });
});
