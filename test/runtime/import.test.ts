/** `lathe import`, and `.onnx` wherever a `.net` may stand: there and back, and files that lie. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOfNumbers } from "@lathe/engine";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "../../cli/src/commands/check.ts";
import { cost } from "../../cli/src/commands/cost.ts";
import { diff } from "../../cli/src/commands/diff.ts";
import { evaluate } from "../../cli/src/commands/eval.ts";
import { type ExportCommandOptions, exportFile } from "../../cli/src/commands/export.ts";
import { importCommand } from "../../cli/src/commands/import.ts";
import { npz, safetensors } from "../kit/tensors.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lathe-import-"));
  vi.stubEnv("INIT_CWD", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const text = (name: string) => readFileSync(join(folder, name), "utf8");
const f32 = (values: readonly number[]) => bytesOfNumbers("f32", values);

/** Writes a model of a net with 600 trained numbers, more than a kilobyte. */
async function model(options: ExportCommandOptions = {}, weights = 'weights "w.safetensors"'): Promise<void> {
  const values = Array.from({ length: 600 }, (_, index) => ((index * 37) % 101) - 50);
  save(
    "w.safetensors",
    safetensors({ "fc.weight": { shape: [300, 2], bytes: f32(values) }, "fc.bias": { shape: [300] } }),
  );
  const net = `net a {\n  dim N = 1\n  input x: f32[N, 2] { range 0..1, mean 0.5 }\n  ${weights}\n\n  y = x -> fc: linear(300)\n  output y\n}\n`;
  const { code, errors } = await exportFile(save("a.net", net), { output: "m.onnx", ...options });
  if (code !== 0) throw new Error(errors);
  rmSync(join(folder, "a.net"));
  rmSync(join(folder, "w.safetensors"));
}

async function imported(name = "m.onnx", output?: string) {
  const said = await importCommand(name, { json: true, ...(output !== undefined && { output }) });
  return { exit: said.code, ...JSON.parse(said.output) };
}

describe("lathe import", () => {
  it("writes the text and its weights beside it, which export to the same model", async () => {
    await model();
    expect(await imported()).toMatchObject({
      exit: 0,
      weights: "m.safetensors",
      files: [{ path: "m.net" }, { path: "m.safetensors" }],
    });
    expect(text("m.net")).toBe(
      'net m {\n  dim N = 1\n  input x: f32[N, 2] { range 0..1, mean 0.5 }\n  weights "m.safetensors"\n\n  y = x -> fc: linear(300)\n  output y\n}\n',
    );
    await exportFile("m.net", { output: "again.onnx" });
    await imported("again.onnx");
    expect(text("again.net").replaceAll("again", "m")).toBe(text("m.net"));
    expect(readFileSync(join(folder, "again.safetensors")).equals(readFileSync(join(folder, "m.safetensors")))).toBe(
      true,
    );
  });

  it("reads numbers that the model keeps in a file of their own", async () => {
    await model();
    await imported();
    const inside = readFileSync(join(folder, "m.safetensors"));
    await model({ externalData: true, output: "e.onnx" });
    await imported("e.onnx");
    expect(readFileSync(join(folder, "e.safetensors")).equals(inside)).toBe(true);
  });

  it("says that weights are random where the model does, and so does what is made of it", async () => {
    await model({}, "");
    expect(await imported()).toMatchObject({ weights: "random" });
    expect(JSON.parse((await cost("m.net", { json: true })).output)).toMatchObject({ weights: "random" });
    const again = await exportFile("m.net", { output: "again.onnx", json: true });
    expect(JSON.parse(again.output)).toMatchObject({ weights: "random" });
  });
});

