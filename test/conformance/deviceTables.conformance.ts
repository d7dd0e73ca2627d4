/** The shipped tables are what the measurements give, and as near to them as was asked. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deviceFiles } from "../accuracy/deviceFiles.ts";
import { made } from "../accuracy/made.ts";
import { report } from "../accuracy/report.ts";
import { root } from "../kit/files.ts";

const results = made(process.env.LATHE_DATA ?? "");

describe("tables of devices", () => {
  it("are those that the recipes make", () => {
    const differing = deviceFiles(results).filter(({ id, text }) => {
      const file = join(root, "devices", `${id}.json`);
      return !existsSync(file) || readFileSync(file, "utf8") !== text;
    });
    expect(differing.map(({ id }) => id)).toEqual([]);
    // Every measured net is lowered for the speeds of units.
  }, 60_000);

  it("are reported as they are", () => {
    expect(readFileSync(join(root, "docs/accuracy.md"), "utf8")).toBe(report(results.rows));
  });

  for (const { device, set, key, error, macsOnly, goal } of results.rows.filter((row) => row.goal !== undefined)) {
    const name = `${device}, ${set}, ${key.runtime} ${key.precision} ${key.threads}, ${error.heldOut} held out`;
    it(`${name}: ${error.mape.toFixed(2)} % (asked ${goal} %, MACs only ${macsOnly?.toFixed(1)} %)`, () => {
      expect(error.mape).toBeLessThanOrEqual(goal ?? 0);
    });
  }

  it("have bands that hold 85 to 95 % of the cases that they have not seen, where these are enough to tell", () => {
    // Of fewer than 40 cases one or two decide: between 85 and 95 % lie four of 39 at most.
    const enough = results.rows.filter(({ error }) => error.n >= 40);
    const outside = enough.filter(({ error }) => error.covered < 0.85 || error.covered > 0.95);
    expect(outside.map(({ device, set, error }) => `${device}, ${set}: ${error.covered}`)).toEqual([]);
  });

  it("estimate inverted residuals within 10 % in at least 93 of 100 cases", () => {
    const blocks = results.rows.filter(({ set }) => set === "inverted-residual blocks");
    expect(blocks).not.toEqual([]);
    expect(blocks.filter(({ error }) => error.within10 < 0.93)).toEqual([]);
  });
});
