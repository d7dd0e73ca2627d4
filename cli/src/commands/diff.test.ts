import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { device, plainTable } from "../../../test/kit/devices.ts";
import { type DiffOptions, diff } from "./diff.ts";

const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "lathe-")));
const isWindows = process.platform === "win32";

// Names are read and shown from where the user stands.
beforeEach(() => {
  vi.stubEnv("INIT_CWD", folder);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
  return name;
}

/** 216 weights, used at 16·16 places: 55,296 MACs. */
const net = `net n(channels: int = 8) {
  dim N = 1
  input x: f32[N, 3, 16, 16]
  y = x -> conv(channels, kernel=3, bias=false) -> relu
  output y
}
`;
const other = (text: string) => net.replace("net n(", `net ${text}(`);

async function json(before: string, after: string, options: DiffOptions = {}) {
  return JSON.parse((await diff(before, after, { ...options, json: true })).output) as Record<string, never>;
}

describe("lathe diff", () => {
  it("prints totals, and the layers that changed", async () => {
    const wide = net.replace("= 8)", "= 16)").replace("relu", "gelu");
    const { code, output, errors } = await diff(file("a.net", net), file("b.net", wide), {});
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    // 16 instead of 8 output channels: twice the weights, and relu costs one operation for each of 8·16·16 elements.
    expect(output).toMatch(/^a\.net → b\.net\n\nn\n/);
    expect(output).toMatch(/^ +params +216 +432 +\+216 \(\+100 %\)$/m);
    expect(output).toMatch(/^ +MACs +55,296 +110,592 +\+55,296 \(\+100 %\)$/m);
    expect(output).toMatch(/^ +size +864 B +1,728 B +\+864 B \(\+100 %\)$/m);
    // The input's 3,072 B and the convolution's result, 8,192 B and then 16,384 B; the activation writes over its operand.
    expect(output).toMatch(/^ +peak +11,264 B +19,456 B +\+8,192 B \(\+72\.7 %\)$/m);
    expect(output).toMatch(/^ +peak at +y\.conv +y\.conv +same$/m);
    expect(output).toMatch(
      /^ ~ y\.conv +conv +N×8×16×16 → N×16×16×16 +\+55\.3 k +\+111 k +\+216 +\+864 B +out 8 → 16$/m,
    );
    expect(output).toMatch(/^ − y\.relu +relu +N×8×16×16 +−2\.05 k$/m);
    expect(output).toMatch(/^ \+ y\.gelu +gelu /m);
    expect(output).toMatch(/^ +1 layer changed, 1 added, 1 removed$/m);
  });

  it("says so where nothing changed", async () => {
    const { code, output } = await diff(file("a.net", net), "a.net", {});
    expect(code).toBe(0);
    expect(output).toContain("n: no difference");
    expect(output).toMatch(/^ +params +216 +216 +same$/m);
    expect((await diff(join(examples, "resnet.net"), join(examples, "resnet.net"), {})).output).toContain(
      "No difference.",
    );
  });

  it("calls renamed layers moved, those that were renamed together in one line", async () => {
    const { output } = await diff(file("a.net", net), file("b.net", net.replaceAll("y", "z")), {});
    expect(output).toContain("→ y is z now (2 layers)");
    expect(output).toMatch(/^ +2 layers moved$/m);
    expect(await json("a.net", "b.net")).toMatchObject({
      layers: [
        { path: "z.conv", from: "y.conv", status: "moved", delta: { macs: 0 } },
        { path: "z.relu", from: "y.relu", status: "moved" },
      ],
    });
  });

  it("gives JSON with every member of the contract", async () => {
    const document = await json(file("a.net", net), file("b.net", net.replace(" -> relu", " @int8 -> bn")));
    expect(Object.keys(document)).toEqual(["version", "before", "after", "totals", "layers", "nets"]);
    expect(document).toMatchObject({
      version: 1,
      before: { file: "a.net", net: "n", totals: { params: 216, macs: 55_296, uncounted: [] }, peak: { at: "y.conv" } },
      after: { file: "b.net", net: "n", totals: { params: 232 } },
      layers: [
        {
          path: "y.conv",
          status: "changed",
          before: { path: "y.conv", op: "conv", output: ["N", 8, 16, 16], annotations: [], weight_bytes: 864 },
          after: { dtype: "i8", annotations: ["@int8"], weight_bytes: 216 },
          delta: { params: 0, macs: 0, weight_bytes: -648, size_bytes: -648 },
        },
        { path: "y.relu", status: "removed", after: null, delta: { params: 0, flops: -2048, live_bytes: null } },
        { path: "y.bn", status: "added", before: null, delta: { params: 16 } },
      ],
      nets: [{ net: "n", status: "changed", layers: { added: 1, removed: 1, changed: 1, moved: 0, same: 0 } }],
    });
    expect(document.totals).toContainEqual({ metric: "params", before: 216, after: 232, delta: 16 });
    const metrics = ["params", "macs", "flops", "weight_bytes", "size_bytes", "peak_bytes"];
    expect(document.totals).toMatchObject(metrics.map((metric) => ({ metric })));
  });

  it("says null, at least, or too large where that is the truth", async () => {
    const foreign = "net n {\n  input x: f32[1, 4]\n  y: f32[1, 4] = onnx.Foo(x)\n  output y\n}\n";
    const known = foreign.replace("onnx.Foo(x)", "relu(x)");
    file("a.net", foreign);
    file("b.net", known);
    expect(await json("a.net", "b.net")).toMatchObject({
      before: { totals: { uncounted: [{ path: "y.Foo" }] } },
      totals: expect.arrayContaining([{ metric: "macs", before: 0, after: 0, delta: null }]),
      layers: expect.arrayContaining([
        expect.objectContaining({ path: "y.Foo", delta: expect.objectContaining({ macs: null }) }),
      ]),
    });
    expect((await diff("a.net", "b.net", {})).output).toMatch(/^ +MACs +≥ 0 +0 +\?$/m);
    file("h.net", "net n {\n  input x: f32[4503599627370496, 4]\n  y = x -> linear(1000)\n  output y\n}\n");
    expect(await json("b.net", "h.net")).toMatchObject({
      totals: expect.arrayContaining([{ metric: "macs", before: 0, after: "too large", delta: "too large" }]),
    });
    expect(await json("h.net", "b.net")).toMatchObject({
      totals: expect.arrayContaining([{ metric: "macs", before: "too large", after: 0, delta: null }]),
    });
  });

  it("compares all nets of the same name, and lists the others", async () => {
    file("a.net", `${net}${other("gone")}${other("kept")}`);
    file("b.net", `${other("kept")}${net.replace("kernel=3", "kernel=1")}${other("fresh")}`);
    const { output } = await diff("a.net", "b.net", {});
    expect(output).toMatch(/^ +kept +216 /m);
    expect(output).toMatch(/^ ~ +n +24 \(−88\.9 %\)/m);
    expect(output).toMatch(/^ \+ +fresh +216 /m);
    expect(output).toMatch(/^ − +gone +216 /m);
    expect(output).toContain("kernel 3 → 1");
    expect(await json("a.net", "b.net")).toMatchObject({
      before: { net: "kept" },
      after: { net: "kept" },
      nets: [
        { net: "kept", status: "same" },
        { net: "n", status: "changed" },
        { net: "fresh", status: "added" },
        { net: "gone", status: "removed" },
      ],
    });
  });

  it("compares the net that is asked for, also one that only one version has", async () => {
    file("a.net", net);
    file("b.net", `${net}${other("fresh")}`);
    expect((await diff("a.net", "b.net", {})).output).not.toContain("No difference");
    expect(await json("a.net", "b.net", { net: "n" })).toMatchObject({ before: { net: "n" }, nets: [{ net: "n" }] });
    expect(await json("a.net", "b.net", { net: "fresh" })).toMatchObject({
      before: { net: null, totals: null },
      after: { net: "fresh" },
      totals: expect.arrayContaining([{ metric: "params", before: null, after: 216, delta: 216 }]),
    });
    expect((await diff("a.net", "b.net", { net: "fresh" })).output).toContain("fresh: added");
    expect(await diff("a.net", "b.net", { net: "frehs" })).toMatchObject({
      code: 2,
      errors: "Neither file has a net `frehs`. There is n, fresh.\n",
    });
  });

  it("compares the first nets of files that have no name in common, and examples where there are no nets", async () => {
    const { output } = await diff(file("a.net", net), file("b.net", other("m")), {});
    expect(output).toContain("n → m: no difference");
    const block = "## example: b on f32[1, 4]\nblock b(x) {\n  y = x -> linear(4)\n  return y\n}\n";
    file("b.net", block.replace("linear(4)", "linear(5)"));
    expect(await json(file("a.net", block), "b.net")).toMatchObject({
      before: { net: "b", totals: { params: 20 } },
      after: { totals: { params: 25 } },
    });
  });

  it("takes parameters, dims and the counting rule for both versions", async () => {
    file("a.net", net);
    file(
      "b.net",
      net.replace("channels: int = 8", "channels: int = 8, kernel: int = 3").replace("kernel=3", "kernel=kernel"),
    );
    expect(await json("a.net", "b.net", { set: ["channels=16", "N=2"] })).toMatchObject({
      before: { dims: { N: 2 }, totals: { params: 432 } },
      after: { totals: { params: 432 } },
    });
    // A parameter may be new.
    expect(await json("a.net", "b.net", { set: ["kernel=1"] })).toMatchObject({
      before: { totals: { params: 216 } },
      after: { totals: { params: 24 } },
    });
    expect(await diff("a.net", "b.net", { set: ["chanels=16"] })).toMatchObject({
      code: 2,
      errors: expect.stringContaining("There is channels, kernel, N."),
    });
    file(
      "t.net",
      "net n {\n  input x: f32[1, 4, 8, 8]\n  y = x -> conv_transpose(4, kernel=2, stride=2, bias=false)\n  output y\n}\n",
    );
    expect(await json("t.net", "t.net", { counting: "paper" })).toMatchObject({
      after: { counting: "paper", totals: { macs: 16_384 } },
    });
    expect((await diff("a.net", file("n.net", net.replace("N = 1", "N = 4")), {})).output).toContain(
      "before at N = 1, after at N = 4",
    );
  });

  it("prints the difference of files with errors, the errors beside it, and exits with 1", async () => {
    file("lib.net", "block b(x) {\n  y = x -> frob\n  return y\n}\n");
    file("a.net", net);
    file("b.net", `import "lib.net" { b }\n${net.replace("-> relu", "-> b")}`);
    const { code, output, errors } = await diff("a.net", "b.net", {});
    expect(code).toBe(1);
    expect(errors).toMatch(/^lib\.net:2:12: error: .*frob.*\[unknown-operator\]$/m);
    expect(output).toMatch(/^ +params +216 +≥ 216 +\?$/m);
    expect(output).toContain("− y.relu");
    // What is broken on both sides in the same way may still differ.
    expect((await diff("b.net", "b.net", {})).output).not.toContain("no difference");
  });

  it("has nothing to say of files without nets", async () => {
    file("empty.net", "");
    expect(await diff("empty.net", "empty.net", {})).toEqual({
      code: 1,
      output: "",
      errors: "empty.net has no net.\n",
    });
    expect(await json("empty.net", "empty.net")).toMatchObject({
      before: { net: null },
      after: { net: null },
      layers: [],
      nets: [],
    });
    expect(await json("empty.net", file("a.net", net))).toMatchObject({
      before: { file: "empty.net", net: null },
      after: { net: "n" },
    });
  });

  it("exits with 1 for what cannot be read and with 2 for wrong usage", async () => {
    file("a.net", net);
    expect(await diff("a.net", "none.net", {})).toMatchObject({
      code: 1,
      output: "",
      errors: "none.net: there is no such file.\n",
    });
    expect((await diff("none.net", "a.net", {})).errors).toContain("none.net");
    expect((await diff("a.net", file("p.net", "*Vertices 2\n"), {})).errors).toContain("Pajek");
    expect((await diff("a.net", "a.net", { format: "html" })).code).toBe(2);
    expect((await diff("a.net", "a.net", { counting: "mine" })).code).toBe(2);
    expect((await diff("a.net", "a.net", { set: ["channels"] })).code).toBe(2);
    expect(await diff("a.net", "a.net", { target: "pixel44" })).toMatchObject({
      code: 2,
      errors: expect.stringContaining("There is no device `pixel44`"),
    });
  });
});

describe("lathe diff on targets", () => {
  /** 1,000 ms for each GMAC of `linear` in fp32, 250 ms in int8; nothing else is known. */
  const linear = (msPerGmac: number) => ({ linear: { msPerGmac, msPerMb: 0, msPerKernel: 0 } });
  const mine = device("mine", {
    tables: [
      { ...plainTable, coefficients: linear(1000) },
      { ...plainTable, precision: "int8", coefficients: linear(250) },
    ],
  });
  const chip = device("chip", {
    kind: "microcontroller",
    tables: [{ ...plainTable, runtime: "tflm", coefficients: linear(4000) }],
    memory: {
      sramBytes: 100_000,
      flashBytes: 1e7,
      overheadBytes: 0,
      alignment: 16,
      planner: "tflm-greedy",
      source: "made for a test",
    },
    energy: { picojoulesPerMac: { fp32: 2 }, picojoulesPerByte: { offChip: 1e-9 }, source: "made for a test" },
  });
  beforeEach(() => {
    file(".lathe/devices/mine.json", JSON.stringify(mine));
    file(".lathe/devices/chip.json", JSON.stringify(chip));
  });

  /** 1,000 × 1,000 MACs and 1,000 × `out`: a second for each GMAC makes 1 ms of the first. */
  const dense = (target: string, out: number, end = "") =>
    `net n {\n  input x: f32[1, 1000]\n${target === "" ? "" : `  target ${target}\n`}  y = x -> linear(1000, bias=false) -> linear(${out}, bias=false)${end}\n  output y\n}\n`;

  it("has milliseconds of the net and of what changed, with band and source", async () => {
    const { code, output, errors } = await diff(
      file("a.net", dense("mine", 1000)),
      file("b.net", dense("mine", 4000)),
      {},
    );
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(output).toMatch(/^ +latency on mine +2\.00 ms +5\.00 ms +\+3\.00 ms \(\+150 %\)$/m);
    // Nobody has measured how wrong the table is: then twice, and half, is likely.
    expect(output).toMatch(
      /^ +mine: [\d.]+–[\d.]+ ms before, [\d.]+–[\d.]+ ms after: fitted, xnnpack, fp32, 1 thread, band guessed$/m,
    );
    expect(output).toMatch(/^ +layer .* mine +written$/m);
    expect(output).toMatch(/^ ~ y\.linear_2 .* \+3\.00 ms +out 1000 → 4000$/m);
    expect(output).not.toContain("~ y.linear ");
    const document = await json("a.net", "b.net");
    expect(document).toMatchObject({
      before: { latency: [{ target: "mine", ms: 2, source: "fitted", runtime: "xnnpack" }], memory: [], energy: [] },
      after: { latency: [{ target: "mine", ms: 5 }] },
      layers: [
        { path: "y.linear", status: "same", delta: { latency_ms: { mine: 0 } } },
        {
          path: "y.linear_2",
          before: { latency_ms: { mine: 1 } },
          after: { latency_ms: { mine: 4 } },
          delta: { latency_ms: { mine: 3 } },
        },
      ],
      nets: [
        { totals: expect.arrayContaining([{ metric: "latency_ms", target: "mine", before: 2, after: 5, delta: 3 }]) },
      ],
    });
    expect(document.totals).toContainEqual({ metric: "latency_ms", target: "mine", before: 2, after: 5, delta: 3 });
  });

  it("compares on the targets of either version, or on those that are asked for", async () => {
    file("a.net", dense("", 1000));
    file("b.net", dense("chip, mine", 1000));
    const { output } = await diff("a.net", "b.net", {});
    expect(output).toContain("n: no difference");
    expect(output).toMatch(/^ +latency on chip +8\.00 ms +8\.00 ms +same$/m);
    expect(output).toMatch(/^ +latency on mine +2\.00 ms +2\.00 ms +same$/m);
    // Two tensors of 4,000 B are alive; energy is 2 pJ for each of 2 · 10⁶ MACs, bytes taking next to none.
    expect(output).toMatch(/^ +arena on chip +8,000 B +8,000 B +same$/m);
    expect(output).toMatch(/^ +energy on chip +4\.00 µJ +4\.00 µJ +same$/m);
    const asked = (await diff("a.net", "b.net", { target: "mine(precision=int8)" })).output;
    expect(asked).toMatch(/^ +latency on mine\(precision=int8\) +500 µs +500 µs +same$/m);
    expect(asked).not.toContain("chip");
    // A version that is not there takes no time.
    file("c.net", `${dense("mine", 1000)}${dense("mine", 1000).replace("net n", "net fresh")}`);
    expect((await diff("b.net", "c.net", { net: "fresh" })).output).toMatch(
      /^ +latency on mine +2\.00 ms +\+2\.00 ms$/m,
    );
  });

  it("names layers that only take another time, such as by a policy for the target", async () => {
    const policy = 'mine\n  policy mine { "y.linear": @int8 }';
    const { output } = await diff(file("a.net", dense("mine", 1000)), file("b.net", dense(policy, 1000)), {});
    expect(output).not.toContain("no difference");
    expect(output).toMatch(/^ +latency on mine +2\.00 ms +1\.25 ms +−750 µs \(−37\.5 %\)$/m);
    expect(output).toMatch(/^ ~ y\.linear +linear +1×1000 +−0\.75 ms$/m);
    expect(output).toContain("2 layers unchanged");
    expect(await json("a.net", "b.net")).toMatchObject({ nets: [{ status: "changed" }] });
  });

  it("has a column for each target where there are several nets", async () => {
    const two = (out: number) => `${dense("mine", out)}${dense("chip", 1000).replace("net n", "net m")}`;
    const { output } = await diff(file("a.net", two(1000)), file("b.net", two(4000)), {});
    expect(output).toMatch(/^ +net +params .* mine +chip$/m);
    expect(output).toMatch(/^ ~ +n .* 5\.00 ms \(\+150 %\)$/m);
    expect(output).toMatch(/^ {4}m .* 8\.00 ms$/m);
  });

  it("says what is not known, and takes no difference of it unless both leave out the same", async () => {
    const foreign = (out: number, name: string) => dense("mine, host", out, ` -> onnx.${name}`);
    file("a.net", foreign(1000, "Foo"));
    file("b.net", foreign(4000, "Foo"));
    const { output } = await diff("a.net", "b.net", {});
    expect(output).toMatch(/^ +latency on mine +≥ 2\.00 ms +≥ 5\.00 ms +\+3\.00 ms \(\+150 %\)$/m);
    expect(output).toContain("  host: latency is not known: nothing has been measured there yet");
    expect(output).not.toContain("latency on host");
    const document = await json("a.net", "b.net");
    expect(document.totals).toContainEqual({
      metric: "latency_ms",
      target: "host",
      before: null,
      after: null,
      delta: null,
    });
    const other = await diff("a.net", file("c.net", foreign(1000, "Bar")), {});
    expect(other.output).toMatch(/^ +latency on mine +≥ 2\.00 ms +≥ 2\.00 ms +\?$/m);
    expect(other.output).toMatch(/^ \+ y\.Bar .* \?$/m);
    expect((await json("a.net", "c.net")).totals).toContainEqual(
      expect.objectContaining({ metric: "latency_ms", target: "mine", delta: null }),
    );
  });
});

describe("lathe diff with git", () => {
  const git = (...words: readonly string[]) =>
    execFileSync("git", [
      "-C",
      join(folder, "repository"),
      "-c",
      "user.name=Ada",
      "-c",
      "user.email=ada@example.org",
      ...words,
    ]);

  beforeEach(() => {
    file("repository/nets/part.net", "block part(x) {\n  y = x -> conv(8, kernel=3, bias=false)\n  return y\n}\n");
    file(
      "repository/nets/a.net",
      `import "part.net" { part }\n${net.replace("conv(channels, kernel=3, bias=false)", "part")}`,
    );
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--no-gpg-sign", "--message", "one");
    vi.stubEnv("INIT_CWD", join(folder, "repository", "nets"));
  });
  afterEach(() => rmSync(join(folder, "repository"), { recursive: true }));

  it("reads a file and what it imports as they were", async () => {
    file("repository/nets/part.net", "block part(x) {\n  y = x -> conv(8, kernel=1, bias=false)\n  return y\n}\n");
    expect(await json("HEAD:a.net", "a.net")).toMatchObject({
      before: { file: "HEAD:a.net", totals: { params: 216 } },
      after: { file: "a.net", totals: { params: 24 } },
    });
    expect(await json("HEAD:a.net", "HEAD:../nets/a.net")).toMatchObject({ nets: [{ status: "same" }] });
  });

  it("names the revision of an error", async () => {
    file("repository/nets/part.net", "block part(x) {\n  y = x -> frob\n  return y\n}\n");
    git("commit", "--quiet", "--no-gpg-sign", "--all", "--message", "two");
    const { code, errors } = await diff("HEAD~1:a.net", "HEAD:a.net", {});
    expect(code).toBe(1);
    expect(errors).toMatch(/^HEAD:part\.net:2:12: error: /);
  });

  it("says why there is nothing to read", async () => {
    expect(await diff("nowhere:a.net", "a.net", {})).toEqual({
      code: 1,
      output: "",
      errors: "nowhere:a.net: There is no revision `nowhere`.\n",
    });
    expect((await diff("HEAD:b.net", "a.net", {})).errors).toBe(
      "HEAD:b.net cannot be read: there is no such file at HEAD.\n",
    );
  });

  it.skipIf(isWindows)("takes a file whose name has a colon for a file", async () => {
    file("repository/nets/HEAD:a.net", net.replace("= 8)", "= 16)"));
    expect(await json("HEAD:a.net", "a.net")).toMatchObject({ before: { totals: { params: 432 } } });
  });
});
