import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOfNumbers, type Dtype, numbersOf, refuse, type Tensor, tensorOfBytes } from "@lathe/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writePieces, writeTogether } from "../staging.ts";
import { openArrays } from "./open.ts";
import { npzPieces, safetensorsPieces } from "./write.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lathe-write-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function tensor(dtype: Dtype, shape: readonly number[], values: readonly number[]): Tensor {
  return tensorOfBytes(dtype, shape, bytesOfNumbers(dtype, values));
}

const tensors = new Map([
  ["flag", tensor("bool", [3], [1, 0, 1])],
  ["body.0.weight", tensor("f32", [2, 1], [1.5, -2])],
  ["2", tensor("i64", [], [7])],
  ["half", tensor("f16", [1], [0.5])],
  ["empty", tensor("f32", [0, 4], [])],
]);

async function valuesIn(path: string): Promise<unknown> {
  const opened = await openArrays(path);
  if ("reason" in opened) return opened.reason;
  const values: Record<string, unknown> = {};
  for (const [name, { dtype, shape, read }] of opened.arrays) {
    values[name] = { dtype, shape, values: dtype === undefined ? undefined : [...numbersOf(dtype, await read())] };
  }
  await opened.close();
  return values;
}

const expected = {
  flag: { dtype: "bool", shape: [3], values: [1, 0, 1] },
  "body.0.weight": { dtype: "f32", shape: [2, 1], values: [1.5, -2] },
  2: { dtype: "i64", shape: [], values: [7] },
  half: { dtype: "f16", shape: [1], values: [0.5] },
  empty: { dtype: "f32", shape: [0, 4], values: [] },
};

describe("tensors that are written", () => {
  it.each(["t.safetensors", "t.npz"])("are read again from %s", async (name) => {
    const path = join(folder, name);
    await writePieces(path, name.endsWith("npz") ? npzPieces(tensors) : safetensorsPieces(tensors));
    expect(await valuesIn(path)).toEqual(expected);
  });

  it("give the same bytes each time", async () => {
    for (const name of ["a.npz", "b.npz"]) await writePieces(join(folder, name), npzPieces(tensors));
    expect(readFileSync(join(folder, "a.npz")).equals(readFileSync(join(folder, "b.npz")))).toBe(true);
  });

  it("stand in a safetensors file at multiples of their elements' size", async () => {
    const path = join(folder, "t.safetensors");
    await writePieces(path, safetensorsPieces(tensors));
    const bytes = readFileSync(path);
    const length = Number(bytes.readBigUInt64LE(0));
    expect((8 + length) % 8).toBe(0);
    const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
    expect(header["2"].data_offsets).toEqual([0, 8]);
    expect(header.flag.data_offsets).toEqual([18, 21]);
  });

  it("take the next larger type where a format lacks theirs", async () => {
    const odd = new Map([
      ["brain", tensor("bf16", [1], [1.5])],
      ["nibble", tensor("i4", [2], [-8, 7])],
    ]);
    await writePieces(join(folder, "o.npz"), npzPieces(odd));
    await writePieces(join(folder, "o.safetensors"), safetensorsPieces(odd));
    const nibble = { dtype: "i8", shape: [2], values: [-8, 7] };
    expect(await valuesIn(join(folder, "o.npz"))).toEqual({
      brain: { dtype: "f32", shape: [1], values: [1.5] },
      nibble,
    });
    expect(await valuesIn(join(folder, "o.safetensors"))).toEqual({
      brain: { dtype: "bf16", shape: [1], values: [1.5] },
      nibble,
    });
  });

  it("end with the error of a tensor that cannot be read", async () => {
    const broken: Tensor = {
      dtype: "f32",
      shape: [1],
      content: { kind: "deferred", read: () => Promise.reject(new Error("cut off")) },
    };
    for (const pieces of [npzPieces, safetensorsPieces]) {
      await expect(writePieces(join(folder, pieces.name), pieces(new Map([["x", broken]])))).rejects.toThrow("cut off");
    }
  });
});

describe("files that belong together", () => {
  const path = () => join(folder, "a.txt");
  const write = (staging: string, name: string, text: string) => writePieces(join(staging, name), [Buffer.from(text)]);

  it("come to stand together", async () => {
    writeFileSync(path(), "old");
    const result = await writeTogether(
      path(),
      () => ["b.txt"],
      async ({ folder: staging }) => {
        await write(staging, "a.txt", "new");
        await write(staging, "b.txt", "beside");
        expect(readFileSync(path(), "utf8")).toBe("old");
        return "done";
      },
    );
    expect(result).toBe("done");
    expect(readFileSync(path(), "utf8")).toBe("new");
    expect(readdirSync(folder).sort()).toEqual(["a.txt", "b.txt"]);
  });

  it("leave what was there where one of them is refused, or goes wrong", async () => {
    writeFileSync(path(), "old");
    const no = refuse("no", "no");
    expect(
      await writeTogether(
        path(),
        () => [],
        async ({ folder: staging }) => {
          await write(staging, "a.txt", "new");
          return no;
        },
      ),
    ).toBe(no);
    const bug = writeTogether(
      path(),
      () => [],
      () => Promise.reject(new Error("a bug")),
    );
    await expect(bug).rejects.toThrow("a bug");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
    expect(readFileSync(path(), "utf8")).toBe("old");
  });

  it("are put back where the second cannot be moved", async () => {
    writeFileSync(path(), "old");
    const result = await writeTogether(
      path(),
      () => ["b.txt"],
      async ({ folder: staging }) => {
        await write(staging, "a.txt", "new");
        await write(staging, "b.txt", "beside");
        // Meanwhile somebody makes a folder where the first of them belongs.
        mkdirSync(join(folder, "b.txt", "inside"), { recursive: true });
        return "done";
      },
    );
    expect(result).toMatchObject({ kind: "refusal", code: "cannot-write" });
    expect(readFileSync(path(), "utf8")).toBe("old");
    expect(readdirSync(folder).sort()).toEqual(["a.txt", "b.txt"]);
  });

  it("are refused where the folder is not there, or a folder is in the way", async () => {
    const done = async () => "done";
    expect(await writeTogether(join(folder, "none", "a.txt"), () => [], done)).toMatchObject({
      message: expect.stringContaining("there is no such folder"),
    });
    mkdirSync(path());
    expect(await writeTogether(path(), () => [], done)).toMatchObject({
      message: expect.stringContaining("not a regular file"),
    });
  });

  it.skipIf(process.platform === "win32")("change the file that a link points at", async () => {
    mkdirSync(join(folder, "there"));
    writeFileSync(join(folder, "there", "real.txt"), "old");
    symlinkSync(join(folder, "there", "real.txt"), path());
    await writeTogether(
      path(),
      () => [],
      ({ folder: staging }) => write(staging, "real.txt", "new"),
    );
    expect(readFileSync(join(folder, "there", "real.txt"), "utf8")).toBe("new");
  });
});
