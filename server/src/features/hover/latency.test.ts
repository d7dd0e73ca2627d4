import { type Device, type Devices, refuse } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../../../test/kit/analyse.ts";
import { device, devicesOf, plainTable } from "../../../../test/kit/devices.ts";
import { marked } from "../../../../test/kit/marked.ts";
import { neighboursOf } from "../../../../test/kit/neighbours.ts";
import { hover } from "./index.ts";

const error = { n: 1234, heldOut: "nets", folds: 5, mape: 2.94, p90: 9, within10: 0.9, rank: 0.9, covered: 0.9 };

/** 100,000 ms per GMAC and 100 ms per megabyte of element-wise work; ten thousand MACs a millisecond at best. */
const phone = device("phone", {
  name: "Phone Three",
  chip: "Chip 1",
  units: [
    { unit: "cpu", name: "one core", gmacsPerSecond: { fp32: 0.0125 }, gigabytesPerSecond: 0.1, source: "made up" },
  ],
  takes: [
    { format: "ONNX", isProduced: true },
    { format: ".tflite", isProduced: false },
  ],
  tables: [
    {
      ...plainTable,
      provenance: { source: "github.com/some/one @0123456 a.csv; github.com/some/one @0123456 b.csv", licence: "MIT" },
      coefficients: { conv: { msPerGmac: 1e5 }, elementwise: { msPerMb: 100 } },
      ranges: { conv: { n: 224, macs: [50_000, 60_000], bytes: [1, 1e9] } },
      runMilliseconds: 1,
      error: { ...error, band: [0.9, 1.2] },
    },
    {
      ...plainTable,
      precision: "int8",
      donor: { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1, scale: 0.45, n: 6 },
    },
  ],
});
const other = device("other", { units: phone.units });
const board = device("board", {
  kind: "microcontroller",
  memory: {
    sramBytes: 20_000,
    flashBytes: 100_000,
    overheadBytes: 1000,
    codeBytes: 2000,
    alignment: 16,
    planner: "tflm-greedy",
    source: "made up",
  },
  energy: { picojoulesPerMac: { fp32: 4 }, picojoulesPerByte: { offChip: 100 }, source: "made up" },
});

function at(source: string, known: Devices = devicesOf(phone, other, board)): string {
  const { text, offset } = marked(source);
  const contents = hover(analyseText(text, {}, {}, known), offset, neighboursOf({}, known))?.contents;
  return contents !== undefined && typeof contents === "object" && "value" in contents ? contents.value : "";
}

/** Rows of the table in a hover, by their first cell. */
function rows(text: string): Readonly<Record<string, string>> {
  const cells = text.split("\n").flatMap((line) => {
    const [, head, ...own] = line
      .replaceAll("\u00a0\u00a0\u200b", "")
      .split("|")
      .map((cell) => cell.trim());
    return head === undefined || own.length === 0 ? [] : [[head, own.slice(0, -1).join(" | ").trim()] as const];
  });
  return Object.fromEntries(cells);
}

/**
 * 55,296 MACs: 5.5296 ms of 8.1680 ms, with 1 ms for the run. At best they take 4.4237 ms; 864 B of weights, 3,072 B of input and 8,192 B
 * of result take 0.1213 ms. `tanh` reads and writes 16,384 bytes, 1.6384 ms; at best 0.1638 ms.
 */
const net = (target: string) => `net n {
  input x: f32[1, 3, 16, 16]
  ${target}
  y = x -> conv(8, kernel=3, bias=false) -> relu
  w = y -> tanh -> flatten
  unused = w + w
  output w
}
`;

function over(piece: string, target = "target phone", text = net(target)): string {
  const offset = text.indexOf(piece) + 1;
  return at(`${text.slice(0, offset)}$0${text.slice(offset)}`);
}

