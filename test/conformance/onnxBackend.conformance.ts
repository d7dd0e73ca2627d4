/**
 * The cases of ONNX's own backend tests that ONNX Runtime passes: imported, written as text, read, exported and run, they must give
 * what the case expects.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Draft, decodeModel, decodeTensor, isRefusal, type OnnxModel, type OnnxTensor } from "@lathe/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { facets } from "../../engine/src/onnx/ops/index.ts";
import { bytesOfModel } from "../kit/onnx.ts";
import { differenceOf, roundTrip, type Tolerance } from "../kit/roundTrip.ts";
import { runTensors } from "../kit/runtime.ts";
import { table } from "./table.ts";

interface Case {
  readonly cat: string;
  readonly name: string;
  readonly status: string;
}

type Outcome =
  | { readonly kind: "equal"; readonly draft: Draft; readonly stored?: Draft }
  | { readonly kind: "refused"; readonly reason: string; readonly message: string }
  | { readonly kind: "wrong"; readonly message: string };

const folder = join(process.env.LATHE_DATA ?? "", "onnx-backend");
const all = JSON.parse(readFileSync(join(folder, "ort130_status.json"), "utf8")) as readonly Case[];
const cases = all.filter(({ cat, status }) => status === "pass" && cat !== "light");

const single: Tolerance = { relative: 1e-5, absolute: 1e-7 };
/** Of half precision one unit in the last place is a thousandth, and sums have many of them. */
const half: Tolerance = { relative: 2e-3, absolute: 2e-3 };

/** Cases that give something else with stored operands. */
const storedWrong = new Set<string>();

/** Operators of ONNX that some operator of the catalogue is read from, without an idiom. */
const readable = new Set([...facets.values()].flatMap(({ raise }) => Object.keys(raise)));

/**
 * Cases give all operands as inputs; models store weights, axes, shapes and bounds. The same case with every input but the first stored
 * is the form that people have. Undefined where there is nothing to store.
 */
function withStored(model: OnnxModel, operands: ReadonlyMap<string, OnnxTensor>): OnnxModel | undefined {
  const [first, ...others] = model.graph.inputs;
  const stored = others.flatMap(({ name }) => {
    const operand = operands.get(name);
    return operand === undefined ? [] : [[name, operand] as const];
  });
  if (first === undefined || stored.length === 0 || stored.length < others.length) return undefined;
  const initializers = new Map([...model.graph.initializers, ...stored]);
  return { ...model, graph: { ...model.graph, inputs: [first], initializers } };
}

/** What a case with stored operands is read as, if it runs: `wrong` where it gives something else than without. */
async function readStored(
  model: OnnxModel,
  given: readonly { readonly input: string; readonly tensor: OnnxTensor }[],
  expected: ReadonlyMap<number, OnnxTensor>,
): Promise<Draft | "wrong" | undefined> {
  const own = withStored(model, new Map(given.map(({ input, tensor }) => [input, tensor])));
  const opset = model.opsets.get("") ?? 0;
  const trip = own === undefined ? undefined : roundTrip(own, opset >= 13 ? opset : undefined);
  if (trip === undefined || isRefusal(trip)) return undefined;
  const { exported, imported } = trip;
  const feeds = new Map(
    exported.graph.inputs.flatMap(({ name }) => (given[0] ? [[name, given[0].tensor] as const] : [])),
  );
  const results = await runTensors(await bytesOfModel(exported), feeds).catch(() => undefined);
  if (results === undefined) return undefined;
  for (const [index, tensor] of expected) {
    const isHalf = tensor.kind === "tensor" && (tensor.tensor.dtype === "f16" || tensor.tensor.dtype === "bf16");
    const actual = results.get(exported.graph.outputs[index]?.name ?? "");
    if ((await differenceOf(actual, tensor, isHalf ? half : single)) !== undefined) return "wrong";
  }
  return imported.draft;
}

async function run({ cat, name }: Case): Promise<Outcome & { readonly model?: OnnxModel }> {
  const place = join(folder, cat, name);
  const bytes = readFileSync(join(place, "model.onnx"));
  const model = decodeModel(bytes);
  if (isRefusal(model)) return { kind: "refused", reason: "not read", message: model.message };
  const opset = model.opsets.get("") ?? 0;
  const trip = roundTrip(model, opset >= 13 ? opset : undefined);
  if (isRefusal(trip)) return { kind: "refused", reason: trip.code, message: trip.message };
  const { exported, imported } = trip;
  const written = await bytesOfModel(exported);
  let stored: Draft | undefined;
  for (const set of readdirSync(place).filter((entry) => entry.startsWith("test_data_set"))) {
    const read = (file: string): OnnxTensor => {
      const tensor = decodeTensor(readFileSync(join(place, set, file)));
      if (isRefusal(tensor)) throw new Error(tensor.message);
      return tensor;
    };
    const given = model.graph.inputs.flatMap(({ name: input }, index) => {
      const file = `input_${index}.pb`;
      return existsSync(join(place, set, file)) ? [{ input, index, tensor: read(file) }] : [];
    });
    const ports = exported.graph.inputs;
    const feeds = new Map(given.map(({ index, tensor }) => [ports[index]?.name ?? "", tensor]));
    const results = await runTensors(written, feeds);
    // Held against what the case itself gives here, which is held against what is expected below.
    const wanted = new Map(
      exported.graph.outputs.flatMap(({ name: output }, index) => {
        const tensor = results.get(output);
        return tensor === undefined ? [] : [[index, tensor] as const];
      }),
    );
    const other = model.graph.nodes.length === 1 ? await readStored(model, given, wanted) : undefined;
    if (other === "wrong") storedWrong.add(name);
    else stored ??= other;
    for (const [index, { name: output }] of model.graph.outputs.entries()) {
      const actual = results.get(exported.graph.outputs[index]?.name ?? "");
      const expected = read(`output_${index}.pb`);
      const isHalf =
        expected.kind === "tensor" && (expected.tensor.dtype === "f16" || expected.tensor.dtype === "bf16");
      const tolerance = isHalf ? half : single;
      const difference = await differenceOf(actual, expected, tolerance);
      if (difference === undefined) continue;
      // Where ONNX Runtime is off by more than that itself, it is the judge: the case allows it.
      const own = await runTensors(bytes, new Map(given.map(({ input, tensor }) => [input, tensor])));
      const judged = own.get(output);
      const other = judged === undefined ? difference : await differenceOf(actual, judged, tolerance);
      if (other !== undefined) return { kind: "wrong", message: `\`${output}\` is ${other}` };
    }
  }
  return { kind: "equal", draft: imported.draft, model, ...(stored !== undefined && { stored }) };
}

