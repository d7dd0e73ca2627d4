/** Bad input gets a clear report in under a second and in less than 500 MB, each measured in a process of its own. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { analyseText } from "../kit/analyse.ts";
import { hostile } from "./hostile.ts";

const maximumMilliseconds = 1000;
const maximumMegabytes = 500;

interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly codes: readonly string[];
  readonly reports: number;
  readonly foreign?: string;
}

function measure(name: string): Measured {
  const script = fileURLToPath(new URL("measure.ts", import.meta.url));
  const measured: Measured = JSON.parse(execFileSync(process.execPath, [script, name], { encoding: "utf8" }));
  return measured;
}

describe("bad input", () => {
  for (const [name, { codes, foreign }] of Object.entries(hostile)) {
    it(name, { timeout: 60_000 }, () => {
      let measured = measure(name);
      // A noisy machine is slow once, a slow text always.
      for (let again = 0; again < 3 && measured.milliseconds > maximumMilliseconds; again++) measured = measure(name);
      expect(measured.milliseconds).toBeLessThan(maximumMilliseconds);
      expect(measured.megabytes).toBeLessThan(maximumMegabytes);
      expect(measured.codes).toEqual(expect.arrayContaining([...codes]));
      expect(measured.reports > 0 || measured.foreign !== undefined).toBe(codes.length > 0 || foreign !== undefined);
      expect(measured.reports).toBeLessThan(1010);
      expect(measured.foreign).toBe(foreign);
    });
  }
});

describe("a long text", () => {
  it("of 100,000 ops is read whole", { timeout: 60_000 }, () => {
    const count = 100_000;
    const body = Array.from(
      { length: count },
      (_, i) => `  v${i} = ${i === 0 ? "x" : `v${i - 1}`} -> conv(8, kernel=3, stride=1, bias=false)`,
    );
    const analysis = analyseText(
      ["net long {", "  input x: f32[1, 8, 4, 4]", ...body, `  output v${count - 1}`, "}", ""].join("\n"),
    );
    expect(analysis.reports).toEqual([]);
    expect(analysis.shown[0]?.cost.graph.ops.length).toBe(count);
  });

  it("that is cut off is read like one that ends there", () => {
    const noise = "?!$ a\n".repeat(1001);
    const text = `net n {\n  input x: f32[1, 8]\n  y = x -> relu\n  output y\n}\n${noise}`;
    const analysis = analyseText(`${text}net m {\n  input x: f32[1, 8]\n  output x\n}\n`);
    expect(analysis.nets).toEqual(["n"]);
    expect(analysis.reports.at(-1)?.code).toBe("too-many-errors");
  });
});
