import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { device, plainTable } from "../../../test/kit/devices.ts";
import { devices } from "./devices.ts";

const root = mkdtempSync(join(tmpdir(), "lathe-devices-"));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

let count = 0;
let folder = "";
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(join(folder, ".lathe", "devices"), { recursive: true });
  vi.stubEnv("INIT_CWD", folder);
});

const provenance = { ...plainTable.provenance, date: "2024-01-31" };
const unit = { unit: "cpu", name: "a core", gmacsPerSecond: { fp32: 1 }, source: "made for a test" } as const;
const error = { n: 20, heldOut: "nets", folds: 5, mape: 5.04, p90: 9, within10: 0.9, rank: 0.9, covered: 0.9 };
const board = device("board", {
  kind: "board",
  units: [unit],
  tables: [{ ...plainTable, provenance, error: { ...error, band: [0.9, 1.2] } }],
});

function own(name: string, content: unknown): string {
  const path = join(folder, ".lathe", "devices", `${name}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("lathe devices", () => {
  it("lists what ships and what the workspace has, with tables and their errors", async () => {
    own("board", board);
    const { code, output } = await devices([], {});
    expect(code).toBe(0);
    expect(output).toMatch(
      /^ board +the board +board +xnnpack, fp32, 1 thread +fitted +5\.0 %, nine of ten within 9\.0 %, n = 20 \(nets held out\)$/m,
    );
    expect(output).toMatch(/^ host +the machine that one works at +host +no latency yet$/m);
  });

  it("has everything that is known of one that is named", async () => {
    own("mine", {
      ...board,
      id: "mine",
      aliases: ["toy"],
      chip: "Cortex-X",
      units: [{ ...unit, gmacsPerSecond: { fp32: 2.5 }, gigabytesPerSecond: 3, channelAlignment: { int8: 4 } }],
      memory: {
        sramBytes: 65_536,
        flashBytes: 1_048_576,
        overheadBytes: 2048,
        codeBytes: 9000,
        alignment: 16,
        planner: "tflm-greedy",
        source: "its data sheet",
      },
      takes: [{ format: ".tflite", isProduced: false, note: "by its tools" }],
      energy: { picojoulesPerMac: { int8: 0.5 }, picojoulesPerByte: { offChip: 100 }, source: "a paper" },
      legality: "tosa-base-8k",
      tables: [
        {
          ...plainTable,
          provenance: {
            source: "github.com/a/b @1; github.com/c/d @2",
            licence: "MIT",
            date: "2024-01-31",
            note: "Cold.",
          },
          runMilliseconds: 0.25,
          cacheBytes: 4096,
          coefficients: { "conv 1x1": { msPerGmac: 50, msPerMbBeyondCache: 0.5 }, elementwise: { msPerMb: 0.1 } },
          ranges: { "conv 1x1": { n: 1200, macs: [1000, 2e6], bytes: [500, 7e5] } },
          exact: [
            { kernel: "conv 3x3 in=8 out=8", milliseconds: 1 },
            { kernel: "conv 3x3 in=8 out=9", milliseconds: 2, n: 5 },
          ],
          grids: [
            {
              kind: "linear",
              axes: [
                { extent: "in", values: [8, 16] },
                { extent: "out", values: [1, 2, 3] },
              ],
              fixed: { rows: 1 },
              milliseconds: [1, 2, 3, 4, 5, 6],
            },
          ],
          error: { ...error, band: [0.9, 1.2] },
        },
        {
          ...plainTable,
          threads: 4,
          coefficients: undefined,
          donor: {
            device: "pixel4",
            unit: "cpu",
            runtime: "xnnpack",
            precision: "fp32",
            threads: 1,
            scale: 0.3,
            low: 0.2,
            high: 0.5,
            n: 7,
          },
        },
      ],
    });
    const { code, output, errors } = await devices(["toy"], {});
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output.split("\n")).toEqual([
      "mine: the board",
      "  kind          board, Cortex-X",
      "  other names   toy",
      "  file          .lathe/devices/mine.json",
      "  CPU           a core",
      "                2.50 G MACs/s in fp32 for each thread, 3 GB/s to memory",
      "                computes channels at once: 4 in int8",
      "                source: made for a test",
      "  memory        65,536 B SRAM, of which the runtime takes 2,048 B",
      "                1,048,576 B flash, of which the runtime's code takes 9,000 B",
      "                planned by tflm-greedy, at multiples of 16 B",
      "                source: its data sheet",
      "  takes         .tflite (not written by Lathe): by its tools",
      "  energy        for each MAC 0.5 pJ in int8",
      "                for each byte 100 pJ outside",
      "                source: a paper",
      "  rules         the TOSA base profile at level 8K",
      "",
      "target mine: xnnpack, fp32, 1 thread",
      "  from          table + interpolated + fitted",
      "  measured by   github.com/a/b @1",
      "                github.com/c/d @2",
      "  licence       MIT; 2024-01-31",
      "  note          Cold.",
      "  error         5.0 % on average, nine of ten within 9.0 %, 90.0 % of all within 10 %; rank correlation 0.9",
      "                of 20 cases: nets held out, in 5 folds",
      "                band: a run takes 0.9 to 1.2 times what is said; 90.0 % of the cases do",
      "  each run      0.25 ms on top",
      "  cache         4,096 B",
      "  exact         2 kernels: conv 3x3 (2)",
      "  grids         linear: in 8–16 (2) × out 1–3 (3), at rows=1",
      "",
      "  kind         ms/GMAC  ms/MB  beyond cache  fitted to           MACs         bytes",
      "  conv 1x1          50                  0.5      1,200  1.00 k–2.00 M  500 B–700 KB",
      "  elementwise             0.1",
      "",
      "target mine(threads=4): xnnpack, fp32, 4 threads",
      "  from          donor",
      "  measured by   made for a test",
      "  licence       MIT; without a date",
      "  error         not measured",
      "  donor         0.3 times xnnpack, fp32, 1 thread of pixel4 (measured on 7 nets, 0.2 to 0.5)",
      "",
    ]);
    const { devices: named } = JSON.parse((await devices(["mine"], { json: true })).output);
    expect(named).toMatchObject([
      {
        id: "mine",
        own: true,
        file: ".lathe/devices/mine.json",
        units: [{ unit: "cpu", gmacs_per_second: { fp32: 2.5 }, channel_alignment: { int8: 4 }, int8_products: null }],
        memory: { sram_bytes: 65_536, code_bytes: 9000, alignment: 16, depthwise_in_place: null },
        energy: { picojoules_per_mac: { int8: 0.5 }, picojoules_per_byte: { on_chip: null, off_chip: 100 } },
        takes: [{ format: ".tflite", produced: false, note: "by its tools" }],
        tables: [
          {
            target: "mine",
            note: "Cold.",
            rank: 0.9,
            run_ms: 0.25,
            kinds: [
              { kind: "conv 1x1", ms_per_gmac: 50, ms_per_mb: 0, n: 1200, macs: [1000, 2e6] },
              { kind: "elementwise", ms_per_mb: 0.1, n: null, macs: null },
            ],
            exact: [
              { kernel: "conv 3x3 in=8 out=8", ms: 1, n: null },
              { ms: 2, n: 5 },
            ],
            grids: [{ kind: "linear", fixed: { rows: 1 }, ms: [1, 2, 3, 4, 5, 6] }],
            donor: null,
          },
          { target: "mine(threads=4)", donor: { device: "pixel4", scale: 0.3, low: 0.2, n: 7 }, kinds: [] },
        ],
      },
    ]);
    // The list of all is short.
    const { devices: all } = JSON.parse((await devices([], { json: true })).output);
    const listed = all.find(({ id }: { readonly id: string }) => id === "mine");
    expect(listed.tables[0]).not.toHaveProperty("kinds");
  });

  it("has it of a file wherever it lies, and of what ships", async () => {
    writeFileSync(join(folder, "table.json"), JSON.stringify(board));
    expect((await devices(["./table.json"], {})).output).toMatch(
      /^board: the board\n.*\n {2}file {10}\.\/table\.json\n/,
    );
    const { output } = await devices(["host", "asic_45nm"], {});
    expect(output).toMatch(/^host: .*\n.*\n {2}file {10}devices\/host\.json, which ships with Lathe$/m);
    expect(output).toContain("\nNothing has been measured there yet.\n\nasic_45nm: ");
    const { code, errors } = await devices(["host", "none.json"], {});
    expect(code).toBe(1);
    expect(errors).toContain("none.json cannot be read: there is no such file");
  });

  it("gives them as JSON", async () => {
    own("board", board);
    const { devices: all } = JSON.parse((await devices(["board", "host"], { json: true })).output);
    expect(all).toMatchObject([
      {
        id: "board",
        own: true,
        tables: [{ runtime: "xnnpack", from: ["fitted"], mape: 5.04, n: 20, band: [0.9, 1.2], licence: "MIT" }],
      },
      { id: "host", own: false, tables: [] },
    ]);
  });

  it("says which it cannot read, and lists the others", async () => {
    own("board", { id: "board" });
    const { code, output, errors } = await devices([], {});
    expect(code).toBe(1);
    expect(output).toContain("host");
    expect(errors).toContain(".lathe/devices/board.json is no device file: / lacks `name`.");
    expect((await devices(["none"], {})).errors).toContain("There is no device `none`");
  });
});

describe("lathe devices --lint", () => {
  it("finds no error in what ships", async () => {
    const { code, output } = await devices([], { lint: true });
    expect(output).toMatch(/^\d+ files: no errors/m);
    expect(code).toBe(0);
  });

  it("prints what many places have in common once, with a few of them", async () => {
    const undated = (runtime: string) => ({ ...plainTable, runtime });
    const two = [undated("xnnpack"), undated("ncnn")];
    for (const id of ["a", "b", "c"]) own(id, { ...board, id, tables: two });
    own("d", { ...board, id: "d", tables: [undated("xnnpack")] });
    const paths = ["a", "b", "c", "d"].map((id) => join(folder, ".lathe", "devices", `${id}.json`));
    const [a, b, c] = paths;
    const all = (await devices(paths, { lint: true })).output;
    expect(all.match(/There is no date/g)).toHaveLength(1);
    expect(all).toContain(`  7 places in 4 files: ${a} (2), ${b} (2), ${c} (2) and 1 more.\n`);
    expect(all).toContain("4 files: no errors, 7 warnings.\n");
    // Three are few enough to be named, each below its file.
    const few = (await devices([paths[0] ?? "", paths[3] ?? ""], { lint: true })).output.split("\n\n");
    expect(few[0]).toMatch(
      /^\S+a\.json\n {2}warning: \/tables\/0\/provenance: .*\n {2}warning: \/tables\/1\/provenance: .*$/,
    );
    expect(few[1]).toMatch(/^\S+d\.json\n {2}warning: \/tables\/0\/provenance: .*$/);
    own("a", { ...board, id: "a", tables: ["a", "b", "c", "d"].map(undated) });
    const one = (await devices([a ?? ""], { lint: true })).output;
    expect(one).toContain(
      `  4 places in ${a}: /tables/0/provenance, /tables/1/provenance, /tables/2/provenance and 1 more.\n`,
    );
  });

  it("says of a file that no net could name it", async () => {
    own("my-board", board);
    const { code, output } = await devices([], { lint: true });
    expect(output).toContain(".lathe/devices/my-board.json\n  error: /: No net can name `my-board`: call the file by");
    expect(code).toBe(1);
  });

  it("names file and place of what does not fit the schema, of what is doubtful, and of what is no JSON", async () => {
    own("board", { ...board, kind: "toaster" });
    own("other", { ...board, id: "other", tables: [{ ...plainTable, coefficients: {} }] });
    own("third", "{");
    const { code, output } = await devices([], { lint: true, json: true });
    expect(code).toBe(1);
    const { findings } = JSON.parse(output);
    expect(findings).toContainEqual({
      file: ".lathe/devices/board.json",
      code: "misfit-device",
      severity: "error",
      path: "/kind",
      message: expect.stringMatching(/^It must be one of phone, board/),
    });
    expect(findings).toContainEqual({
      file: ".lathe/devices/other.json",
      code: "doubtful-device",
      severity: "error",
      path: "/tables/0",
      message: expect.stringMatching(/^The table has no figures/),
    });
    expect(findings).toContainEqual(expect.objectContaining({ file: ".lathe/devices/third.json", path: "/" }));
    const text = await devices([], { lint: true });
    expect(text.output).toContain(".lathe/devices/board.json\n  error: /kind: It must be one of phone,");
  });

  it("looks at the files that are named, which may be called as they like elsewhere", async () => {
    writeFileSync(join(folder, "table.json"), JSON.stringify(board));
    expect(await devices(["table.json"], { lint: true })).toMatchObject({
      code: 0,
      output: "1 file: no errors, no warnings.\n",
    });
    const path = own("wrong", board);
    expect((await devices([path], { lint: true })).output).toContain("error: /id: The file is called `wrong`");
    expect((await devices(["none.json"], { lint: true })).output).toContain("there is no such file");
  });
});

describe("lathe devices --from", () => {
  const times = 'input,layer,ms\n"f32[1, 8, 8, 8]",relu,0.1\n';

  it("writes a device of the workspace, which is then known", async () => {
    writeFileSync(join(folder, "times.csv"), times);
    const { code, output } = await devices([], { from: "times.csv", id: "mine", runtime: "xnnpack", name: "My board" });
    expect(output).toContain(".lathe/devices/mine.json written");
    expect(code).toBe(0);
    const written = JSON.parse(readFileSync(join(folder, ".lathe", "devices", "mine.json"), "utf8"));
    expect(written).toMatchObject({
      id: "mine",
      name: "My board",
      tables: [
        {
          provenance: { source: "measured here" },
          exact: [{ kernel: "elementwise relu elements=512", milliseconds: 0.1 }],
        },
      ],
    });
    expect((await devices(["mine"], {})).output).toContain("xnnpack, fp32, 1 thread");
  });

  it("puts tables into a device that is there, and keeps what else it has", async () => {
    const path = own("board", board);
    writeFileSync(join(folder, "times.csv"), times);
    await devices([], { from: "times.csv", id: "board", runtime: "ncnn" });
    const written = JSON.parse(readFileSync(path, "utf8"));
    expect(written.units).toEqual([unit]);
    expect(written.tables.map(({ runtime }: { runtime: string }) => runtime)).toEqual(["ncnn", "xnnpack"]);
    await devices([], { from: "times.csv", id: "board", runtime: "ncnn" });
    expect(JSON.parse(readFileSync(path, "utf8")).tables).toHaveLength(2);
  });

  it("refuses wrong rows by their lines, and writes nothing", async () => {
    writeFileSync(join(folder, "times.csv"), `${times}"f32[1, 8]",rulu,1\n`);
    const { code, errors } = await devices([], { from: "times.csv", id: "mine", runtime: "xnnpack" });
    expect(code).toBe(1);
    expect(errors).toContain("times.csv: line 3: ");
    expect(errors).toContain("1 of 2 rows are wrong; nothing was written.");
    expect((await devices(["mine"], {})).code).toBe(1);
  });

  it("refuses wrong usage", async () => {
    expect((await devices([], { from: "times.csv" })).code).toBe(2);
    expect((await devices([], { from: "times.csv", id: "a b" })).code).toBe(2);
    expect((await devices([], { from: "times.csv", id: "mine", kind: "toaster" })).code).toBe(2);
    expect((await devices([], { from: "times.csv", id: "mine", lint: true })).code).toBe(2);
    expect((await devices(["x"], { from: "times.csv", id: "mine" })).code).toBe(2);
    expect((await devices([], { from: "none.csv", id: "mine" })).code).toBe(1);
  });
});
