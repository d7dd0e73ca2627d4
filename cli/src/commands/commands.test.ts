import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { npz } from "../../../test/kit/tensors.ts";
import { check } from "./check.ts";
import { cost } from "./cost.ts";
import { format } from "./format.ts";

const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lathe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** 8·16·16 outputs × 27 = 55,296 MACs per image, 216 weights. */
const net = `net n(channels: int = 8) {
  dim N = 1
  input x: f32[N, 3, 16, 16]
  y = x -> conv(channels, kernel=3, bias=false)
  output y
}
`;

async function json(path: string, options: Parameters<typeof cost>[1] = {}) {
  return JSON.parse((await cost(path, { ...options, json: true })).output) as Record<string, never>;
}

describe("lathe cost", () => {
  // The figures that torchvision publishes for these nets, and the peaks worked out by hand from their shapes.
  const published = [
    [
      "resnet.net",
      "resnet18",
      { params: 11_689_512, macs: 1_814_073_344, peak_bytes: 4_014_080, size_bytes: 46_796_448 },
    ],
    ["resnet.net", "resnet50", { params: 25_557_032, macs: 4_089_184_256, peak_bytes: 7_225_344 }],
    ["mobilenet.net", "mobilenet_v2", { params: 3_504_872, macs: 300_774_272 }],
  ] as const;
  for (const [name, which, totals] of published) {
    it(`gives ${which} its published figures`, async () => {
      expect(await json(join(examples, name), { net: which })).toMatchObject({ net: which, weights: "random", totals });
    });
  }

  it("prints one JSON document with every member of the contract", async () => {
    const path = file("n.net", net);
    const result = await json(path);
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining([
        "version",
        "file",
        "net",
        "weights",
        "counting",
        "totals",
        "uncompressed",
        "peak",
        "layers",
        "latency",
        "memory",
        "energy",
        "diagnostics",
      ]),
    );
    expect(result).toMatchObject({
      counting: "input",
      peak: {
        at: "y.conv",
        live: [
          { path: "x", bytes: 3072 },
          { path: "y.conv", bytes: 8192 },
        ],
      },
      layers: [
        {
          path: "y.conv",
          op: "conv",
          line: 4,
          output: ["N", 8, 16, 16],
          macs: 55_296,
          params: 216,
          weight_bytes: 864,
          output_bytes: 8192,
          latency_ms: {},
        },
      ],
    });
  });

  it("takes parameters and samples of dims from --set", async () => {
    const path = file("n.net", net);
    expect(await json(path, { set: ["channels=16"] })).toMatchObject({ totals: { params: 432, macs: 110_592 } });
    expect(await json(path, { set: ["N=4"] })).toMatchObject({ dims: { N: 4 }, totals: { macs: 221_184 } });
  });

  it("counts transposed convolutions as it is told", async () => {
    const path = file(
      "t.net",
      "net n {\n  input x: f32[1, 4, 8, 8]\n  y = x -> conv_transpose(4, kernel=2, stride=2, bias=false)\n  output y\n}\n",
    );
    // By input: 4·8·8 positions × 4 × 4 taps. By output: 4·16·16 × 4 × 4.
    expect(await json(path)).toMatchObject({ counting: "input", totals: { macs: 4096 } });
    expect(await json(path, { counting: "paper" })).toMatchObject({ counting: "paper", totals: { macs: 16_384 } });
  });

  it("says at least, null or too large where that is the truth", async () => {
    const foreign = file("f.net", "net n {\n  input x: f32[1, 4]\n  y: f32[1, 4] = onnx.Foo(x)\n  output y\n}\n");
    expect(await json(foreign)).toMatchObject({
      totals: { uncounted: [{ path: "y.Foo", op: "onnx.Foo" }] },
      layers: [{ macs: null }],
    });
    expect((await cost(foreign, {})).output).toContain("MACs    ≥ 0");
    const huge = file(
      "h.net",
      "net n {\n  input x: f32[4503599627370496, 3, 4]\n  y = x -> linear(1000)\n  output y\n}\n",
    );
    expect(await json(huge)).toMatchObject({ totals: { macs: "too large" } });
  });

  it("prints a table and totals for people", async () => {
    const { output, code } = await cost(file("n.net", net), {});
    expect(code).toBe(0);
    expect(output).toMatch(/y\.conv\s+conv\s+N×8×16×16\s+55\.3 k\s+216/);
    expect(output).toContain("MACs    55,296");
    expect(output).toContain("random weights");
  });

  it("says what is wrong in a file that it imports, because the figures suffer", async () => {
    file("lib.net", "block b(x) {\n  y = x -> frob\n  return y\n}\n");
    const path = file("m.net", `import "lib.net" { b }\n${net.replace("output", "z = y -> b\n  output")}`);
    const { code, errors } = await cost(path, {});
    expect(code).toBe(1);
    expect(errors).toMatch(/lib\.net:2:12: error: .*frob.*\[unknown-operator\]/);
    expect(await json(path)).toMatchObject({ complete: false, diagnostics: [{ code: "unknown-operator", line: 2 }] });
  });

  it.skipIf(process.platform === "win32")("reads the file that it is given, also where that is a link", async () => {
    const inside = join(folder, "inside");
    mkdirSync(join(inside, ".git"), { recursive: true });
    symlinkSync(file("n.net", net), join(inside, "link.net"));
    expect((await cost(join(inside, "link.net"), {})).code).toBe(0);
  });

  it("refuses a --set that nothing in the net is called", async () => {
    const path = file("n.net", net);
    expect(await cost(path, { set: ["chanels=4"] })).toMatchObject({
      code: 2,
      errors: expect.stringContaining("It has channels, N."),
    });
    const half = { net: "mobilenet_v2_half", set: ["classes=10"] };
    expect((await cost(join(examples, "mobilenet.net"), half)).code).toBe(0);
  });

  it("counts columns as editors do, who do not see a byte-order mark", async () => {
    expect(await json(file("bom.net", `\ufeffimport "none.net" { a }\n${net}`))).toMatchObject({
      diagnostics: [{ code: "import-not-found", line: 1, column: 8 }],
    });
  });

  it("has nothing to count in a file without nets, whichever way it is asked", async () => {
    const path = file("empty.net", "");
    expect(await cost(path, {})).toMatchObject({ code: 1, output: "", errors: expect.stringContaining("has no net") });
    expect((await cost(path, { json: true })).code).toBe(1);
    expect(await json(path)).toMatchObject({ net: null, layers: [] });
  });

  it("follows the policies of the first target", async () => {
    const path = file("t.net", net.replace("  y =", '  policy pixel4 { "**": @int8 }\n  y ='));
    // 216 weights of one byte, or of four.
    expect(await json(path, { target: "pixel4(threads=1),host" })).toMatchObject({
      totals: { weight_bytes: 216 },
      uncompressed: { weight_bytes: 864 },
    });
    expect(await json(path)).toMatchObject({ totals: { weight_bytes: 864 } });
  });

  it("shows what annotations hold for a layer, and how its result is stored", async () => {
    const path = file("a.net", net.replace("bias=false)", "bias=false) @int8"));
    expect(await json(path)).toMatchObject({
      layers: [{ annotations: ["int8"], dtype: "i8", weight_bytes: 216, output_bytes: 2048 }],
    });
  });

  it("picks choices by their addresses, and gives their bounds", async () => {
    const path = file("c.net", net.replace("  y = x -> conv(channels", "  wide = choose(8, 4)\n  y = x -> conv(wide"));
    const bounds = { exact: true, macs: { min: 27_648, max: 55_296 } };
    expect(await json(path)).toMatchObject({ totals: { macs: 55_296 }, bounds });
    expect(await json(path, { set: ["wide=4"] })).toMatchObject({
      totals: { macs: 27_648 },
      choices: [{ address: "wide", options: ["8", "4"], picked: "4" }],
    });
    expect((await cost(path, { set: ["wide=5"] })).code).toBe(1);
    expect((await cost(path, {})).output).toContain("of 27.6 k … 55.3 k");
  });

  it("holds weights against the net, and says where they come from", async () => {
    writeFileSync(join(folder, "w.npz"), npz({ "y.conv.weight": { shape: [8, 3, 3, 3] } }));
    const path = file("w.net", net.replace("  y =", '  weights "w.npz"\n  y ='));
    expect(await json(path)).toMatchObject({ weights: "w.npz", diagnostics: [] });
    expect((await cost(path, {})).output).toContain("weights from w.npz");
    expect((await cost(path, { set: ["channels=4"] })).errors).toContain("[weight-misshapen]");
    const lost = file("l.net", net.replace("  y =", '  weights "lost.npz"\n  y ='));
    expect(await json(lost)).toMatchObject({ weights: "random", diagnostics: [{ code: "file-unreadable" }] });
  });

  it("exits with 1 for the input's faults and with 2 for the command line's", async () => {
    const path = file("n.net", net);
    expect(await cost(join(folder, "none.net"), {})).toMatchObject({ code: 1, output: "" });
    expect((await cost(folder, {})).errors).toContain("it is a folder");
    expect(await cost(path, { net: "m" })).toMatchObject({ code: 2, errors: expect.stringContaining("It has n.") });
    expect((await cost(path, { set: ["channels"] })).code).toBe(2);
    expect((await cost(path, { counting: "mine" })).code).toBe(2);
    expect((await cost(file("p.net", "*Vertices 2\n"), {})).errors).toContain("Pajek");
    expect(await cost(file("b.net", net.replace("conv", "cnov")), {})).toMatchObject({
      code: 1,
      errors: expect.stringContaining("Did you mean `conv`?"),
    });
  });
});

