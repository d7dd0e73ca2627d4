/** What a model is read as, and whether that runs to the same numbers. */
import { importModel, isRefusal, type OnnxModel } from "@lathe/engine";
import { expect } from "vitest";
import { type ModelParts, modelOf, node, tensor } from "./model.ts";
import { bytesOfModel, type Numbers, runModel } from "./onnx.ts";
import { exportImported } from "./roundTrip.ts";

/** The calls of the text that a model becomes, in order, without their labels; it is also run beside the model. */
export async function callsOf(
  model: OnnxModel,
  feeds: Readonly<Record<string, Numbers>>,
  opset?: number,
): Promise<readonly string[]> {
  const imported = importModel(model, { name: "n" });
  if (isRefusal(imported)) throw new Error(imported.message);
  const again = exportImported(imported, opset);
  if (isRefusal(again)) throw new Error(again.message);
  const [before, after] = [
    await runModel(await bytesOfModel(model), feeds),
    await runModel(await bytesOfModel(again), feeds),
  ];
  const [expected, found] = [before.y?.values ?? [], after.y?.values ?? []];
  expect(found).toHaveLength(expected.length);
  const greatest = Math.max(1, ...expected.map(Math.abs));
  // Sums of some dozen products in f32, whose precision is 6e-8.
  for (const [i, value] of expected.entries())
    expect(Math.abs((found[i] ?? Number.NaN) - value)).toBeLessThan(2e-6 * greatest);
  return callsIn(imported.text);
}

/** Stages, and calls at the head of a pipeline. */
function callsIn(text: string): readonly string[] {
  const name = String.raw`(?:\w+: )?([a-z_][\w.]*`;
  const calls = new RegExp(String.raw`-> ${name}(?:\([^()]*\))?)|= ${name}\([^()]*\))`, "g");
  return [...text.matchAll(calls)].map(([, stage, head]) => stage ?? head ?? "");
}

/** A step of a small model: an operator, its inputs, and what the result is called. */
export type StepOfModel = readonly [
  op: string,
  inputs: string,
  output: string,
  attributes?: ModelParts["nodes"][0]["attributes"],
];

/**
 * The calls that nodes are read as, which begin at `x` and end at `y`. Names of inputs that are numbers are stored: `0.5` is a tensor
 * of one f32, and `[1, 2]` a list of i64.
 */
export function read(type: string, steps: readonly StepOfModel[], more: Partial<ModelParts> = {}): readonly string[] {
  const names = steps.flatMap(([, inputs]) => inputs.split(" ")).filter((name) => /^[-\d[]/.test(name));
  const stored = names.map((name) => {
    const list = /^\[(.*)\]$/.exec(name)?.[1]?.split(",").map(Number);
    return [name, list === undefined ? tensor("f32", [], [Number(name)]) : tensor("i64", [list.length], list)] as const;
  });
  const nodes = steps.map(([op, inputs, output, attributes]) => ({
    ...node(op, inputs.split(" "), output),
    ...(attributes !== undefined && { attributes }),
  }));
  const imported = importModel(
    modelOf({
      inputs: { x: type },
      outputs: { y: "f32" },
      ...more,
      nodes,
      stored: { ...Object.fromEntries(stored), ...more.stored },
    }),
    { name: "n" },
  );
  return isRefusal(imported) ? [imported.message] : callsIn(imported.text);
}
