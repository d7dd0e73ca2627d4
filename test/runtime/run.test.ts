/** `lathe run` and `lathe eval`: data of every kind through nets whose results are worked out by hand. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bytesOfNumbers, type Dtype, numbersOf } from "@lathe/engine";
import { openArrays } from "@lathe/host";
import { encode } from "fast-png";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type EvalOptions, evaluate } from "../../cli/src/commands/eval.ts";
import { run } from "../../cli/src/commands/run.ts";
import { npy, npz, type Array as Stored, safetensors } from "../kit/tensors.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lathe-run-test-"));
  vi.stubEnv("INIT_CWD", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const types: Partial<Record<Dtype, string>> = { f32: "<f4", f64: "<f8", i64: "<i8", u8: "|u1" };

function array(dtype: Dtype, shape: readonly number[], values: readonly number[]): Stored {
  return { shape, dtype: types[dtype] ?? "", bytes: bytesOfNumbers(dtype, values) };
}

async function results(name: string): Promise<Record<string, unknown>> {
  const opened = await openArrays(join(folder, name));
  if ("reason" in opened) throw new Error(opened.reason);
  const arrays: Record<string, unknown> = {};
  for (const [key, { dtype = "f32", shape, read }] of opened.arrays) {
    arrays[key] = { shape, values: [...numbersOf(dtype, await read())] };
  }
  await opened.close();
  return arrays;
}

async function runJson(file: string, input: string) {
  const { code, output } = await run(file, { input, output: "out.npz", json: true });
  return { code, ...JSON.parse(output) };
}

async function evalJson(file: string, options: EvalOptions = {}) {
  const { code, output } = await evaluate(file, { ...options, json: true });
  return { code, ...JSON.parse(output) };
}

const doubling = (batch: string) => `net a {\n  dim N = 1\n  input x: f32[${batch}, 2]\n  y = x * 2\n  output y\n}\n`;

describe("lathe run", () => {
  it.each(["N", "1", "3"])("gives every sample its result, where the net's batch is %s", async (batch) => {
    save("in.npz", npz({ x: array("f32", [3, 2], [1, 2, 3, 4, 5, 6]) }, 6));
    expect(await runJson(save("a.net", doubling(batch)), "in.npz")).toMatchObject({
      code: 0,
      weights: "random",
      samples: 3,
      outputs: [{ name: "y", dtype: "f32", shape: [3, 2] }],
    });
    expect(await results("out.npz")).toEqual({ y: { shape: [3, 2], values: [2, 4, 6, 8, 10, 12] } });
  });

  it("takes other types of numbers, one array alone, and a folder of arrays", async () => {
    const file = save("a.net", doubling("N"));
    save("x.npy", npy(array("i64", [1, 2], [3, 4])));
    await runJson(file, "x.npy");
    expect(await results("out.npz")).toEqual({ y: { shape: [1, 2], values: [6, 8] } });
    save("data/x.npy", npy(array("f64", [1, 2], [0.5, 1])));
    await runJson(file, "data");
    expect(await results("out.npz")).toEqual({ y: { shape: [1, 2], values: [1, 2] } });
  });

  it("carries states from run to run, from their first values or those of the data", async () => {
    const file = save(
      "s.net",
      "net s {\n  input x: f32[1, 1]\n  state sum: f32[1, 1] = 10\n  y = sum + x\n  sum = y\n  output y\n}\n",
    );
    const x = array("f32", [3, 1], [1, 2, 3]);
    save("in.npz", npz({ x }));
    await runJson(file, "in.npz");
    expect(await results("out.npz")).toMatchObject({ y: { shape: [3, 1], values: [11, 13, 16] } });
    save("in.npz", npz({ x, sum: array("f32", [1, 1], [100]) }));
    await runJson(file, "in.npz");
    expect(await results("out.npz")).toMatchObject({ y: { values: [101, 103, 106] } });
  });

  it("prepares bytes and images as the input says", async () => {
    const text =
      "net p {\n  dim N = 1\n  input x: f32[N, 3, 1, 2] { range 0..1, mean 0.5, std 0.5, channels bgr }\n  y = x * 1\n  output y\n}\n";
    const file = save("p.net", text);
    save("in.npz", npz({ x: array("u8", [1, 3, 1, 2], [255, 0, 51, 0, 0, 255]) }));
    await runJson(file, "in.npz");
    const expected = [-1, 1, -0.6, -1, 1, -1];
    const close = (entry: unknown) => (entry as { values: number[] }).values.map((value) => Number(value.toFixed(4)));
    expect(close((await results("out.npz")).y)).toEqual(expected);
    save("i.png", encode({ width: 2, height: 1, channels: 3, data: Uint8Array.of(255, 51, 0, 0, 0, 255) }));
    await runJson(file, "i.png");
    expect(close((await results("out.npz")).y)).toEqual(expected);
  });

  it.each([
    ["an input has no array", { z: array("f32", [1, 2], [1, 2]) }, /no array for the input `x`/],
    [
      "a sample has another shape",
      { x: array("f32", [1, 3], [1, 2, 3]) },
      /is \[1, 3\], and the net takes f32\[N, 2\]/,
    ],
    ["it has complex numbers", { x: { shape: [1, 2], dtype: "<c8" } }, /element type that Lathe does not read/],
  ])("refuses data where %s, and leaves what was there", async (_, arrays, message) => {
    save("out.npz", "before");
    save("in.npz", npz(arrays as Record<string, Stored>));
    const { code, error } = await runJson(save("a.net", doubling("N")), "in.npz");
    expect({ code, message: error.message }).toEqual({ code: 1, message: expect.stringMatching(message) });
    expect(readFileSync(join(folder, "out.npz"), "utf8")).toBe("before");
    expect(readdirSync(folder).sort()).toEqual(["a.net", "in.npz", "out.npz"]);
  });

  it("refuses fractions for integers, data that is not there, and results that are no npz", async () => {
    const file = save("i.net", "net i {\n  input x: i64[1, 2]\n  y = x -> embedding(4, 1)\n  output y\n}\n");
    save("in.npz", npz({ x: array("f32", [1, 2], [1, 2]) }));
    expect(await runJson(file, "in.npz")).toMatchObject({ code: 1, error: { code: "wrong-dtype" } });
    expect(await runJson(file, "none.npz")).toMatchObject({ code: 1, error: { code: "file-unreadable" } });
    expect((await run(file, { input: "in.npz", output: "out.csv" })).code).toBe(2);
  });
});

/** Names the class whose score is highest: the input itself. */
const identity = (extra = "") => `net e {\n  dim N = 1\n  input x: f32[N, 6]\n  ${extra}\n  y = x * 1\n  output y\n}\n`;
const scores = [...[9, 1, 2, 3, 4, 5], ...[1, 9, 2, 3, 4, 5], ...[0, 1, 2, 3, 4, 5], ...[5, 5, 5, 5, 5, 5]];

