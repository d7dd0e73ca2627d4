/** The examples against the figures that torchvision publishes for the same nets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Workspace } from "@lathe/engine";
import { folderUri, libraryUri, readNetFile, settle } from "@lathe/host";
import { describe, expect, it } from "vitest";
import { root } from "../kit/files.ts";

interface Published {
  readonly params: number;
  /** Multiply-adds in 1e9, rounded to three decimals. */
  readonly gmacs: number;
}

/** Nets of the examples that are published under the same name. */
const files: Readonly<Record<string, string>> = {
  resnet18: "examples/resnet.net",
  resnet50: "examples/resnet.net",
  mobilenet_v2: "examples/mobilenet.net",
};

const data = process.env.LATHE_DATA ?? "";
const { nets } = JSON.parse(readFileSync(join(data, "reference/torchvision.json"), "utf8")) as {
  nets: Record<string, Published>;
};

describe("torchvision's figures", () => {
  for (const [name, file] of Object.entries(files)) {
    it(`${name}: params to the unit, MACs at three decimals of 1e9`, () => {
      const roots = [folderUri(root)];
      const workspace = new Workspace({ library: libraryUri, roots });
      const uri = pathToFileURL(join(root, file)).href;
      const text = readNetFile(uri, roots);
      workspace.provide(uri, text);
      const totals = settle(workspace, uri, { net: name }, roots)?.shown[0]?.cost.totals;
      expect(totals?.params).toBe(nets[name]?.params);
      expect(Number(((totals?.macs ?? 0) / 1e9).toFixed(3))).toBe(nets[name]?.gmacs);
    });
  }
});
