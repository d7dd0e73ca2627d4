import { isRefusal, type Table } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { tablesFromTimes } from "./times.ts";

const provenance = { source: "made for a test", licence: "MIT" };

function tables(text: string, runtime = "xnnpack"): readonly Table[] {
  const times = tablesFromTimes(text, provenance, { runtime });
  if (isRefusal(times)) throw new Error(times.message);
  return times.tables;
}

const refusal = (text: string, defaults = { runtime: "xnnpack" }) => {
  const times = tablesFromTimes(text, provenance, defaults);
  return isRefusal(times) ? times.message : "accepted";
};

const image = '"f32[1, 8, 8, 8]"';

describe("a table from measured times", () => {
  it("has an entry for each kernel, by the signature that nets are lowered to", () => {
    const text = `input,layer,ms,runs\n${image},"conv(16, kernel=3, pad=1) -> bn -> relu",0.9,20\n${image},relu,0.1,\n`;
    expect(tables(text)).toEqual([
      {
        unit: "cpu",
        runtime: "xnnpack",
        precision: "fp32",
        threads: 1,
        provenance,
        exact: [
          {
            kernel: "conv 3x3 in=8 out=16 out0=8 out1=8 stride=1 batch=1 with bn+relu",
            milliseconds: 0.9,
            n: 20,
          },
          { kernel: "elementwise relu elements=512", milliseconds: 0.1 },
        ],
      },
    ]);
  });

  it("calls further operands b, c, …", () => {
    const text = `input,layer,ms\n"f32[1, 8, 8, 8]; f32[1, 8, 8, 8]",add(b),0.1\n`;
    expect(tables(text)[0]?.exact?.[0]?.kernel).toBe("elementwise add elements=512");
  });

  it("has a grid where kernels fill all crossings", () => {
    const rows = [8, 16].flatMap((out) =>
      [1, 2, 4].map((batch) => `"f32[${batch}, 8, 4, 4]","conv(${out}, kernel=1)",${out * batch}`),
    );
    expect(tables(`input,layer,ms\n${rows.join("\n")}\n`)).toMatchObject([
      {
        grids: [
          {
            kind: "conv 1x1",
            axes: [
              { extent: "out", values: [8, 16] },
              { extent: "batch", values: [1, 2, 4] },
            ],
            fixed: { in: 8, out0: 4, out1: 4, stride: 1 },
            milliseconds: [8, 16, 32, 16, 32, 64],
          },
        ],
      },
    ]);
  });

  it("takes the median of repeats, and notes those that are far apart", () => {
    const text = `input,layer,ms\n${[1, 1.5, 1.2].map((ms) => `${image},relu,${ms}`).join("\n")}\n`;
    const times = tablesFromTimes(text, provenance, { runtime: "xnnpack" });
    expect(times).toMatchObject({
      tables: [{ exact: [{ milliseconds: 1.2, n: 3 }] }],
      notes: ["lines 2, 3, 4: `elementwise relu elements=512` took from 1 to 1.5 ms; the median is taken."],
    });
  });

  it("is one for each unit, runtime, precision and number of threads", () => {
    const text = `input,layer,ms,threads,precision\n${image},relu,1,1,fp32\n${image},relu,1,4,fp32\n${image},relu,1,4,int8\n`;
    expect(tables(text).map(({ threads, precision }) => `${threads} ${precision}`)).toEqual([
      "1 fp32",
      "4 fp32",
      "4 int8",
    ]);
  });

  it.each([
    ["input,layer\n", "the head lacks ms"],
    ["input,layer,ms,cores\n", "line 1: no column is called `cores`"],
    ["input,layer,ms\n", "there are no rows below the head"],
    [`input,layer,ms\n${image},relu\n`, "line 2: there are 2 fields, and 3 columns"],
    [`input,layer,ms\n${image},relu,0\n`, 'line 2: `ms` is "0"; it must be a number above 0'],
    [`input,layer,ms\n${image},rulu,1\n`, /^line 2: .*`rulu`/],
    [`input,layer,ms\n${image},"conv(8, kernel=99, pad=0)",1\n`, /^line 2: /],
    [`input,layer,ms\nf32[8,relu,1\n`, /^line 2: /],
    [
      `input,layer,ms\n${image},"conv(8, kernel=1) -> gelu",1\n`,
      "line 2: it is 2 kernels of xnnpack (conv 1x1, elementwise gelu): measure each alone",
    ],
    [`input,layer,ms\n${image},flatten,1\n`, "line 2: nothing runs for it"],
    [`input,layer,ms,threads\n${image},relu,1,0\n`, 'line 2: `threads` is "0"; it must be a whole number from 1'],
    [`input,layer,ms,precision\n${image},relu,1,int4\n`, /^line 2: `precision` is "int4"/],
    [`input,layer,ms,unit\n${image},relu,1,tpu\n`, /^line 2: `unit` is "tpu"/],
    [`input,layer,ms,runs\n${image},relu,1,1.5\n`, /^line 2: `runs` is "1.5"/],
  ])("refuses %j", (text, message) => {
    expect(refusal(text)).toMatch(message);
  });

  it("needs to know the runtime", () => {
    const times = tablesFromTimes(`input,layer,ms\n${image},relu,1\n`, provenance);
    expect(isRefusal(times) && times.message).toBe(
      "line 2: there is no `runtime`: a time without its runtime is a rumour",
    );
  });

  it("names all wrong rows, and takes none of the others", () => {
    expect(refusal(`input,layer,ms\n${image},relu,-1\n${image},relu,1\n${image},rulu,1\n`)).toMatch(
      /^line 2: .*\nline 4: /,
    );
  });
});
