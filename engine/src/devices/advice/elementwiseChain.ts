import { evaluateDim } from "../../base/dim.ts";
import { elements } from "../../base/tensor.ts";
import { samplesOf } from "../../cost/figures.ts";
import { formatBytes } from "../../cost/quantity.ts";
import type { KernelEstimate } from "../estimate.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";
import { dataflowOf } from "./dataflow.ts";
import { shareText, targetName } from "./words.ts";

export const elementwiseChain: Advice = {
  name: "elementwiseChain",
  codes: ["elementwise-chain"],
  summary: "Element-wise ops in a row that the runtime runs one by one, each over the whole tensor.",
  run: (subject) =>
    chainsOf(subject)
      .map((chain) => finding(subject, chain))
      .sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0)),
};

/** Kernels in a row, in program order: each reads what one before it has made, and nobody else does. */
function chainsOf({ cost: { graph }, estimate }: AdviceSubject): readonly (readonly KernelEstimate[])[] {
  const { makers, readers } = dataflowOf(graph);
  /** By the last op of an element-wise kernel: the chain that it ends. */
  const ends = new Map<number, KernelEstimate[]>();
  const chains = new Set<KernelEstimate[]>();
  for (const each of estimate.kernels) {
    const { kernel } = each;
    const last = kernel.ops.at(-1);
    if (!isElementwise(each) || last === undefined) continue;
    const before = kernel.ops
      .flatMap((op) => graph.ops[op]?.inputs ?? [])
      .map((tensor) => makers[tensor])
      .find((maker) => {
        const chain = maker === undefined ? undefined : ends.get(maker);
        // A scale per channel that is computed on the way is no pass over the tensor.
        return maker !== undefined && readers[maker] === 1 && chain?.at(-1)?.kernel.elements === kernel.elements;
      });
    const chain = (before === undefined ? undefined : ends.get(before)) ?? [];
    chain.push(each);
    chains.add(chain);
    ends.set(last, chain);
  }
  return [...chains].filter(({ length }) => length > 1);
}

function isElementwise({ kernel: { kind, macs }, roofline }: KernelEstimate): boolean {
  const isKind = kind.startsWith("elementwise ") || kind === "normalisation bn";
  return isKind && (macs === 0 || roofline?.bound === "memory");
}

function finding(subject: AdviceSubject, chain: readonly KernelEstimate[]): Finding {
  const { graph } = subject.cost;
  const ops = chain.flatMap(({ kernel }) => kernel.ops[0] ?? []);
  const milliseconds = chain.reduce((sum, each) => sum + each.milliseconds, 0);
  const bytes = chain.reduce((sum, { kernel }) => sum + kernel.bytes, 0);
  const onePass = readOnce(subject, chain) + lastBytes(chain);
  const names = chain.map(({ kernel }) => `\`${kernel.kind.split(" ").at(-1)}\``);
  const paths = ops.map((op) => `\`${graph.ops[op]?.path}\``);
  return {
    code: "elementwise-chain",
    severity: "hint",
    ops,
    milliseconds,
    message: `${paths[0]} to ${paths.at(-1)} are ${chain.length} passes over one tensor on ${targetName(subject.target)}, which does not put them together: ${shareText(milliseconds, subject)}. They move ${formatBytes(bytes)}; one pass would move ${formatBytes(onePass)}.`,
    help: knownOperator(subject, ops) ?? `Say it with fewer of ${names.join(", ")}, or where the tensor is smaller.`,
  };
}

const width = { fp32: 4, fp16: 2, int8: 1 } as const;

function lastBytes(chain: readonly KernelEstimate[]): number {
  const kernel = chain.at(-1)?.kernel;
  return kernel === undefined ? 0 : kernel.elements * width[kernel.precision];
}

/** Bytes of what comes in from outside of the chain, each tensor once. */
function readOnce({ cost: { graph } }: AdviceSubject, chain: readonly KernelEstimate[]): number {
  const { makers } = dataflowOf(graph);
  const samples = samplesOf(graph);
  const own = new Set(chain.flatMap(({ kernel }) => kernel.ops));
  const read = new Map<number, number>();
  for (const { kernel } of chain) {
    for (const id of kernel.ops.flatMap((op) => graph.ops[op]?.inputs ?? [])) {
      const tensor = graph.tensors[id];
      if (tensor === undefined || own.has(makers[id] ?? -1)) continue;
      read.set(id, (evaluateDim(elements(tensor.type), samples) ?? 0) * width[kernel.precision]);
    }
  }
  return [...read.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** What two ops are together, if the second multiplies by what went into the first. */
const together: Readonly<Record<string, string>> = { sigmoid: "silu", hardsigmoid: "hardswish" };

function knownOperator({ cost: { graph } }: AdviceSubject, ops: readonly number[]): string | undefined {
  const [first, second] = ops.map((op) => graph.ops[op]);
  if (ops.length !== 2 || first === undefined || second?.operator.name !== "mul") return undefined;
  const known = Object.hasOwn(together, first.operator.name) ? together[first.operator.name] : undefined;
  const [data] = first.inputs;
  const isOfItself = data !== undefined && second.inputs.includes(data);
  return known === undefined || !isOfItself ? undefined : `Both together are \`${known}\`: one pass.`;
}
