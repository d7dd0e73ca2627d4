/** The guide to devices is true: its columns, settings and samples are those of today. And the manifest knows the schema. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isRefusal, lintDevice, noDevices, readTarget, resolveTarget } from "@lathe/engine";
import { deviceValidator, openDevices, tablesFromTimes, timeColumns } from "@lathe/host";
import { describe, expect, it } from "vitest";
import { analyseText } from "../kit/analyse.ts";
import { readText, root } from "../kit/files.ts";

const guide = readText("docs/devices.md");
const sample = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? "";

describe("the guide to devices", () => {
  it("shows a device that fits the schema and is in order", async () => {
    const device = (await deviceValidator())(JSON.parse(sample("json")));
    expect(device).toHaveProperty("value");
    if ("value" in device) expect(lintDevice(device.value, noDevices, "myboard")).toEqual([]);
  });

  it("shows a net that keeps its limits", async () => {
    const { reports } = analyseText(sample("net"), {}, {}, await openDevices([]));
    expect(reports.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("shows times that a table is made of, and has all columns", () => {
    const times = tablesFromTimes(sample("csv"), { source: "the guide", licence: "MIT" }, { runtime: "xnnpack" });
    expect(isRefusal(times) ? times.message : times.tables[0]?.exact).toHaveLength(3);
    for (const column of Object.keys(timeColumns)) expect(guide).toContain(`\`${column}\``);
    for (const column of ["input", "layer", "ms", "runs"] as const)
      expect(guide).toContain(`| \`${column}\` | ${timeColumns[column].replace(/^type/, "the type")} |`);
  });

  it("names settings that targets have", () => {
    const device = { id: "any", name: "any", kind: "board", units: [], takes: [], tables: [] } as const;
    const devices = { ids: ["any"], get: () => device };
    for (const setting of ["threads=4", "precision=int8", "runtime=x", "unit=cpu"]) {
      expect(guide).toContain(`\`${setting.split("=")[0]}\``);
      const target = readTarget(`any(${setting})`);
      if (!isRefusal(target)) expect(isRefusal(resolveTarget(devices, target.name, target.settings))).toBe(false);
    }
  });
});

it("the manifest has the schema for device files of a workspace", () => {
  const { contributes } = JSON.parse(readText("package.json"));
  expect(contributes.jsonValidation).toEqual([
    { fileMatch: ".lathe/devices/*.json", url: "./devices/device.schema.json" },
  ]);
  expect(existsSync(join(root, contributes.jsonValidation[0].url))).toBe(true);
});

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

it("every property of the schema is explained, for the editor to show", () => {
  const schema: Schema & { readonly definitions: Readonly<Record<string, Schema>> } = JSON.parse(
    readText("devices/device.schema.json"),
  );
  // The editor shows what stands at the definition, if there is something.
  const explanation = ({ $ref, description }: Schema) =>
    schema.definitions[$ref?.split("/").at(-1) ?? ""]?.description ?? description;
  const unexplained: string[] = [];
  const visit = ({ properties = {}, items }: Schema, path: string): void => {
    for (const [name, property] of Object.entries(properties)) {
      if (explanation(property) === undefined) unexplained.push(`${path}/${name}`);
      visit(property, `${path}/${name}`);
    }
    if (items !== undefined) visit(items, path);
  };
  visit(schema, "");
  for (const [name, definition] of Object.entries(schema.definitions)) visit(definition, name);
  expect(unexplained).toEqual([]);
});
