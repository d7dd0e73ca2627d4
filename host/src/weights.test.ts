import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bindWeights, bytesOfTensor, isRefusal, numbersOf, type ShownNet } from "@lathe/engine";
import { afterAll, describe, expect, it } from "vitest";
import { analyseText } from "../../test/kit/analyse.ts";
import { npz, safetensors } from "../../test/kit/tensors.ts";
import { folderUri, libraryUri } from "./netFiles.ts";
import { openWeights } from "./weights.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-weights-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const uri = pathToFileURL(join(folder, "a.net")).href;
const reach = { library: libraryUri, roots: [folderUri(folder)] };
const f32 = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);

function netWith(weights: string): ShownNet {
  const text = `net a {\n  input x: f32[1, 2]\n  ${weights}\n  y = x -> fc: linear(1)\n  output y\n}\n`;
  const [shown] = analyseText(text).shown;
  if (shown === undefined) throw new Error("no net");
  return shown;
}

/** The bound weights of the net, or why there are none. */
async function bound(weights: string): Promise<unknown> {
  const net = netWith(weights);
  const opened = await openWeights(net, uri, reach);
  if (isRefusal(opened)) return opened.message;
  const tensors = bindWeights(net.cost.graph, opened.trained);
  if (isRefusal(tensors)) return tensors.message;
  const values: Record<string, unknown> = { source: opened.source };
  for (const [name, tensor] of tensors) values[name] = [...numbersOf(tensor.dtype, await bytesOfTensor(tensor))];
  await opened.close();
  return values;
}

describe("trained weights", () => {
  it("are bound by name, in the type that the net has", async () => {
    const half = { dtype: "F16", shape: [1], bytes: Uint8Array.of(0, 0x3e) };
    const weight = { shape: [1, 2], bytes: f32(3, 4) };
    writeFileSync(join(folder, "a.safetensors"), safetensors({ "fc.weight": weight, "fc.bias": half }));
    const expected = { source: "a.safetensors", "fc.weight": [3, 4], "fc.bias": [1.5] };
    expect(await bound('weights "a.safetensors"')).toEqual(expected);
  });

  it("are bound after a map of globs, out of an npz too", async () => {
    const arrays = { "model/fc.weight": { shape: [1, 2], bytes: f32(3, 4) }, "model/fc.bias": { shape: [1] } };
    writeFileSync(join(folder, "b.npz"), npz(arrays));
    const expected = { source: "b.npz", "fc.weight": [3, 4], "fc.bias": [0] };
    expect(await bound('weights "b.npz" { "model/*.*": "*.*" }')).toEqual(expected);
  });

  it("are drawn where the net states none, the same each time", async () => {
    const first = await bound("");
    expect(first).toMatchObject({ source: "random" });
    expect(await bound("")).toEqual(first);
  });

  it("are refused where a file is not there, lies elsewhere, or has a type without a name", async () => {
    expect(await bound('weights "none.npz"')).toBe('"none.npz" cannot be read: there is no such file.');
    expect(await bound('weights "../none.npz"')).toBe('"../none.npz" lies outside the workspace folder.');
    const strange = { dtype: "F8_E4M3", shape: [1, 2] };
    writeFileSync(join(folder, "c.safetensors"), safetensors({ "fc.weight": strange, other: strange }));
    expect(await bound('weights "c.safetensors"')).toMatch(/^`fc.weight` of "c.safetensors" has an element type/);
  });

  it.skipIf(process.platform === "win32")("are not read through a link out of the workspace", async () => {
    const root = join(folder, "root");
    mkdirSync(root);
    symlinkSync(join(folder, "a.safetensors"), join(root, "l.safetensors"));
    const inside = { library: libraryUri, roots: [folderUri(root)] };
    const opened = await openWeights(
      netWith('weights "l.safetensors"'),
      pathToFileURL(join(root, "a.net")).href,
      inside,
    );
    expect(opened).toMatchObject({ kind: "refusal", message: expect.stringContaining("link that leads outside") });
  });
});
