/** `lathe export --format pytorch`: the module, and trained weights beside it under the net's names. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exportFile } from "../../cli/src/commands/export.ts";
import { safetensors } from "../kit/tensors.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lathe-pytorch-"));
  vi.stubEnv("INIT_CWD", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const options = { format: "pytorch", output: "a.py" };

function net(body: string): string {
  const file = join(folder, "a.net");
  writeFileSync(file, `## Doubles.\nnet a {\n  input x: f32[1, 2]\n  ${body}\n  output y\n}\n`);
  return file;
}

describe("lathe export --format pytorch", () => {
  it("writes a module; of weights that nobody trained it writes none", async () => {
    const { code, output } = await exportFile(net("y = x -> fc: linear(2)"), { ...options, json: true });
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ format: "pytorch", weights: "random", verified: false });
    expect(readdirSync(folder).sort()).toEqual(["a.net", "a.py"]);
    const text = readFileSync(join(folder, "a.py"), "utf8");
    expect(text).toContain('class a(nn.Module):\n    """Doubles.\n');
    expect(text).toContain("self.fc = nn.Linear(2, 2)");
  });

  it("writes a net that is yet to be trained; ONNX waits for its weights", async () => {
    const file = net('weights "later.safetensors"\n  data test "later.npz"\n  y = x -> fc: linear(2)');
    const { code, output, errors } = await exportFile(file, { ...options, json: true });
    expect(code).toBe(0);
    expect(JSON.parse(output).weights).toBe("random");
    expect(errors).toContain("later.safetensors");
    expect((await exportFile(file, { output: "a.onnx" })).code).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(["a.net", "a.py"]);
  });

  it("writes trained weights beside it, called as the net calls them, and leaves their own file as it is", async () => {
    const bytes = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
    const trained = safetensors({
      "theirs.weight": { shape: [2, 2], bytes: bytes(1, 2, 3, 4) },
      "theirs.bias": { shape: [2], bytes: bytes(5, 6) },
    });
    writeFileSync(join(folder, "a.safetensors"), trained);
    const file = net('weights "a.safetensors" { "theirs.*": "fc.*" }\n  y = x -> fc: linear(2)');
    expect((await exportFile(file, options)).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(["a.net", "a.py", "a.safetensors", "a.weights.safetensors"]);
    expect(readFileSync(join(folder, "a.safetensors")).equals(trained)).toBe(true);
    const written = readFileSync(join(folder, "a.weights.safetensors"));
    const length = Number(written.readBigUInt64LE(0));
    const header: Record<string, { data_offsets: [number, number] }> = JSON.parse(
      written.toString("utf8", 8, 8 + length),
    );
    const at = 8 + length + (header["fc.bias"]?.data_offsets[0] ?? -1);
    expect([written.readFloatLE(at), written.readFloatLE(at + 4)]).toEqual([5, 6]);
  });

  it("refuses what PyTorch has no words for, by path, and leaves what was there", async () => {
    writeFileSync(join(folder, "a.py"), "before");
    const { code, errors } = await exportFile(net("y: f32[1, 2] = onnx.Foo(x)"), options);
    expect(code).toBe(1);
    expect(errors).toContain("`y.Foo`");
    expect(readFileSync(join(folder, "a.py"), "utf8")).toBe("before");
    expect((await exportFile(net("y = x -> relu"), { ...options, opset: "17" })).code).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(["a.net", "a.py"]);
  });
});
