/** The command line as a process: arguments, streams, exit codes. What commands say is tested beside them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs `lathe` as if the user stood in `examples/`, as npm says it from the project's root. */
function lathe(...args: readonly string[]) {
  const env = { ...process.env, INIT_CWD: `${root}examples` };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: root, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

// Every call starts a process, which takes its time where others work too.
describe("lathe", { timeout: 30_000 }, () => {
  it("has the version of its package", () => {
    const { version } = JSON.parse(readFileSync(`${root}cli/package.json`, "utf8")) as { readonly version: string };
    expect(lathe("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("helps on standard output, and on standard error where it was not asked to", () => {
    const { status, stdout } = lathe("--help");
    expect(status).toBe(0);
    for (const command of ["cost", "check", "diff", "format", "lsp"])
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(lathe()).toMatchObject({ status: 2, stdout: "" });
  });

  it("refuses what it does not know with 2, and says so of what is still to come", () => {
    expect(lathe("brew", "resnet.net")).toMatchObject({ status: 2, stderr: expect.stringContaining("brew") });
    expect(lathe("cost", "resnet.net", "--bad").status).toBe(2);
    expect(lathe("cost").status).toBe(2);
    expect(lathe("compress", "resnet.net", "-o", "x")).toEqual({
      status: 2,
      stdout: "",
      stderr: "`lathe compress` is not in this version yet.\n",
    });
  });

  it("reads FILE from where the user stands and prints JSON alone on standard output", () => {
    const { status, stdout, stderr } = lathe("cost", "resnet.net", "--net", "resnet18", "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ file: "resnet.net", totals: { params: 11_689_512 } });
  });

  it("holds two files against each other, after settings, and refuses one alone", () => {
    const { status, stdout } = lathe(
      "diff",
      "--json",
      "--net",
      "resnet18",
      "--set",
      "classes=10",
      "resnet.net",
      "resnet.net",
    );
    expect(status).toBe(0);
    // 512 × 990 weights and 990 biases less than for 1000 classes.
    expect(JSON.parse(stdout)).toMatchObject({ after: { totals: { params: 11_689_512 - 513 * 990 } } });
    expect(lathe("diff", "resnet.net").status).toBe(2);
    expect(lathe("diff", "--", "--output=x:resnet.net", "resnet.net")).toMatchObject({ status: 1, stdout: "" });
  });

  it("takes several settings behind one --set, and FILE behind them", () => {
    // 1280 × 10 + 10 instead of 1280 × 1000 + 1000 params in the classifier.
    const { stdout } = lathe("cost", "--json", "--set", "classes=10", "N=2", "mobilenet.net");
    expect(JSON.parse(stdout)).toMatchObject({ dims: { N: 2 }, totals: { params: 3_504_872 - 1_281_000 + 12_810 } });
  });
});
