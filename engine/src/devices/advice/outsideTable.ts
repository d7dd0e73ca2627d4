import { formatBytes, formatCount } from "../../cost/quantity.ts";
import { type KernelEstimate, rangeMargin, tableFor } from "../estimate.ts";
import { ownPrecision } from "../lower.ts";
import { runtimeOf } from "../runtimes/index.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";
import { shareText, targetName } from "./words.ts";

export const outsideTable: Advice = {
  name: "outsideTable",
  codes: ["outside-table", "not-in-table"],
  summary:
    "Layers that the target's table does not reach: beyond what was measured, of a kind that was not, or without figures at all.",
  run: (subject) => {
    const { estimate, target } = subject;
    // Without a table everything rests on the roofline, or nothing is known: the figure says so itself.
    if (target.table === undefined) return [];
    const beyond = estimate.kernels
      .filter(({ isOutsideRange }) => isOutsideRange)
      .flatMap((each) => outside(subject, each));
    const unheard = estimate.kernels.filter(({ source }) => source === "roofline");
    const found = [...beyond, ...unheard.flatMap((each) => ofNoKind(subject, each)), ...unmeasured(subject, unheard)];
    return [...withoutFigures(subject), ...found.sort((a, b) => (b.milliseconds ?? 0) - (a.milliseconds ?? 0))];
  },
};

function outside(subject: AdviceSubject, { kernel, kind, milliseconds }: KernelEstimate): readonly Finding[] {
  const { device, key, table } = subject.target;
  const range = tableFor(device, kernel, key, table)?.ranges?.[kind];
  // The range of a donor's table is that of another device.
  if (range === undefined) return [];
  const [op = 0] = kernel.ops;
  // Only what is larger is said: what is smaller than everything measured takes no longer than that.
  const has: string[] = [];
  const limits: string[] = [];
  for (const [value, [low, high], format] of [
    [kernel.macs, range.macs, (count: number) => `${formatCount(count)} MACs`],
    [kernel.bytes, range.bytes, formatBytes],
  ] as const) {
    if (value <= high * rangeMargin) continue;
    has.push(format(value));
    limits.push(`from ${format(low)} to ${format(high)}`);
  }
  if (has.length === 0) return [];
  return [
    {
      code: "outside-table",
      severity: "information",
      ops: [op],
      milliseconds,
      message: `\`${pathOf(subject, op)}\` (${kernel.kind}) with ${has.join(" and ")} is far from what the table of ${targetName(subject.target)} was made of: ${range.n} kernels ${limits.join(", and ")}. Its time goes on in a straight line from there: ${shareText(milliseconds, subject)}.`,
      help,
    },
  ];
}

const help = "Measure it there, or take the figure for a guess.";

function hasTable({ target: { device, key, table } }: AdviceSubject, { kernel }: KernelEstimate): boolean {
  return tableFor(device, kernel, key, table) !== undefined;
}

function ofNoKind(subject: AdviceSubject, each: KernelEstimate): readonly Finding[] {
  if (!hasTable(subject, each)) return [];
  const { kernel, milliseconds, roofline } = each;
  const [op = 0] = kernel.ops;
  const what = roofline?.bound === "memory" ? "memory" : "arithmetic";
  return [
    {
      code: "not-in-table",
      severity: "information",
      ops: [op],
      milliseconds,
      message: `The table of ${targetName(subject.target)} knows nothing like \`${pathOf(subject, op)}\` (${kernel.kind}): ${shareText(milliseconds, subject)} is only what the unit's ${what} takes at best.`,
      help,
    },
  ];
}

/** Kernels in a precision that the device has no table for: one finding for all. */
function unmeasured(subject: AdviceSubject, unheard: readonly KernelEstimate[]): readonly Finding[] {
  const all = unheard.filter((each) => !hasTable(subject, each));
  const [first] = all;
  if (first === undefined) return [];
  const { precision } = first.kernel;
  const milliseconds = all.reduce((sum, each) => sum + each.milliseconds, 0);
  const ops = [...new Set(all.map(({ kernel }) => kernel.ops[0] ?? 0))];
  const message = `There is no table of ${precision} beside that of ${targetName(subject.target)}: ${shareText(milliseconds, subject)}, of ${countText(ops.length)}, is only what the unit does at best.`;
  return [{ code: "not-in-table", severity: "information", ops, milliseconds, message, help }];
}

function countText(ops: number): string {
  return ops === 1 ? "1 op" : `${ops} ops`;
}

/** Ops that run there, in a precision of which nothing is known: one finding for each reason. */
function withoutFigures(subject: AdviceSubject): readonly Finding[] {
  const { cost, estimate, target, precision } = subject;
  const runtime = runtimeOf(target.key.runtime);
  const byReason = new Map<string, number[]>();
  for (const { op: index, reason } of estimate.unsupported) {
    const op = cost.graph.ops[index];
    if (op === undefined || runtime.refuses(op, precision ?? ownPrecision(op)) !== undefined) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), index]);
  }
  return [...byReason].map(([reason, all]) => {
    const ops = [...new Set(all)];
    const macs = ops.reduce((sum, op) => sum + (cost.figures[op]?.macs ?? 0), 0);
    const others = ops.length === 1 ? "" : ` and of ${ops.length - 1} other${ops.length === 2 ? "" : "s"}`;
    const message = `The time of \`${pathOf(subject, ops[0] ?? 0)}\`${others} is missing in the estimate for ${targetName(target)}: ${reason}. They make ${formatCount(macs)} of ${formatCount(cost.totals.macs)} MACs.`;
    return {
      code: "not-in-table",
      severity: "information",
      ops,
      message,
      help: "Keep them in a precision that was measured there, or measure them.",
    };
  });
}

function pathOf({ cost }: AdviceSubject, op: number): string {
  return cost.graph.ops[op]?.path ?? "";
}
