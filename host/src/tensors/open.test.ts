/** Numbers out of files of tensors, and files that lie. Expected bytes are those of the formats, written out by hand. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { numbersOf } from "@lathe/engine";
import { zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { npy, npz, type Array as Stored, safetensors } from "../../../test/kit/tensors.ts";
import { openArrays } from "./open.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-arrays-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The numbers of one array of a file, read as a whole. */
async function numbers(path: string, name: string): Promise<unknown> {
  const opened = await openArrays(path);
  if ("reason" in opened) return opened.reason;
  try {
    const array = opened.arrays.get(name);
    return array?.dtype === undefined ? undefined : [...numbersOf(array.dtype, await array.read())];
  } finally {
    await opened.close();
  }
}

const f32 = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const six: Stored = { shape: [2, 3], bytes: f32(1, 2, 3, 4, 5, 6) };

describe("numbers", () => {
  it("come out of safetensors by their type", async () => {
    const path = file(
      "types.safetensors",
      safetensors({
        six,
        // 1.5 and −2: sign, 5 bits of exponent and 10 of fraction.
        half: { dtype: "F16", shape: [2], bytes: Uint8Array.of(0x00, 0x3e, 0x00, 0xc0) },
        // The same as the upper halves of f32.
        brain: { dtype: "BF16", shape: [2], bytes: Uint8Array.of(0xc0, 0x3f, 0x00, 0xc0) },
        whole: { dtype: "I64", shape: [1], bytes: Uint8Array.of(254, 255, 255, 255, 255, 255, 255, 255) },
        flag: { dtype: "BOOL", shape: [2], bytes: Uint8Array.of(1, 0) },
        strange: { dtype: "F8_E4M3", shape: [1] },
      }),
    );
    expect(await numbers(path, "six")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await numbers(path, "half")).toEqual([1.5, -2]);
    expect(await numbers(path, "brain")).toEqual([1.5, -2]);
    expect(await numbers(path, "whole")).toEqual([-2]);
    expect(await numbers(path, "flag")).toEqual([1, 0]);
    expect(await numbers(path, "strange")).toBeUndefined();
  });

  it.each([0, 6] as const)("come out of a zip packed at level %i", async (level) => {
    const path = file(`a${level}.npz`, npz({ six, "b/c": { shape: [], bytes: f32(7) } }, level));
    expect(await numbers(path, "six")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await numbers(path, "b/c")).toEqual([7]);
  });

  it("are row-major and little-endian, however the file has them", async () => {
    // Column by column: 1 4, 2 5, 3 6.
    const columns: Stored = { shape: [2, 3], isFortran: true, bytes: f32(1, 4, 2, 5, 3, 6) };
    const big: Stored = { shape: [2], dtype: ">i2", bytes: Uint8Array.of(1, 2, 255, 254) };
    expect(await numbers(file("f.npy", npy(columns)), "")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await numbers(file("f.npz", npz({ columns }, 6)), "columns")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await numbers(file("big.npy", npy(big)), "")).toEqual([258, -2]);
  });

  it.each([0, 6] as const)("come by ranges, also from a zip packed at level %i", async (level) => {
    const opened = await openArrays(file(`range${level}.npz`, npz({ six }, level)));
    if ("reason" in opened) throw new Error(opened.reason);
    const read = opened.arrays.get("six")?.read;
    expect([...numbersOf("f32", (await read?.(12, 20)) ?? new Uint8Array())]).toEqual([4, 5]);
    await opened.close();
  });

  it("of a file of two gigabytes cost what is read of them", async () => {
    const header = JSON.stringify({
      large: { dtype: "F32", shape: [2 ** 29], data_offsets: [0, 2 ** 31] },
      last: { dtype: "U8", shape: [2], data_offsets: [2 ** 31, 2 ** 31 + 2] },
    });
    const path = file(
      "large.safetensors",
      Buffer.concat([Buffer.from([header.length, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(header)]),
    );
    // A hole of two gigabytes takes no room on the disk.
    truncateSync(path, 8 + header.length + 2 ** 31 + 2);
    const before = process.memoryUsage().rss;
    expect(await numbers(path, "last")).toEqual([0, 0]);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });
});

describe("files that lie", () => {
  const cut = "it is cut off, or it does not hold what its header says";

  it("are refused where there are fewer bytes than the header says", async () => {
    expect(await numbers(file("cut.npy", npy(six).slice(0, -1)), "")).toBe(cut);
    const short = zipSync({ "six.npy": npy(six).slice(0, -4) });
    expect(await numbers(file("cut.npz", short), "six")).toBe(`its array \`six\`: ${cut}`);
  });

  it("cost nothing where they declare 2^60 elements", async () => {
    const lie = npy({ shape: [1] });
    const dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976,), }";
    lie.set(Buffer.from(dictionary.padEnd(lie.length - 10 - 4 - 1)), 10);
    const huge = Buffer.from(lie);
    expect(await numbers(file("huge.npy", huge), "")).toMatch(/shape is too large|cut off/);
    expect(await numbers(file("huge.npz", zipSync({ "h.npy": huge })), "h")).toMatch(/shape is too large|cut off/);
    const header = JSON.stringify({ x: { dtype: "U8", shape: [2 ** 30, 2 ** 30], data_offsets: [0, 2 ** 60] } });
    const bytes = Buffer.concat([Buffer.from([header.length, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(header)]);
    expect(await numbers(file("huge.safetensors", bytes), "x")).toMatch(/not described rightly/);
  });

  it("are refused where a zip claims more than it can hold, and are not unpacked beyond what it claims", async () => {
    const zip = Buffer.from(zipSync({ "z.npy": npy({ shape: [1024, 1024] }) }, { level: 9 }));
    // The size stands in the central directory, 24 bytes into its entry.
    const entry = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const claim = (size: number) => {
      const changed = Buffer.from(zip);
      changed.writeUInt32LE(size, entry + 24);
      return changed;
    };
    expect(await numbers(file("claim.npz", claim(2 ** 31)), "z")).toMatch(/claims to hold more than its bytes can/);
    expect(await numbers(file("less.npz", claim(1024)), "z")).toMatch(/cut off/);
  });

  it("are damaged where the numbers were changed after they were packed", async () => {
    const zip = Buffer.from(zipSync({ "z.npy": npy({ shape: [64, 64] }) }, { level: 6 }));
    const entry = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt32LE(1234, entry + 16);
    await expect(numbers(file("crc.npz", zip), "z")).rejects.toThrow("it is damaged");
  });

  it("say so where they end while they are read", async () => {
    const path = file("shrinks.safetensors", safetensors({ six }));
    const opened = await openArrays(path);
    if ("reason" in opened) throw new Error(opened.reason);
    truncateSync(path, 40);
    await expect(opened.arrays.get("six")?.read()).rejects.toThrow("it is cut off");
    await opened.close();
  });
});