describe("hover over a call on targets", () => {
  it("has its time, its share, its kernel, how that is known, and how near it is to the roofline", () => {
    expect(rows(over("conv(8"))).toMatchObject({
      "": "**phone**",
      time: "**5.53 ms** (67.7 %)",
      "of a run's": "8.17 ms (7.35–9.80 ms)",
      kernel: "conv 3x3 with relu",
      "known from": "fitted to 224 kernels (conv)",
      roofline: "compute-bound, 80 % of it",
      "measured for": "xnnpack, fp32, 1 thread",
    });
    expect(rows(over("tanh"))).toMatchObject({
      time: "**1.64 ms** (20.1 %)",
      kernel: "elementwise tanh",
      "known from": "fitted (elementwise)",
      roofline: "memory-bound, 10 % of it",
    });
  });

  it("has several targets side by side: a table, a ratio to it, and a roofline", () => {
    // In 8 bits `tanh` moves a quarter of the bytes: (5.5296 + 0.4096) · 0.45 = 2.6726 ms.
    const text = over("conv(8", "target phone, phone(precision=int8), other");
    expect(rows(text)).toMatchObject({
      "": "**phone** | **phone(precision=int8)** | **other**",
      time: "**5.53 ms** (67.7 %) | **2.49 ms** (93.1 %) | **4.42 ms** (96.4 %)",
      "known from":
        "fitted to 224 kernels (conv) | xnnpack, fp32, 1 thread × 0.45, from 6 nets | roofline: the unit at its best",
      "measured for": "xnnpack, fp32, 1 thread | xnnpack, int8, 1 thread | roofline",
    });
  });

  it("says where work is done that takes no time of its own, and what is left out", () => {
    expect(rows(over("relu"))).toMatchObject({ time: "none of its own", kernel: "in the kernel of `y.conv`" });
    expect(rows(over("flatten"))).toMatchObject({ time: "none of its own", kernel: "nothing is to be run" });
    expect(rows(over("+ w"))).toEqual({});
    const added = net("target phone").replace("w + w", "add(w, w)");
    expect(rows(over("add(", "", added))).toMatchObject({ kernel: "left out: no output needs it" });
  });

  it("says whose kernels run what the runtime has none of its own for", () => {
    const text = "net a {\n  target phone\n  input x: f32[1, 100]\n  y = x -> er$0f\n  output y\n}";
    expect(rows(at(text)).kernel).toBe("elementwise erf rows; by TensorFlow Lite's own kernels");
  });

  it("says what does not run there, and what lies far from what was measured", () => {
    const foreign = net("target phone").replace(
      "  w = y -> tanh",
      "  v: f32[1, 8, 16, 16] = onnx.Foo(y)\n  w = v -> tanh",
    );
    expect(rows(over("Foo", "", foreign))).toMatchObject({
      time: "**? ms**",
      kernel: "does not run there: `onnx.Foo` is not of the catalogue",
    });
    const wide = net("target phone").replace("conv(8", "conv(80");
    expect(rows(over("conv(80", "", wide))["known from"]).toBe("fitted to 224 kernels (conv), **far from those**");
  });

  it("says nothing where the net has no target, or nothing is known of it", () => {
    for (const target of ["", "target board", "target fone"])
      expect(rows(over("conv(8", target)), target).not.toHaveProperty("time");
  });
});

describe("hover over a line on targets", () => {
  it("sums up what stands on it, where its name is bound", () => {
    expect(rows(over("y = x"))).toMatchObject({ time: "**5.53 ms** (67.7 %)" });
    // Elsewhere the name is a tensor alone.
    expect(rows(over("y -> tanh"))).toEqual({});
  });

  it("has a column for each target where a block stands in several places", () => {
    const text = `block b(x) {
  return x -> conv(8, kernel=3, bias=false) -> tanh
}
net n {
  input x: f32[1, 8, 16, 16]
  target phone
  y = x -> first: b -> second: b
  output y
}
`;
    // 147,456 MACs and two maps of 8,192 bytes each: 14.7456 + 1.6384 ms.
    const onCall = rows(over("b -> second", "", text));
    expect(onCall).toMatchObject({
      time: "**16.4 ms** (48.5 %)",
      kernel: "2 kernels",
      "known from": "fitted; 1 of 2 far from what was measured",
      roofline: "compute-bound for 90.0 %, 73 % of it",
    });
    const inside = rows(over("conv(8", "", text));
    expect(inside).toMatchObject({
      "×2 in n": "result | MACs | params | phone",
      "`first.return.conv`": "1×8×16×16 | 147 k | 576 | 14.7 ms",
    });
  });
});