describe("lathe check", () => {
  it("points at what is wrong, and exits with 1", async () => {
    const path = file("b.net", net.replace("kernel", "kernle"));
    const { code, output } = await check(path, {});
    expect(code).toBe(1);
    expect(output).toContain("b.net:4:27: error:");
    expect(output).toContain("[unknown-argument]");
    expect(JSON.parse((await check(path, { json: true })).output)).toMatchObject({
      weights: "random",
      budgets: [],
      diagnostics: [
        { code: "unknown-argument", line: 4, column: 27, endLine: 4, endColumn: 33 },
        { code: "missing-argument" },
      ],
    });
  });

  it("has nothing to say of the examples but hints at what is slow on their targets", async () => {
    for (const name of ["resnet", "mobilenet", "keyword_spotting", "transformer"]) {
      const { diagnostics } = JSON.parse((await check(join(examples, `${name}.net`), { json: true })).output) as {
        diagnostics: readonly { severity: string; code: string }[];
      };
      expect(diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
    }
  });

  it("judges budgets, and exits with 1 where one is broken", async () => {
    const budget = (limits: string) => file("g.net", net.replace("  y =", `  budget { ${limits} }\n  y =`));
    const kept = await check(budget("macs <= 60k, latency <= 1ms"), { json: true });
    expect(kept.code).toBe(0);
    expect(JSON.parse(kept.output)).toMatchObject({
      weights: "random",
      budgets: [
        { net: "n", target: null, metric: "macs", limit: 60_000, value: 55_296, ok: true },
        { net: "n", target: null, metric: "latency", limit: 0.001, value: null, ok: null },
      ],
    });
    const broken = await check(budget("macs <= 50k, params <= 1k"), {});
    expect(broken.code).toBe(1);
    expect(broken.output).toContain("`macs` is 55.3 k, 11 % over; the limit is 50.0 k. [budget-broken]");
    expect(broken.output).toContain("1 of 2 limits kept");
  });

  it("refuses formats that it does not have", async () => {
    expect((await check(file("n.net", net), { format: "xml" })).code).toBe(2);
  });
});

describe("lathe format", () => {
  it("prints, checks or writes", async () => {
    const path = file("u.net", net.replace("y = x", "y=x"));
    expect(format([path], {}).output).toBe(net);
    expect(format([path], { check: true })).toMatchObject({
      code: 1,
      errors: expect.stringContaining("lathe format --write"),
    });
    expect(format([path], { write: true }).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(net);
    expect(format([path], { check: true }).code).toBe(0);
    expect(format([path], { check: true, write: true }).code).toBe(2);
    expect(format([join(folder, "none.net")], {}).code).toBe(1);
  });

  it("keeps a file's line ends, mark and mode, and leaves nothing beside it", async () => {
    const path = file("crlf.net", `\ufeff${net.replace("y = x", "y=x").replaceAll("\n", "\r\n")}`);
    chmodSync(path, 0o640);
    expect(format([path], { write: true }).code).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(`\ufeff${net.replaceAll("\n", "\r\n")}`);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("leaves files of other programs alone", async () => {
    const hugin = "net {\n  node_size =   (80 40);\n}\n";
    const path = file("hugin.net", hugin);
    expect(format([path], { write: true })).toMatchObject({ code: 1, errors: expect.stringContaining("Hugin") });
    expect(readFileSync(path, "utf8")).toBe(hugin);
  });

  it("finds the examples and the library formatted", async () => {
    const library = fileURLToPath(new URL("../../../library/std/", import.meta.url));
    const names = [examples, library].flatMap((at) =>
      readdirSync(at, { recursive: true, encoding: "utf8" }).map((name) => join(at, name)),
    );
    const files = names.filter((name) => name.endsWith(".net"));
    expect(files.length).toBeGreaterThan(15);
    expect(format(files, { check: true })).toMatchObject({ code: 0, errors: "" });
  });
});