describe("ONNX's backend tests", () => {
  const outcomes = new Map<Case, Outcome & { readonly model?: OnnxModel }>();

  beforeAll(async () => {
    for (const entry of cases) {
      const outcome = await run(entry).catch(
        (error: unknown): Outcome => ({
          kind: "refused",
          reason: "not run",
          message: error instanceof Error ? error.message.slice(0, 300) : String(error),
        }),
      );
      outcomes.set(entry, outcome);
    }
    report(outcomes);
  }, 600_000);

  it("never give a wrong result", () => {
    expect([...outcomes].flatMap(([{ name }, { kind }]) => (kind === "wrong" ? [name] : []))).toEqual([]);
  });

  for (const cat of new Set(cases.map((entry) => entry.cat))) {
    it(`pass in at least 95 % of ${cat}`, () => {
      const own = [...outcomes].filter(([entry]) => entry.cat === cat);
      const passed = own.filter(([, { kind }]) => kind === "equal").length;
      expect(passed / own.length).toBeGreaterThanOrEqual(0.95);
    });
  }
});

function report(outcomes: ReadonlyMap<Case, Outcome & { readonly model?: OnnxModel }>): void {
  const rows: string[][] = [];
  for (const cat of new Set(cases.map((entry) => entry.cat))) {
    const own = [...outcomes].filter(([entry]) => entry.cat === cat).map(([, outcome]) => outcome);
    const count = (kind: Outcome["kind"]) => own.filter((outcome) => outcome.kind === kind).length;
    const share = ((100 * count("equal")) / own.length).toFixed(1);
    rows.push([
      cat,
      String(own.length),
      String(count("equal")),
      `${share} %`,
      String(count("refused")),
      String(count("wrong")),
    ]);
  }
  const lines = table(["cases", "all", "equal", "share", "refused", "wrong"], rows);
  const failures = [...outcomes].flatMap(([{ name }, outcome]) =>
    outcome.kind === "equal"
      ? []
      : [{ name, reason: outcome.kind === "wrong" ? "wrong" : outcome.reason, message: outcome.message }],
  );
  for (const reason of new Set(failures.map((failure) => failure.reason))) {
    const own = failures.filter((failure) => failure.reason === reason);
    lines.push("", `${reason}: ${own.length}`, ...own.map(({ name, message }) => `  ${name}: ${message}`));
  }
  lines.push("", ...catalogueShare(outcomes));
  console.log(lines.join("\n"));
}

/** How many nodes became operators of the catalogue, and which cases of one such node did not. */
function catalogueShare(outcomes: ReadonlyMap<Case, Outcome & { readonly model?: OnnxModel }>): readonly string[] {
  let ours = 0;
  let foreign = 0;
  const left = new Map<string, string[]>();
  let asOperators = 0;
  let whenStored = 0;
  for (const [{ name }, outcome] of outcomes) {
    if (outcome.kind !== "equal" || outcome.model === undefined) continue;
    const calls = outcome.draft.calls.filter(({ callee }) => !isStored(callee));
    const foreignCalls = calls.filter(({ callee }) => callee.kind === "foreign");
    ours += calls.length - foreignCalls.length;
    foreign += foreignCalls.length;
    const [only, ...others] = outcome.model.graph.nodes;
    if (
      only === undefined ||
      others.length > 0 ||
      !readable.has(only.domain === "" ? only.op : `${only.domain}::${only.op}`)
    )
      continue;
    if (foreignCalls.length === 0) asOperators++;
    else if (outcome.stored?.calls.every(({ callee }) => callee.kind === "operator") === true) whenStored++;
    else left.set(only.op, [...(left.get(only.op) ?? []), name]);
  }
  const count = [...left.values()].reduce((sum, names) => sum + names.length, 0);
  return [
    `nodes that are operators of the catalogue: ${ours} of ${ours + foreign} (${((100 * ours) / (ours + foreign)).toFixed(1)} %)`,
    `cases of one node that the catalogue reads: ${asOperators + whenStored + count}; as they are ${asOperators} became its operator, ` +
      `${whenStored} more with their operands stored as in a model, ${count} did not:`,
    ...(storedWrong.size === 0
      ? []
      : [`with operands stored these give something else: ${[...storedWrong].join(", ")}`]),
    ...[...left].map(([op, names]) => `  ${op}: ${names.join(", ")}`),
  ];
}

function isStored(callee: Draft["calls"][number]["callee"]): boolean {
  return callee.kind === "operator" && (callee.operator.name === "constant" || callee.operator.name === "param");
}
