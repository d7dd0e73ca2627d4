/** docs/settings.md has every setting of the extension, with its default and the reason why it exists. */
import { describe, expect, it } from "vitest";
import { readText } from "../kit/files.ts";

interface Setting {
  readonly default?: unknown;
  readonly markdownDescription?: string;
}

const manifest: {
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
} = JSON.parse(readText("package.json"));
const settings = manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties));

/** Rows of the table: name, default, reason. */
const rows = readText("docs/settings.md")
  .split("\n")
  .flatMap((line) => {
    const [, name, value, reason] = /^\| `(lathe\.[\w.]+)` \| `(.*)` \| (.*) \|$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value, reason }];
  });

describe("settings", () => {
  it("all stand in the table, with their defaults, in the order of the editor", () => {
    expect(rows.map(({ name, value }) => [name, value])).toEqual(
      settings.map(([name, setting]) => [name, JSON.stringify(setting.default)]),
    );
    expect(rows.length).toBeGreaterThan(3);
  });

  it("say why they exist, there and in the editor", () => {
    for (const { reason } of rows) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
    for (const [name, { markdownDescription = "" }] of settings) expect(markdownDescription, name).toMatch(/\.$/);
  });
});
