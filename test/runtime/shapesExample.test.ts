/** The example with trained weights and data: it is as good as its README line says, and small enough to be kept here. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { evaluate } from "../../cli/src/commands/eval.ts";
import { root } from "../kit/files.ts";

const folder = join(root, "examples/shapes");
const bytesOf = (...names: readonly string[]) =>
  names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

beforeAll(() => vi.stubEnv("INIT_CWD", folder));
afterAll(() => vi.unstubAllEnvs());

it("tells at least 97 of 100 shapes apart", async () => {
  const { code, output } = await evaluate("shapes.net", { json: true });
  expect(code).toBe(0);
  const { weights, samples, top1, top5 } = JSON.parse(output);
  expect({ weights, samples }).toEqual({ weights: "shapes.safetensors", samples: 1500 });
  expect(top1).toBeGreaterThanOrEqual(0.97);
  expect(top5).toBeGreaterThanOrEqual(top1);
});

it("has weights of at most 300 KB and data of at most 1 MB", () => {
  expect(bytesOf("shapes.safetensors")).toBeLessThanOrEqual(300_000);
  expect(bytesOf("calibration.npz", "test.npz")).toBeLessThanOrEqual(1_000_000);
});