describe("an .onnx", () => {
  it("may stand wherever a .net may", async () => {
    await model();
    const weights = "m.onnx";
    expect(JSON.parse((await cost("m.onnx", { json: true })).output)).toMatchObject({
      weights,
      totals: { params: 900 },
    });
    expect(JSON.parse((await check("m.onnx", { json: true })).output)).toMatchObject({ weights, diagnostics: [] });
    expect(JSON.parse((await exportFile("m.onnx", { output: "n.onnx", json: true })).output)).toMatchObject({
      weights,
    });
    save("t.npz", npz({ x: { shape: [1, 2] }, labels: { shape: [1], dtype: "<i8" } }));
    // Zeros in, and a bias of zeros: all scores are equal, and the first class is named.
    const judged = await evaluate("m.onnx", { data: "t.npz", json: true });
    expect(JSON.parse(judged.output)).toEqual({ weights, samples: 1, top1: 1, top5: 1 });
    await imported();
    expect((await diff("m.onnx", "m.net", {})).output).toContain("no difference");
    expect((await exportFile("m.onnx", {})).code).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(["m.net", "m.onnx", "m.safetensors", "n.onnx", "t.npz"]);
  });
});

describe("where an import fails", () => {
  /** The model, and a file of numbers that lies outside of its folder. */
  async function outside(location: string): Promise<string> {
    await model({ externalData: true });
    mkdirSync(join(folder, "inner"));
    const bytes = readFileSync(join(folder, "m.onnx"));
    const at = bytes.indexOf("m.onnx.data");
    // The name is a field with its length in front, inside of an entry and a tensor that have theirs: so it keeps its length.
    bytes.write(location.padEnd(11, "_"), at);
    writeFileSync(join(folder, "inner", "m.onnx"), bytes);
    return "inner/m.onnx";
  }

  it.each(["../m.o.data", "/etc/passwd", "sub/../../m", "nothing.bin"])(
    "because its numbers are said to lie in %s, they are not read and nothing is written",
    async (location) => {
      const name = await outside(location);
      if (location.startsWith("..")) save("m.o.data", Buffer.alloc(4000, "secret"));
      const { exit, error } = await imported(name);
      expect({ exit, code: error.code }).toEqual({ exit: 1, code: "bad-external-data" });
      expect(error.message).not.toContain("secret");
      expect(readdirSync(join(folder, "inner"))).toEqual(["m.onnx"]);
    },
  );

  it.skipIf(process.platform === "win32")("because its numbers are behind a link, a pipe or a device", async () => {
    await model({ externalData: true });
    const data = join(folder, "m.onnx.data");
    const numbers = readFileSync(data);
    for (const make of [
      () => symlinkSync(save("elsewhere.data", numbers), data),
      () => symlinkSync("/dev/zero", data),
      () => execFileSync("mkfifo", [data]),
      () => mkdirSync(data),
    ]) {
      rmSync(data, { recursive: true });
      make();
      expect(await imported()).toMatchObject({ exit: 1, error: { code: "bad-external-data" } });
      expect(readdirSync(folder)).not.toContain("m.net");
    }
  });

  it("because its numbers are cut off, or the model is", async () => {
    await model({ externalData: true });
    const numbers = readFileSync(join(folder, "m.onnx.data"));
    save("m.onnx.data", numbers.subarray(0, 100));
    expect(await imported()).toMatchObject({
      exit: 1,
      error: { message: expect.stringContaining("shorter than the model says") },
    });
    await model();
    save("m.onnx", readFileSync(join(folder, "m.onnx")).subarray(0, -50));
    expect(await imported()).toMatchObject({ exit: 1, error: { code: "bad-onnx" } });
    expect((await cost("m.onnx", {})).errors).toMatch(/^m.onnx cannot be read: /);
  });

  it("because the weights cannot be written, the text is not either", async () => {
    await model();
    save("m.net", "before");
    mkdirSync(join(folder, "m.safetensors"));
    expect(await imported()).toMatchObject({ exit: 1, error: { code: "cannot-write" } });
    expect(text("m.net")).toBe("before");
  });

  it("because of the command line, the exit code is 2", async () => {
    expect((await importCommand("m.net", {})).code).toBe(2);
    expect((await importCommand("m.onnx", { output: "m.txt" })).code).toBe(2);
    expect((await importCommand("none.onnx", {})).code).toBe(1);
  });
});