describe("lathe eval", () => {
  it("gives the shares of samples whose class comes first, or among the first five", async () => {
    // First; second of six; last of six; all equal, where the first is named.
    save("t.npz", npz({ x: array("f32", [4, 6], scores), labels: array("i64", [4], [0, 5, 0, 0]) }));
    const file = save("e.net", identity('data test "t.npz"'));
    const expected = { code: 0, weights: "random", samples: 4, top1: 0.5, top5: 0.75 };
    expect(await evalJson(file)).toEqual(expected);
    expect(await evalJson(save("f.net", identity()), { data: "t.npz" })).toEqual(expected);
    const { output } = await evaluate(file, {});
    expect(output).toBe("e, random weights, 4 samples\n  top-1  50.00 %\n  top-5  75.00 %\n");
  });

  it("gives the mean error where labels are numbers", async () => {
    save("t.npz", npz({ x: array("f32", [2, 2], [1, 2, 3, 4]), labels: array("f32", [2, 2], [2, 5, 6, 10]) }));
    // |2 − 2|, |4 − 5|, |6 − 6|, |8 − 10|
    expect(await evalJson(save("a.net", doubling("1")), { data: "t.npz" })).toEqual({
      code: 0,
      weights: "random",
      samples: 2,
      mean_error: 0.75,
    });
  });

  it("says which weights were judged", async () => {
    save("w.safetensors", safetensors({ "fc.weight": { shape: [2, 2] } }));
    const text =
      'net a {\n  input x: f32[1, 2]\n  weights "w.safetensors"\n  y = x -> fc: linear(2, bias=false)\n  output y\n}\n';
    save("t.npz", npz({ x: array("f32", [1, 2], [1, 2]), labels: array("i64", [1], [0]) }));
    expect(await evalJson(save("a.net", text), { data: "t.npz" })).toMatchObject({ weights: "w.safetensors", top1: 1 });
  });

  /** Red, green or blue: the mean of each channel is its score. */
  const colours = "net c {\n  dim N = 1\n  input x: f32[N, 3, 4, 4]\n  y = x -> mean(axis=[2, 3])\n  output y\n}\n";
  const image = (r: number, g: number, b: number, size = 5) =>
    encode({
      width: size,
      height: size,
      channels: 3,
      data: Uint8Array.from({ length: size * size * 3 }, (_, i) => [r, g, b][i % 3] ?? 0),
    });

  it("takes images from one folder for each class, in the order of their names, whatever their size", async () => {
    save("d/a_red/1.png", image(255, 0, 0));
    save("d/a_red/2.PNG", image(0, 0, 255, 3));
    save("d/b_green/1.png", image(0, 255, 0, 9));
    save("d/c_blue/1.png", image(0, 0, 255));
    save("d/c_blue/notes.txt", "no image");
    expect(await evalJson(save("c.net", colours), { data: "d" })).toMatchObject({ code: 0, samples: 4, top1: 0.75 });
  });

  it("takes folders that are called by numbers for these classes", async () => {
    save("d/2/1.png", image(0, 0, 255));
    expect(await evalJson(save("c.net", colours), { data: "d" })).toMatchObject({ samples: 1, top1: 1 });
    save("d/10/1.png", image(0, 0, 255));
    expect(await evalJson(save("c.net", colours), { data: "d" })).toMatchObject({
      code: 1,
      error: { message: expect.stringContaining("a label is 10, and the net knows the classes 0 to 2") },
    });
  });

  it("names the image that is damaged, and formats that it does not read", async () => {
    save("d/0/bad.png", image(1, 2, 3).subarray(0, 50));
    const file = save("c.net", colours);
    expect(await evalJson(file, { data: "d" })).toMatchObject({
      code: 1,
      error: { message: expect.stringMatching(/the image bad.png: it is cut off/) },
    });
    save("d/0/other.bmp", "BM");
    expect(await evalJson(file, { data: "d" })).toMatchObject({
      error: { message: expect.stringContaining("other.bmp") },
    });
  });

  it.skipIf(process.platform === "win32")(
    "reads no image through a link out of the folder that the net may reach",
    async () => {
      save("outside.png", image(255, 0, 0));
      mkdirSync(join(folder, "project/d/0"), { recursive: true });
      mkdirSync(join(folder, "project/.git"));
      symlinkSync(join(folder, "outside.png"), join(folder, "project/d/0/1.png"));
      const file = save("project/c.net", colours.replace("  y =", '  data test "d/"\n  y ='));
      expect(await evalJson(file)).toMatchObject({
        code: 1,
        error: { message: expect.stringContaining("link that leads outside") },
      });
    },
  );

  it("refuses to judge without data, without labels, and by labels that do not fit", async () => {
    const file = save("e.net", identity());
    expect(await evalJson(file)).toMatchObject({ code: 1, error: { help: expect.stringContaining("--data") } });
    save("n.npz", npz({ x: array("f32", [4, 6], scores) }));
    expect(await evalJson(file, { data: "n.npz" })).toMatchObject({
      code: 1,
      error: { message: expect.stringContaining("no labels") },
    });
    save("s.npz", npz({ x: array("f32", [4, 6], scores), labels: array("i64", [3], [0, 0, 0]) }));
    expect(await evalJson(file, { data: "s.npz" })).toMatchObject({ code: 1, error: { code: "data-misshapen" } });
    save("f.npz", npz({ x: array("f32", [4, 6], scores), labels: array("f32", [4], [0, 0, 0, 0]) }));
    expect(await evalJson(file, { data: "f.npz" })).toMatchObject({ code: 1, error: { code: "data-misshapen" } });
  });
});
