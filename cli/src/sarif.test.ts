/** `lathe check --format sarif`, against the schema that OASIS publishes. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import type { Log } from "sarif";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "./commands/check.ts";
import type { DiagnosticJson } from "./output.ts";
import { sarif } from "./sarif.ts";
import { version } from "./version.ts";

const schema = createRequire(import.meta.url).resolve("schemastore/schemas/json/sarif-2.1.0.json");
// One pattern of the schema is none to the stricter reading of regular expressions.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile<Log>(JSON.parse(readFileSync(schema, "utf8")));

/** What the schema has against a log. */
function faults(log: unknown): readonly string[] {
  return validate(log) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "lathe-")));
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

/** The log of a file, which is valid. */
async function logOf(name: string): Promise<Log> {
  const log: unknown = JSON.parse((await check(name, { format: "sarif" })).output);
  expect(faults(log)).toEqual([]);
  if (!validate(log)) throw new Error("expected a valid log");
  return log;
}

async function resultsOf(name: string) {
  return (await logOf(name)).runs[0]?.results ?? [];
}

const net = "net n {\n  input x: f32[1, 3, 16, 16]\n  y = x -> conv(8, kernel=3)\n  output y\n}\n";

describe("lathe check --format sarif", () => {
  it("names the program and its version, the package's own", async () => {
    const path = fileURLToPath(new URL("../package.json", import.meta.url));
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ version });
    expect(await logOf(file("a.net", net))).toMatchObject({
      version: "2.1.0",
      runs: [{ tool: { driver: { name: "Lathe", version, rules: [] } }, results: [] }],
    });
  });

  it("says of which file it is, so that several logs can be given to a code host", async () => {
    expect((await logOf(file("nets/a.net", net))).runs[0]?.automationDetails).toEqual({ id: "lathe/nets/a.net/" });
  });

  it("has errors with their help, and a rule for each code", async () => {
    const log = await logOf(file("b.net", net.replace("conv(", "cnov(").replace("output y", "output z")));
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    const results = log.runs[0]?.results ?? [];
    expect(results.length).toBeGreaterThan(1);
    for (const { ruleId, ruleIndex = -1 } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    expect(results).toContainEqual(
      expect.objectContaining({
        ruleId: "unknown-operator",
        level: "error",
        message: { text: expect.stringMatching(/`cnov`.*Did you mean `conv`\?/) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "b.net" },
              region: { startLine: 3, startColumn: 12, endLine: 3, endColumn: 16 },
            },
          },
        ],
      }),
    );
    expect(rules).toContainEqual({ id: "unknown-operator", shortDescription: { text: "Unknown operator" } });
  });

  it("has warnings, and hints as notes", async () => {
    const unused = `## example: b on\nblock b(x) {\n  return x\n}\n${net}`;
    expect(await resultsOf(file("w.net", unused))).toContainEqual(expect.objectContaining({ level: "warning" }));
    const later = net.replace("  y =", "  budget { accuracy_drop <= 1% }\n  y =");
    expect(await resultsOf(file("i.net", later))).toContainEqual(
      expect.objectContaining({ ruleId: "not-known-yet", level: "note" }),
    );
    const unlabelled = net
      .replace("kernel=3)", "kernel=3) -> conv(8, kernel=3)")
      .replace("  y =", '  weights "w.npz"\n  y =');
    expect(await resultsOf(file("h.net", unlabelled))).toContainEqual(
      expect.objectContaining({ ruleId: "label-missing", level: "note" }),
    );
  });

  it("names files as a code host does, whatever their name", async () => {
    const broken = net.replace("conv(", "cnov(");
    const uri = async (name: string) =>
      (await resultsOf(file(name, broken)))[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    expect(await uri("netze/mein netz – größer.net")).toBe("netze/mein%20netz%20%E2%80%93%20gr%C3%B6%C3%9Fer.net");
    expect(await uri("100%25 [x]&#.net")).toBe("100%2525%20%5Bx%5D%26%23.net");
    if (sep === "/") expect(await uri("a:b\\c.net")).toBe("a%3Ab%5Cc.net");
    vi.stubEnv("INIT_CWD", join(folder, "netze"));
    expect(
      (await resultsOf("../100%25 [x]&#.net"))[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
    ).toMatch(/^file:\/\/\/.*\/100%2525%20%5Bx%5D%26%23\.net$/);
  });

  it("puts reports of imported files where they stand", async () => {
    file("lib/part.net", "block part(x) {\n  y = x -> frob\n  return y\n}\n");
    const results = await resultsOf(
      file("m.net", `import "lib/part.net" { part }\n${net.replace("conv(8, kernel=3)", "part")}`),
    );
    expect(results.map(({ locations }) => locations?.[0]?.physicalLocation)).toEqual([
      {
        artifactLocation: { uri: "lib/part.net" },
        region: { startLine: 2, startColumn: 12, endLine: 2, endColumn: 16 },
      },
    ]);
  });

  it("counts columns from 1 in UTF-16 units, as it says", async () => {
    const log = await logOf(file("emoji.net", net.replace("conv(8", '"🙂" -> cnov(8')));
    expect(log.runs[0]?.columnKind).toBe("utf16CodeUnits");
    const result = log.runs[0]?.results?.find(({ ruleId }) => ruleId === "unknown-operator");
    // `  y = x -> "🙂" -> ` has 19 characters, of which one takes two units.
    expect(result?.locations?.[0]?.physicalLocation?.region?.startColumn).toBe(20);
  });
});

describe("the schema", () => {
  const diagnostic: DiagnosticJson = {
    code: "unknown-operator",
    severity: "error",
    message: "There is no `frob`.",
    file: "a.net",
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
  };

  it("would tell of a log that is none", () => {
    const good = () => structuredClone(sarif("a.net", [diagnostic]));
    expect(faults(good())).toEqual([]);
    const [loud, from0, pathless, nameless] = [good(), good(), good(), good()];
    Object.assign(loud.runs[0]?.results?.[0] ?? {}, { level: "fatal" });
    expect(faults(loud)).toContain("/runs/0/results/0/level must be equal to one of the allowed values");
    expect(faults(sarif("a.net", [{ ...diagnostic, line: 0 }]))).toContain(
      "/runs/0/results/0/locations/0/physicalLocation/region/startLine must be >= 1",
    );
    Object.assign(pathless.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation ?? {}, {
      uri: "a b.net",
    });
    expect(faults(pathless)).toEqual([expect.stringContaining("uri")]);
    Object.assign(nameless.runs[0]?.tool.driver ?? {}, { name: undefined });
    expect(faults(nameless)).toEqual([expect.stringContaining("name")]);
    Object.assign(from0, { version: "2.0.0" });
    expect(faults(from0)).not.toEqual([]);
  });
});
