import { estimateKernel, estimateLatency, type KernelEstimate, tableFor } from "../estimate.ts";
import type { Kernel } from "../kernel.ts";
import { ownPrecision } from "../lower.ts";
import type { Precision } from "../profile.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";
import { dataflowOf } from "./dataflow.ts";
import { shareText, targetName, timeText, unitOf } from "./words.ts";

export const slowerInt8: Advice = {
  name: "slowerInt8",
  codes: ["int8-slower"],
  summary: "Ops that take longer in 8 bits than in float on the target: alone, or with the conversions around them.",
  run: (subject) => {
    const pairs = subject.estimate.isAsIf ? [] : pairsOf(subject);
    if (pairs.length === 0) return [];
    if (subject.precision === "int8") return wholeNet(subject, pairs);
    return islandsOf(subject, pairs)
      .flatMap((island) => ofIsland(subject, island))
      .sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0));
  },
};

/** A kernel in 8 bits, and the milliseconds that the same takes in float. */
interface Pair {
  readonly kernel: Kernel;
  readonly milliseconds: number;
  readonly inFloat: number;
}

/** Kernels of one op that follow each other, as in attention, count as one. What is not known as well in float is left out. */
function pairsOf(subject: AdviceSubject): readonly Pair[] {
  const integer = byOp(subject.estimate.kernels.filter(({ kernel }) => kernel.precision === "int8"));
  if (integer.size === 0) return [];
  const { cost, target, devices } = subject;
  const key = { ...target.key, precision: floatPrecision(subject) };
  const float = byOp(estimateLatency(cost, { ...target, key, fixesPrecision: true }, devices).kernels);
  return [...integer].flatMap(([op, own]) => {
    const other = float.get(op) ?? [];
    const [first] = own;
    // A roofline is what a unit does at best: it says nothing beside a measured time.
    const isComparable = [...own, ...other].every(
      ({ source }) => (source === "roofline") === (first?.source === "roofline"),
    );
    if (first === undefined || other.length === 0 || !isComparable) return [];
    return [{ kernel: first.kernel, milliseconds: sumOf(own), inFloat: sumOf(other) }];
  });
}

/** Some runtimes compute floats in 16 bits. */
function floatPrecision({ target: { device, key, table } }: AdviceSubject): Precision {
  return tableFor(device, { precision: "fp32" }, key, table)?.precision ?? "fp32";
}

function byOp(kernels: readonly KernelEstimate[]): ReadonlyMap<number, readonly KernelEstimate[]> {
  const result = new Map<number, KernelEstimate[]>();
  for (const each of kernels) {
    const [op = 0] = each.kernel.ops;
    const known = result.get(op);
    if (known === undefined) result.set(op, [each]);
    else known.push(each);
  }
  return result;
}