describe("hovers on targets", () => {
  it("answer at every place, also where the text ends", () => {
    const text = net("target phone(precision=int8), other, board\n  budget phone { latency <= 1ms }");
    for (let offset = 0; offset <= text.length; offset++) {
      expect(typeof at(`${text.slice(0, offset)}$0${text.slice(offset)}`)).toBe("string");
      expect(typeof at(`${text.slice(0, offset)}$0`)).toBe("string");
    }
  });
});

describe("hover over a net on targets", () => {
  it("has the total with its band, what it rests on, and what it leaves out", () => {
    expect(rows(over("n {", "target phone, other, board"))).toMatchObject({
      "": "**phone** | **other** | **board**",
      "a run": "**8.17 ms** | **4.59 ms** | nothing has been measured there yet",
      "nine of ten nets": "7.35–9.80 ms | 2.3–13.8 ms, a guess |",
      "measured for": "xnnpack, fp32, 1 thread | roofline |",
      "off by": "2.9 % over 1,234 held-out cases |  |",
      covers: "100.0 % of the MACs | 0.0 % of the MACs |",
      "every run": "1.00 ms beside the lines |  |",
      "by roofline alone": "| `y.conv`, `w.tanh` |",
      "left out": "`unused.add` | `unused.add` |",
    });
  });

  it("says where the numbers come from, each repository once", () => {
    expect(over("n {")).toContain("phone: [some/one](https://github.com/some/one), MIT");
  });

  it("has a board's memory and its energy", () => {
    const { SRAM, flash, energy } = rows(over("n {", "target board"));
    // Two maps of 8,192 bytes; 55,296 MACs of 4 pJ, and 12,160 (with a bias, as kernels have one) and 16,384 bytes of 100 pJ.
    expect(SRAM).toBe("16.4 KB and 1.00 KB of the runtime, of 20.0 KB: fits (tflm-greedy)");
    expect(flash).toBe("864 B and 2.00 KB of code, of 100 KB: fits");
    expect(energy).toBe("3.08 µJ (made up)");
  });
});

describe("hover over a target", () => {
  it("tells what it is, what was measured there, and what the net takes", () => {
    const text = over("phone", "target phone\n  budget phone { latency <= 8ms }");
    expect(text).toContain("**Phone Three** (phone, Chip 1): takes ONNX, .tflite (not written by Lathe)");
    expect(text).toContain("CPU one core: 12.5 M MACs/s in fp32, 0.1 GB/s");
    expect(text).toContain(
      "| **xnnpack, fp32, 1 thread** | `phone` | 2.9 % over 1,234 held-out cases | [some/one](https://github.com/some/one), MIT |",
    );
    expect(text).toContain(
      "| xnnpack, int8, 1 thread | `phone(precision=int8)` | not known: xnnpack, fp32, 1 thread × 0.45, from 6 nets | made for a test, MIT |",
    );
    expect(text).toContain("n there: **8.17 ms** (7.35–9.80 ms), xnnpack, fp32, 1 thread");
    expect(text).toContain("| latency on phone | 8.17 ms | 8.00 ms |");
  });

  it("follows what picks a variant, and tells of a board's memory", () => {
    const text = over("phone(", "target phone(precision=int8)");
    expect(text).toContain("| **xnnpack, int8, 1 thread** |");
    expect(text).toMatch(/n there: \*\*[\d.]+ ms\*\* \(.*\), xnnpack, int8, 1 thread$/m);
    expect(over("board", "target board")).toContain("memory: 20.0 KB SRAM, 100 KB flash");
    expect(over("board", "target board")).toContain("Nothing has been measured there yet.");
  });

  it("says that a device is not known, and nothing of it while devices are not known yet", () => {
    expect(over("fone", "target fone")).toContain("There is no device `fone`");
    const silent = { ids: [], get: () => refuse("silent", "not loaded yet") };
    expect(at(net("target pho$0ne"), silent)).toBe("**phone**: a device that n is for");
  });

  it("names the device that another name leads to", () => {
    const named: Device = { ...phone, aliases: ["p3"] };
    const known = { ids: ["phone"], get: (name: string) => (name === "p3" ? named : refuse("unknown-device", name)) };
    expect(at(net("target p$03"), known)).toContain("**Phone Three**");
  });
});
