import { type Devices, refuse } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import type { CompletionItem } from "vscode-languageserver";
import { analyseText } from "../../../../test/kit/analyse.ts";
import { device, devicesOf, plainTable } from "../../../../test/kit/devices.ts";
import { marked } from "../../../../test/kit/marked.ts";
import { neighboursOf } from "../../../../test/kit/neighbours.ts";
import { completion, resolveItem } from "./index.ts";

const phone = device("phone", {
  name: "Phone Three",
  chip: "Chip 1",
  aliases: ["SM-G123"],
  tables: [
    plainTable,
    { ...plainTable, threads: 4 },
    { ...plainTable, precision: "int8" },
    { ...plainTable, runtime: "tflite-2.1" },
  ],
});
const devices = devicesOf(device("asic"), phone, device("pixel4"), device("board"));

function items(line: string, known: Devices = devices): readonly CompletionItem[] {
  const { text, offset } = marked(`net n {\n  input x: f32[1, 8]\n${line}\n  y = x -> relu\n  output y\n}\n`);
  const found = completion(analyseText(text, {}, {}, known), offset, neighboursOf({}, known));
  return [...found].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
}

const labels = (line: string) => items(line).map(({ label }) => label);
const details = (line: string) => items(line).map(({ label, detail }) => `${label} ${detail}`);

describe("targets", () => {
  it("are all devices: those that the file names, those that many have, the others", () => {
    expect(labels("  target $0")).toEqual(["pixel4", "asic", "phone", "board"]);
    expect(labels("  target ph$0")).toContain("phone");
    expect(labels("  target board\n  budget $0")).toEqual(["board", "pixel4", "asic", "phone"]);
    expect(labels("  policy $0")).toHaveLength(4);
  });

  it("go on behind a comma, without those that stand there", () => {
    expect(labels("  target phone(threads=4), pixel4, $0")).toEqual(["asic", "board"]);
    expect(labels("  target phone $0")).not.toContain("pixel4");
  });

  it("are found by what people call them", () => {
    const item = items("  target $0").find(({ label }) => label === "phone");
    expect(item).toMatchObject({ detail: "Phone Three, Chip 1", filterText: "phone Phone Three SM-G123" });
    const { documentation } = resolveItem(item ?? { label: "" }, neighboursOf({}, devices));
    expect(JSON.stringify(documentation)).toContain("**Phone Three** (phone, Chip 1)");
  });

  it("are those that the file names where no devices are known yet, and what is not known stays", () => {
    const silent = { ids: [], get: () => refuse("silent", "not loaded yet") };
    expect(items("  target jetson\n  budget $0", silent)).toMatchObject([
      { label: "jetson", detail: "named in this file" },
    ]);
    expect(labels("  target jetson\n  budget $0")[0]).toBe("jetson");
  });
});

describe("limits on a target", () => {
  // 8 numbers of 4 bytes read and written: 64 bytes, at 1e5 ms per MB 6.4 ms.
  const table = { ...plainTable, coefficients: { elementwise: { msPerMb: 1e5 } } };
  const error = { n: 20, heldOut: "nets", folds: 5, mape: 5, p90: 9, within10: 0.9, rank: 0.9, covered: 0.9 };
  const known = devicesOf(
    device("phone", {
      tables: [
        { ...table, error: { ...error, band: [0.9, 1.21] } },
        { ...table, threads: 4 },
      ],
    }),
  );
  const limits = (line: string) =>
    items(line, known).map(({ label, detail, insertText }) => [label, detail, insertText].filter(Boolean).join(": "));

  it("begin at the far end of today's band, where they are kept for sure", () => {
    expect(limits("  budget phone { latency <= $0 }")).toEqual(["7.8ms: today 6.40 ms (5.76–7.74 ms)"]);
    expect(limits("  budget phone(threads=4) { latency <= $0 }")).toEqual(["13ms: today 6.40 ms (3.20–12.8 ms)"]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the place of a snippet.
    const metric = "latency: today 6.40 ms (5.76–7.74 ms): latency <= ${1:7.8ms}";
    expect(limits("  budget phone { $0 }")).toContain(metric);
    // Of all targets the one that is looked at.
    expect(limits("  target phone\n  budget { $0 }")).toContain(metric);
  });

  it("are examples where nothing is known", () => {
    expect(limits("  budget { latency <= $0 }")).toEqual(["25ms: not known here"]);
    expect(limits("  budget phone { energy <= $0 }")).toEqual(["3mJ: not known here"]);
    expect(limits("  budget phone { sqnr >= $0 }")).toEqual(["20dB: not known yet"]);
  });
});

describe("what picks a variant of a target", () => {
  it("is named, with what the device has of it", () => {
    const all = ["threads= 1, 4", "precision= fp32, int8", "runtime= xnnpack, tflite-2.1", "unit= cpu"];
    expect(details("  target phone($0")).toEqual(all);
    expect(details("  budget phone($0) { latency <= 1ms }")).toEqual(all);
    expect(details("  target pixel4, phone(thr$0)")).toEqual(all);
    expect(details("  target phone(threads=4, $0)")).toEqual(["precision= fp32", "runtime= xnnpack", "unit= cpu"]);
  });

  it("has the values of the tables that fit what stands there already", () => {
    expect(details("  target phone(threads=$0)")).toEqual([
      "1 xnnpack, fp32, 1 thread; xnnpack, int8, 1 thread; tflite-2.1, fp32, 1 thread",
      "4 xnnpack, fp32, 4 threads",
    ]);
    expect(labels("  target phone(threads=4$0)")).toEqual(["1", "4"]);
    expect(labels("  target phone(precision=$0)")).toEqual(["fp32", "int8"]);
    expect(labels("  target phone(precision=int8, threads=$0)")).toEqual(["1"]);
  });

  it("is quoted where it is no word", () => {
    expect(items("  target phone(runtime=$0)")).toMatchObject([
      { label: "xnnpack", insertText: "xnnpack" },
      { label: "tflite-2.1", insertText: '"tflite-2.1"' },
    ]);
    expect(items('  target phone(runtime="t$0")')).toMatchObject([
      { label: "xnnpack", textEdit: { newText: "xnnpack" } },
      { label: "tflite-2.1", textEdit: { newText: "tflite-2.1" } },
    ]);
    expect(labels('  target phone(runtime="tflite-2.1", threads=$0)')).toEqual(["1"]);
  });

  it("is offered at every place, also where the text ends", () => {
    const line =
      '  target phone(threads=4, runtime="tflite-2.1"), pixel4\n  budget phone(unit=cpu) { latency <= 25ms }';
    for (let at = 0; at <= line.length; at++) {
      expect(items(`${line.slice(0, at)}$0${line.slice(at)}`)).toBeInstanceOf(Array);
      expect(items(`${line.slice(0, at)}$0`)).toBeInstanceOf(Array);
    }
  });

  it("is nothing where the device or the setting is not known", () => {
    expect(labels("  target fone($0)")).toEqual([]);
    expect(labels("  target phone(speed=$0)")).toEqual([]);
  });
});