function sumOf(kernels: readonly KernelEstimate[]): number {
  return kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

/** A target that names its precision leaves the text no choice: it is the target that could be another. */
function wholeNet(subject: AdviceSubject, pairs: readonly Pair[]): readonly Finding[] {
  const { target } = subject;
  const milliseconds = pairs.reduce((sum, pair) => sum + pair.milliseconds, 0);
  const inFloat = pairs.reduce((sum, pair) => sum + pair.inFloat, 0);
  const precision = floatPrecision(subject);
  if (milliseconds <= inFloat) return [];
  return [
    {
      code: "int8-slower",
      severity: "information",
      ops: [],
      milliseconds: milliseconds - inFloat,
      message: `In int8 the net takes ${timeText(milliseconds)} on ${targetName(target)}, in float ${timeText(inFloat)}. ${reasonText(subject)}`,
      help: `Run it there in float: \`${target.device.id}(precision=${precision})\`.`,
      suggestion: { kind: "variant", precision },
    },
  ];
}

/** Kernels in 8 bits that hand to each other, and what converting takes on the way in and out. */
interface Island {
  readonly pairs: Pair[];
  conversions: number;
}

function islandsOf(subject: AdviceSubject, pairs: readonly Pair[]): readonly Island[] {
  const { graph } = subject.cost;
  const { makers: inputMakers } = dataflowOf(graph);
  const makers = new Map<number, Kernel>();
  for (const { kernel } of subject.estimate.kernels) for (const op of kernel.ops) makers.set(op, kernel);
  const isles = new Map<Kernel, Island>();
  const islands = new Set<Island>();
  /** What is converted already: one conversion serves all who read it. */
  const converted = new Set<Kernel>();
  const ownPairs = new Map(pairs.map((pair) => [pair.kernel, pair]));
  for (const { kernel } of subject.estimate.kernels) {
    const sources = new Set(
      kernel.ops.flatMap((op) => graph.ops[op]?.inputs ?? []).map((tensor) => inputMakers[tensor]),
    );
    const before = [...sources]
      .flatMap((op) => (op === undefined ? [] : (makers.get(op) ?? [])))
      .filter((each) => each !== kernel);
    const pair = ownPairs.get(kernel);
    let isle: Island | undefined;
    if (pair !== undefined) {
      isle = { pairs: [pair], conversions: 0 };
      for (const other of new Set(before.flatMap((each) => isles.get(each) ?? [])))
        isle = merged(other, isle, isles, islands);
      isles.set(kernel, isle);
      islands.add(isle);
    }
    for (const each of before) {
      if (each.precision === kernel.precision || converted.has(each)) continue;
      const owner = isle ?? isles.get(each);
      if (owner === undefined) continue;
      converted.add(each);
      owner.conversions += conversion(subject, each.elements);
    }
  }
  return [...islands];
}

function merged(into: Island, other: Island, isles: Map<Kernel, Island>, islands: Set<Island>): Island {
  into.pairs.push(...other.pairs);
  into.conversions += other.conversions;
  for (const { kernel } of other.pairs) isles.set(kernel, into);
  islands.delete(other);
  return into;
}

/** Milliseconds to turn a float tensor into 8 bits, or back: four bytes on one side, one on the other. */
function conversion({ target, devices }: AdviceSubject, elements: number): number {
  const kernel: Kernel = {
    kind: "elementwise quantize",
    macs: 0,
    elements,
    inputElements: elements,
    weightElements: 0,
    extents: { elements },
    ops: [],
    bytes: 5 * elements,
    weightBytes: 0,
    precision: "fp32",
    fused: [],
  };
  return estimateKernel(kernel, target, devices)?.milliseconds ?? 0;
}

function ofIsland(subject: AdviceSubject, { pairs, conversions }: Island): readonly Finding[] {
  const whole = conversions - gainOf(pairs);
  // Kept in float alone, a kernel has conversions of its own on both sides.
  const alone = pairs.flatMap((pair) => {
    const around = conversion(subject, pair.kernel.inputElements) + conversion(subject, pair.kernel.elements);
    return -gainOf([pair]) > around ? [finding(subject, [pair], 0, around)] : [];
  });
  const saved = alone.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0);
  return whole > saved ? [finding(subject, pairs, conversions)] : alone;
}

function gainOf(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { milliseconds, inFloat }) => sum + inFloat - milliseconds, 0);
}

/** `conversions` would fall away in float, and `added` would come. */
function finding(subject: AdviceSubject, pairs: readonly Pair[], conversions: number, added = 0): Finding {
  const { cost, target } = subject;
  const gain = gainOf(pairs);
  const lost = conversions - gain - added;
  const ops = pairs.flatMap(({ kernel }) => kernel.ops.filter((op) => isInteger(subject, op)));
  const path = cost.graph.ops[pairs[0]?.kernel.ops[0] ?? 0]?.path ?? "";
  const others = pairs.length === 1 ? "" : ` and ${pairs.length - 1} other${pairs.length === 2 ? "" : "s"}`;
  const times = `${timeText(pairs.reduce((sum, pair) => sum + pair.milliseconds, 0))} in int8 on ${targetName(target)} and ${timeText(pairs.reduce((sum, pair) => sum + pair.inFloat, 0))} in float`;
  const around =
    conversions > 0
      ? ` Converting to 8 bits and back takes ${timeText(conversions)}.`
      : added > 0
        ? ` Between them ${timeText(added)} go into converting.`
        : "";
  return {
    code: "int8-slower",
    severity: "information",
    ops,
    milliseconds: lost,
    message: `\`${path}\`${others} take${pairs.length === 1 ? "s" : ""} ${times}.${around}${gain < 0 ? ` ${reasonText(subject)}` : ""} In float the net saves ${shareText(lost, subject)}.`,
    help: `Keep ${pairs.length === 1 ? "it" : "them"} in float: \`@float\`.`,
    suggestion: { kind: "float", ops },
  };
}

function isInteger({ cost }: AdviceSubject, index: number): boolean {
  const op = cost.graph.ops[index];
  return op !== undefined && ownPrecision(op) === "int8";
}

/** Why 8 bits are slow there. */
function reasonText({ target }: AdviceSubject): string {
  const { device, key, table } = target;
  if (unitOf(target)?.hasInt8Products === false) return "Its unit has no instructions for products of 8 bits.";
  const donor = tableFor(device, { precision: "int8" }, key, table)?.donor;
  if (donor !== undefined && donor.device === undefined)
    return `There int8 takes ${donor.scale.toFixed(2)} times as long as ${donor.precision}: measured on ${donor.n} nets.`;
  return "So its table for int8 has it.";
}
