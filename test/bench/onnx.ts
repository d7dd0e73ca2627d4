/**
 * A model of 100 MB through import and export, beside Python's `onnx`, which loads, saves and infers shapes. No side counts the start of
 * its process. Each figure is the best of a few in one process; memory is that of the command line as it ships, which does it once.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../kit/files.ts";
import { findPython } from "../kit/python.ts";

const rounds = 5;

/** An encoder of transformers: 8 × 3.15 million weights, half of which ONNX wants the other way round. */
const text = `net large {
  dim S = 16
  input x: f32[1, S, 512]
  y = x -> layers: repeat 8 { layer }
  output y
}
block layer(x) {
  h = x + (x -> norm1: layernorm -> attention(8))
  return h + (h -> norm2: layernorm -> up: linear(2048) -> gelu -> down: linear(512))
}
`;

const folder = join(root, ".cache", "bench-onnx");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const place = (name: string) => join(folder, name);

/** Milliseconds of each round. */
function timesOf(what: "import" | "export", from: string, to: string, times: number): readonly number[] {
  const args = [join(root, "test/kit/onnxSide.ts"), what, place(from), place(to), String(times)];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" }));
}

/** The largest memory of `lathe import` or `lathe export`, in bytes. */
function memoryOf(what: "import" | "export", from: string, to: string): number {
  const tell = 'process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS))';
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const own = [join(root, "dist/lathe.cjs"), what, place(from), "-o", place(to)];
  const args = ["--import", preload, ...own, ...(what === "export" ? ["--no-verify"] : [])];
  const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  const peak = /peak (\d+)\s*$/.exec(stderr)?.[1];
  if (peak === undefined) throw new Error(stderr);
  return Number(peak) * 1024;
}

writeFileSync(place("drawn.net"), text);
timesOf("export", "drawn.net", "large.onnx", 1);
const bytes = statSync(place("large.onnx")).size;
console.log(`model of ${(bytes / 1e6).toFixed(1)} MB`);

const lathe = {
  import: {
    times: timesOf("import", "large.onnx", "large.net", rounds),
    memory: memoryOf("import", "large.onnx", "large.net"),
  },
  export: {
    times: timesOf("export", "large.net", "again.onnx", rounds),
    memory: memoryOf("export", "large.net", "again.onnx"),
  },
};

const script = `
import json, sys, time, onnx
def best(work):
    times = []
    for _ in range(${rounds}):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)
model = onnx.load(sys.argv[1])
print(json.dumps({
    "load": best(lambda: onnx.load(sys.argv[1])),
    "save": best(lambda: onnx.save(model, sys.argv[2])),
    "shape inference": best(lambda: onnx.shape_inference.infer_shapes(model)),
    "version": onnx.__version__,
}))`;

const python = findPython("import onnx");
const theirs =
  python === undefined
    ? undefined
    : (JSON.parse(
        execFileSync(python, ["-c", script, place("large.onnx"), place("python.onnx")], { encoding: "utf8" }),
      ) as Record<"load" | "save" | "shape inference" | "version", number>);

const line = (name: string, milliseconds: number, rest = "") =>
  console.log(`  ${name.padEnd(28)}${milliseconds.toFixed(0).padStart(6)} ms${rest}`);
const sum = theirs === undefined ? undefined : theirs.load + theirs.save;
const beside = (milliseconds: number) =>
  sum === undefined ? "" : `, ${(milliseconds / sum).toFixed(2)} × (load + save); at most 2.00 is wanted`;
if (theirs === undefined) console.log("  Python's onnx: none is here (LATHE_PYTHON names one)");
else {
  console.log(`  Python's onnx ${theirs.version}:`);
  for (const name of ["load", "save", "shape inference"] as const) line(`  ${name}`, theirs[name]);
}
for (const [name, { times, memory }] of Object.entries(lathe)) {
  const least = Math.min(...times);
  line(`Lathe's ${name}`, least, beside(least));
  line("  the first, not warm", times[0] ?? 0);
  const multiple = (memory / bytes).toFixed(2);
  console.log(
    `  ${"  largest memory".padEnd(28)}${(memory / 1e6).toFixed(0).padStart(6)} MB, ${multiple} × the file; at most 3.00 is wanted`,
  );
}
rmSync(folder, { recursive: true, force: true });
