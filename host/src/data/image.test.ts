/** Images as the formats define them, and images that lie. What is decoded is written here by hand, or by the formats' encoders. */
import { crc32, deflateSync } from "node:zlib";
import { encode } from "fast-png";
import jpeg from "jpeg-js";
import { describe, expect, it } from "vitest";
import { decodeImage } from "./image.ts";
import { planesOf } from "./prepare.ts";
import { resized } from "./resize.ts";

/** A PNG of any header and rows, each with its filter's byte in front. */
function png(
  header: readonly number[],
  rows: Uint8Array,
  others: readonly (readonly [string, Uint8Array])[] = [],
): Uint8Array {
  const chunk = (type: string, content: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(content.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const [width = 0, height = 0, ...rest] = header;
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", Buffer.concat([size, Buffer.from([...rest, 0, 0, 0])])),
    ...others.map(([type, content]) => chunk(type, content)),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

const pixels = async (bytes: Uint8Array) => [...(await decodeImage(bytes)).pixels];

describe("PNG", () => {
  it("gives the colours of its pixels", async () => {
    const rows = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12);
    expect(await decodeImage(png([2, 2, 8, 2], rows))).toMatchObject({ width: 2, height: 2 });
    expect(await pixels(png([2, 2, 8, 2], rows))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("is grey where it has no colours, and shows what is transparent", async () => {
    expect(await pixels(png([2, 1, 8, 0], Uint8Array.of(0, 7, 9)))).toEqual([7, 7, 7, 9, 9, 9]);
    expect(await pixels(png([1, 1, 8, 4], Uint8Array.of(0, 7, 0)))).toEqual([7, 7, 7]);
    expect(await pixels(png([1, 1, 8, 6], Uint8Array.of(0, 1, 2, 3, 0)))).toEqual([1, 2, 3]);
  });

  it("may have few bits or many", async () => {
    // Bits 101, then five that belong to nothing.
    expect(await pixels(png([3, 1, 1, 0], Uint8Array.of(0, 0b10100000)))).toEqual([
      255, 255, 255, 0, 0, 0, 255, 255, 255,
    ]);
    expect(await pixels(png([1, 1, 16, 0], Uint8Array.of(0, 0x80, 0x80)))).toEqual([128, 128, 128]);
  });

  it("may have a palette", async () => {
    const palette = Uint8Array.of(1, 2, 3, 40, 50, 60);
    expect(await pixels(png([2, 1, 8, 3], Uint8Array.of(0, 1, 0), [["PLTE", palette]]))).toEqual([40, 50, 60, 1, 2, 3]);
    // Two bits for each: 01, 00.
    expect(await pixels(png([2, 1, 2, 3], Uint8Array.of(0, 0b01000000), [["PLTE", palette]]))).toEqual([
      40, 50, 60, 1, 2, 3,
    ]);
    // An image of true colour may suggest one, which means nothing for its colours.
    expect(await pixels(png([1, 1, 8, 2], Uint8Array.of(0, 7, 8, 9), [["PLTE", palette]]))).toEqual([7, 8, 9]);
  });

  it("is filtered as its writer liked", async () => {
    const data = Uint8Array.from({ length: 300 }, (_, i) => (i * 37) % 256);
    expect(await pixels(encode({ width: 10, height: 10, data, channels: 3 }))).toEqual([...data]);
  });
});

describe("JPEG", () => {
  it("gives nearly the colours that were put in", async () => {
    const data = Buffer.alloc(16 * 16 * 4, 200);
    const bytes = jpeg.encode({ width: 16, height: 16, data }, 100).data;
    const image = await decodeImage(bytes);
    expect(image).toMatchObject({ width: 16, height: 16 });
    for (const value of image.pixels) expect(Math.abs(value - 200)).toBeLessThan(3);
  });
});

describe("images that lie", () => {
  const large = Buffer.alloc(50_000_000);

  it("are refused by the size that they state, before anything is made of them", async () => {
    const before = process.memoryUsage().rss;
    await expect(decodeImage(png([60000, 60000, 8, 2], new Uint8Array(10)))).rejects.toThrow("60000 × 60000");
    const photo = Buffer.from(jpeg.encode({ width: 8, height: 8, data: Buffer.alloc(256) }, 50).data);
    photo.writeUInt16BE(65000, photo.indexOf(Buffer.from([0xff, 0xc0])) + 5);
    photo.writeUInt16BE(65000, photo.indexOf(Buffer.from([0xff, 0xc0])) + 7);
    await expect(decodeImage(photo)).rejects.toThrow("65000 × 65000");
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it("are refused where they unpack to more than they state, or to less", async () => {
    await expect(decodeImage(png([4, 4, 8, 2], large))).rejects.toThrow("more than its size says");
    await expect(decodeImage(png([400, 400, 8, 2], new Uint8Array(10)))).rejects.toThrow("damaged");
  });

  it("cannot hide what unpacks without end in a chunk that pixels do not need", async () => {
    const profile = Buffer.concat([Buffer.from("icc\0\0"), deflateSync(large)]);
    const before = process.memoryUsage().rss;
    expect(await pixels(png([1, 1, 8, 0], Uint8Array.of(0, 7), [["iCCP", profile]]))).toEqual([7, 7, 7]);
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  it("are refused where they are cut off, at any place", async () => {
    const data = Uint8Array.from({ length: 768 }, (_, i) => (i * 37) % 256);
    const whole = [
      encode({ width: 16, height: 16, data, channels: 3 }),
      new Uint8Array(jpeg.encode({ width: 16, height: 16, data: Buffer.alloc(1024, 9) }, 90).data),
    ];
    for (const bytes of whole) {
      for (let length = 0; length < bytes.length - 12; length += 7) {
        await expect(
          decodeImage(bytes.subarray(0, length)).then(({ pixels: { length: count } }) => count),
        ).rejects.toThrow();
      }
    }
  });

  it("are refused where refining them would never end", async () => {
    const photo = Buffer.from(jpeg.encode({ width: 8, height: 8, data: Buffer.alloc(256) }, 50).data);
    const scan = photo.subarray(photo.indexOf(Buffer.from([0xff, 0xda])), photo.length - 2);
    await expect(decodeImage(Buffer.concat([photo, ...Array(200).fill(scan)]))).rejects.toThrow("100 scans");
  });

  it("are said to be none where they are none", async () => {
    await expect(decodeImage(Buffer.from("GIF89a"))).rejects.toThrow("neither PNG nor JPEG");
  });
});

describe("resizing", () => {
  const row = (...values: readonly number[]) => ({
    width: values.length,
    height: 1,
    pixels: Float32Array.from(values.flatMap((value) => [value, value, value])),
  });
  const reds = ({ pixels }: { readonly pixels: Float32Array }) => [...pixels].filter((_, index) => index % 3 === 0);

  it("weighs all pixels that a pixel of the result stands for", () => {
    // Half the size: a triangle of reach 2 around 1 and 3 gives the weights 0.75 0.75 0.25, of 1.75 in all.
    const [left, right] = reds(resized(row(7, 14, 21, 28), 2, 1));
    expect(left).toBeCloseTo((0.75 * 7 + 0.75 * 14 + 0.25 * 21) / 1.75, 5);
    expect(right).toBeCloseTo((0.25 * 14 + 0.75 * 21 + 0.75 * 28) / 1.75, 5);
  });

  it("goes in a straight line from one pixel to the next where it grows", () => {
    expect(reds(resized(row(0, 8), 4, 1))).toEqual([0, 2, 6, 8]);
  });

  it("leaves what has the size, and does rows as it does columns", () => {
    const image = row(1, 2, 3);
    expect(resized(image, 3, 1).pixels).toEqual(image.pixels);
    const column = { width: 1, height: 2, pixels: Float32Array.of(0, 0, 0, 8, 8, 8) };
    expect(reds(resized(column, 1, 4))).toEqual([0, 2, 6, 8]);
  });
});

describe("preparing", () => {
  const image = { width: 1, height: 1, pixels: Float32Array.of(0, 51, 255) };

  it("brings values into the range, then takes the mean away and divides by the deviation", () => {
    const preparation = { range: [0, 1], mean: [0.5, 0, 0.5], std: [0.5, 0.2, 0.25] } as const;
    const [r, g, b] = planesOf(image, 3, preparation, true);
    expect([r, g, b].map((value) => value?.toFixed(5))).toEqual(["-1.00000", "1.00000", "2.00000"]);
    expect([...planesOf(image, 3, { range: [-1, 1] }, true)].map((value) => value.toFixed(5))).toEqual([
      "-1.00000",
      "-0.60000",
      "1.00000",
    ]);
  });

  it("turns the channels around where the net wants blue first", () => {
    expect([...planesOf(image, 3, { range: [0, 255], channels: "bgr" }, true)]).toEqual([255, 51, 0]);
  });

  it("is from 0 to 1 for floats and the bytes for integers where nothing is stated; one channel is brightness", () => {
    expect(planesOf(image, 3, undefined, true)[2]).toBeCloseTo(1);
    expect([...planesOf(image, 3, undefined, false)]).toEqual([0, 51, 255]);
    expect(planesOf(image, 1, undefined, false)[0]).toBeCloseTo(0.587 * 51 + 0.114 * 255, 4);
  });
});
