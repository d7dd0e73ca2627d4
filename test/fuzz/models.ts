/** Small models of ONNX with something wrong: read and imported, they are a net or a refusal, in bounded time. */
import { decodeModel, importModel, isRefusal } from "@lathe/engine";
import { bytesOfModel, exportText } from "../kit/onnx.ts";
import { Random } from "./random.ts";

/** Bodies of nets with an operator of every kind that bytes can spoil: shapes, attributes, lists of integers, stored numbers. */
const bodies: readonly string[] = [
  "input x: f32[1, 3, 8, 8]\n y = x -> conv(4, kernel=3, stride=2) -> bn -> relu -> maxpool(2) -> flatten -> linear(3) -> softmax",
  "dim N = 2\n input x: f32[N, 4, 8]\n y = x -> layernorm -> attention(2) -> gelu -> linear(8) -> mean(axis=1)",
  "dim S = 6\n input x: f32[1, S, 8]\n h = x -> lstm(4)\n y = h -> reshape([0, -1]) -> tanh",
  "input x: i64[1, 5]\n e = x -> embedding(10, 4)\n y = e -> transpose([0, 2, 1]) -> pad([1, 1]) -> slice(1, end=4, axis=2)",
  "input x: f32[1, 8]\n h = x -> quantize(0.1, zero=3) -> dequantize(0.1, zero=3)\n y = h -> linear(4) -> quantize(0.2) -> dequantize(0.2)",
  "input x: f32[1, 4, 6, 6]\n a, b = x -> split(parts=2)\n c = concat(b, a) -> resize(scale=2)\n y = c * 0.5 + c -> sigmoid",
];

/** The bytes of the models that are spoiled, those first that Lathe can write. */
export async function seedModels(): Promise<readonly Uint8Array[]> {
  const models: Uint8Array[] = [];
  for (const body of bodies) {
    const model = exportText(`net seed {\n ${body}\n output y\n}`);
    if (isRefusal(model)) throw new Error(`${model.message} in ${body}`);
    models.push(await bytesOfModel(model));
  }
  return models;
}

export interface ModelCase {
  readonly number: number;
  readonly change: string;
  readonly bytes: Uint8Array;
  /** What it became; `threw` is a bug. */
  readonly result: "net" | "refused" | "threw";
  /** Of a refusal, or of what was thrown. */
  readonly message: string;
  readonly milliseconds: number;
}

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const changes: Readonly<Record<string, Change>> = {
  truncated: (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  "a bit flipped": (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random.below(8))),
  "bytes changed": (bytes, random) => {
    let result = bytes;
    for (let count = 1 + random.below(8); count > 0; count--) result = changed(result, random, () => random.below(256));
    return result;
  },
  // What varints hold is where sizes, extents and kinds are.
  "a small number changed": (bytes, random) => {
    const small = [...bytes.keys()].filter((at) => (bytes[at] ?? 0) < 16);
    const at = random.pick(small);
    return bytes.with(at, random.pick([0, 1, 2, 3, 7, 15, 127]));
  },
  // An axis of a declared shape: field 1 of a message of two bytes.
  "an extent changed": (bytes, random) => {
    const places = [...bytes.keys()].filter((at) => bytes[at] === 10 && bytes[at + 1] === 2 && bytes[at + 2] === 8);
    return places.length === 0 ? bytes : bytes.with(random.pick(places) + 3, random.pick([0, 1, 3, 5, 100, 127]));
  },
  "a piece left out": (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(40))]);
  },
  "a piece twice": (bytes, random) => {
    const at = random.below(bytes.length);
    const end = at + 1 + random.below(80);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
  },
  // A letter of a name: nodes lose what they read, attributes their meaning, operators their kind.
  "a letter changed": (bytes, random) => {
    const letters = [...bytes.keys()].filter((at) => /[A-Za-z]/.test(String.fromCharCode(bytes[at] ?? 0)));
    return bytes.with(random.pick(letters), random.pick([...Buffer.from("axyAN_0")]));
  },
};

function changed(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const at = random.below(bytes.length);
  return bytes.with(at, change(bytes[at] ?? 0));
}

/** One spoiled model, the same for the same seed and number. */
export function modelCase(seeds: readonly Uint8Array[], seed: number, number: number): ModelCase {
  const random = new Random(seed * 7919 + number);
  const change = random.pick(Object.keys(changes));
  const bytes = new Uint8Array(changes[change]?.(random.pick(seeds), random) ?? new Uint8Array());
  const began = performance.now();
  const base = { number, change, bytes };
  try {
    const model = decodeModel(bytes, ({ location }) => ({ kind: "refusal", code: "none", message: `no ${location}` }));
    const result = isRefusal(model) ? model : importModel(model, { name: "spoiled" });
    const milliseconds = performance.now() - began;
    return isRefusal(result)
      ? { ...base, result: "refused", message: result.message, milliseconds }
      : { ...base, result: "net", message: "", milliseconds };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...base, result: "threw", message, milliseconds: performance.now() - began };
  }
}

/** What became of a number of spoiled models, change by change, with the slowest of them and the process's largest memory. */
export async function modelsTable(
  seed: number,
  cases: number,
): Promise<{ readonly text: string; readonly isGood: boolean }> {
  const seeds = await seedModels();
  const counts = new Map(Object.keys(changes).map((change) => [change, { net: 0, refused: 0, threw: 0 }]));
  const thrown: string[] = [];
  let slowest: ModelCase | undefined;
  for (let number = 0; number < cases; number++) {
    const one = modelCase(seeds, seed, number);
    const count = counts.get(one.change);
    if (count !== undefined) count[one.result]++;
    if (one.result === "threw") thrown.push(`  ${number}, ${one.change}: ${one.message.split("\n", 1)[0]}`);
    if (slowest === undefined || one.milliseconds > slowest.milliseconds) slowest = one;
  }
  const rows = [...counts].map(
    ([change, { net, refused, threw }]) =>
      `  ${change.padEnd(24)}${[net, refused, threw].map((count) => String(count).padStart(8)).join("")}`,
  );
  const all = [...counts.values()];
  const sum = (kind: "net" | "refused" | "threw") => all.reduce((total, count) => total + count[kind], 0);
  const memory = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  const slow = slowest === undefined ? "" : `${slowest.milliseconds.toFixed(0)} ms at ${slowest.number}`;
  const text = [
    `${cases} spoiled models: ${sum("net")} are a net, ${sum("refused")} are refused, ${sum("threw")} threw`,
    `  ${"".padEnd(24)}     net refused   threw`,
    ...rows,
    `  slowest ${slow}; largest memory ${memory} MiB`,
    ...thrown.slice(0, 20),
  ].join("\n");
  return { text, isGood: thrown.length === 0 && (slowest?.milliseconds ?? 0) < 10_000 };
}
